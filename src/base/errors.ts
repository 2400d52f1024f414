/**
 * The one error class of the program, and the table from error code to exit status (INTERFACE: "Exit status").
 * Nothing here prints or exits; `cli/main.ts` does both, once.
 */

/** Exit status of each error code. */
export const EXIT_STATUS = {
  E_CHECK: 1, // a mismatch found by `check`, or a warning under --strict
  E_USAGE: 2, // bad option, range, file, or choice of function
  E_SCRIPT: 3, // the user's script: syntax, imports, exceptions, what it returns
  E_TRACE: 3, // a traced number was used where its derivative would be lost
  E_RULE: 3, // a derivative was asked for where none exists
  E_LIMIT: 4, // time, memory, stack, size
  E_INTERNAL: 70, // a bug of this program
  E_INTERRUPT: 130, // Ctrl-C
} as const;

export type ErrorCode = keyof typeof EXIT_STATUS;

/** A place in a user's file. `line` and `column` count from 1, columns in UTF-16 units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ErrorDetails {
  /** What to do about it: one sentence. */
  readonly hint?: string | undefined;
  /** Where in the user's files. */
  readonly at?: Place | undefined;
  /** Outer frames of the user's call stack, innermost first, without `at`. */
  readonly stack?: readonly (Place & { readonly name: string })[] | undefined;
  /** The line of source at `at`, for the caret. */
  readonly excerpt?: string | undefined;
  readonly cause?: unknown;
}

/** An error whose text is written for the user: what was expected, what was found, where, what to do. */
export class AutogradError extends Error {
  override readonly name = 'AutogradError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly at: Place | undefined;
  readonly frames: readonly (Place & { readonly name: string })[];
  readonly excerpt: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.at = details.at;
    this.frames = details.stack ?? [];
    this.excerpt = details.excerpt;
  }

  get exitStatus(): number {
    return EXIT_STATUS[this.code];
  }
}

/** Return `error` with the line of source at its place; `textOf` gives a file's text, or undefined where it is not known. */
export function withExcerpt(
  error: AutogradError,
  textOf: (file: string) => string | undefined,
): AutogradError {
  if (error.at === undefined) return error;
  const excerpt = textOf(error.at.file)?.split('\n')[error.at.line - 1]?.replace(/\r$/, '');
  return new AutogradError(error.code, error.message, {
    ...error,
    stack: error.frames,
    excerpt,
    cause: error.cause,
  });
}

/** Whether an error is the script's fault, at the point where it ran: other points may do better. */
export function isScriptFault(error: unknown): error is AutogradError {
  return error instanceof AutogradError && error.exitStatus === EXIT_STATUS.E_SCRIPT;
}

/** A bad option, range, file or choice of function (status 2). */
export function usageError(message: string, hint?: string): AutogradError {
  return new AutogradError('E_USAGE', message, { hint });
}

/** A broken invariant of this program (status 70). */
export function internalError(message: string): AutogradError {
  return new AutogradError('E_INTERNAL', message, {
    hint: 'this is a bug of autograd-cli; please report it with the script that shows it',
  });
}
