/**
 * Turns what the guest threw into the error for the user. Every part of a thrown value is hostile: only strings of a
 * bounded length come out of here, and they still hold whatever characters the script put there (`base/text.ts`).
 */

import { AutogradError, type ErrorDetails } from '../base/errors.ts';

/** The `cause` of an error from the guest. */
export interface GuestCause {
  /** The stack as QuickJS writes it, positions in rewritten code: `    at f (/a.ts:3:7)`. */
  readonly guestStack: string;
}

/** What `guest.describe` says of a thrown value, untrusted. */
export interface Description {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Present where a derivative would have been lost: what to write instead. */
  readonly loss: string | undefined;
}

const MAX_LENGTH = 2048;
const MAX_STACK_LENGTH = 16_384;

/** Return a description read from `json`; parts that are missing or no strings are empty. */
export function parseDescription(json: string): Description {
  const parsed: unknown = JSON.parse(json);
  const fields = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Record<string, unknown>;
  const text = (key: string, length = MAX_LENGTH): string => {
    const value = fields[key];
    return typeof value === 'string' ? cut(value, length) : '';
  };
  return {
    name: text('name'),
    message: text('message'),
    stack: text('stack', MAX_STACK_LENGTH),
    loss: fields.loss === undefined ? undefined : text('loss'),
  };
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)} …`;
}

/** Return the error for a value the script threw. */
export function scriptError({ name, message, stack, loss }: Description): AutogradError {
  const details: ErrorDetails = { cause: { guestStack: stack } satisfies GuestCause };
  if (loss !== undefined)
    return new AutogradError('E_TRACE', message, { ...details, hint: loss || undefined });
  if (name === 'InternalError' && message === 'stack overflow') return recursionError(details);
  const hint = name === 'ReferenceError' ? hintForUndefined(message) : undefined;
  return new AutogradError('E_SCRIPT', name === '' ? message : `${name}: ${message}`, { ...details, hint });
}

/** Globals of Node and browsers that no script here has. */
const OUTSIDE: ReadonlySet<string | undefined> = new Set(
  'Date process Buffer performance setTimeout setInterval setImmediate queueMicrotask fetch crypto window document'.split(
    ' ',
  ),
);

/** Return what to do about a name that does not exist. */
function hintForUndefined(message: string): string | undefined {
  const name = /^'([\w$]+)' is not defined$/.exec(message)?.[1];
  if (name === 'require') return 'write import x from "./x.ts"';
  if (name === 'structuredClone') return 'copy arrays and objects with [...a] and { ...o }';
  if (OUTSIDE.has(name))
    return 'a script can only compute: it has no clock, timers, files, network or process';
  return name !== undefined && Object.hasOwn(Math, name) ? `write Math.${name}` : undefined;
}

/** Return an error of the host that passed through the guest, with the guest's stack where it has no place yet. */
export function locate(error: AutogradError, { stack }: Description): AutogradError {
  const place = (error.cause as GuestCause | undefined)?.guestStack;
  if (error.at !== undefined || place !== undefined) return error;
  const { code, message, hint } = error;
  return new AutogradError(code, message, { hint, cause: { guestStack: stack } satisfies GuestCause });
}

/** Return the error of a script that used up the stack. */
export function recursionError(details: ErrorDetails = {}): AutogradError {
  return new AutogradError('E_SCRIPT', 'the script recurses without end, or too deeply', {
    ...details,
    hint: 'about 10000 nested calls fit; make a loop of a deeper recursion',
  });
}

/** Return the error of a script that caught the end of the stack or of memory within an operation, which was recorded in part. */
export function brokenTraceError(): AutogradError {
  return new AutogradError(
    'E_SCRIPT',
    'the script went on after it had used up the stack or the memory within an operation on the input',
    { hint: 'do not catch that error, or make a loop of the recursion' },
  );
}

/** Return the error of a script that used up its memory, `purpose` being which part of it. */
export function memoryLimitError(memoryBytes: number, purpose = ''): AutogradError {
  return new AutogradError(
    'E_LIMIT',
    `the script needs more than ${Math.floor(memoryBytes / 2 ** 20)} MB of memory${purpose}`,
    {
      hint: 'give it more with --memory, for example --memory 1G',
    },
  );
}
