/**
 * Rewrites a module for the guest: types become spaces, operators become helper calls, imports get resolved names. One parse,
 * one walk for the names, one walk that writes. No line is added; every position of the new text leads back to the old one.
 */

import type { Place } from '../base/errors.ts';
import { AutogradError } from '../base/errors.ts';
import { classes } from './emit/classes.ts';
import { Context, type ModuleRequest, PREFIX } from './emit/context.ts';
import { enums } from './emit/enums.ts';
import { members } from './emit/members.ts';
import { modules } from './emit/modules.ts';
import { operators } from './emit/operators.ts';
import { pureFunctions } from './emit/pure.ts';
import { statements } from './emit/statements.ts';
import { types } from './emit/types.ts';
import { type ExportInfo, exportsOf, type Reexport } from './exports.ts';
import { provePlain } from './plain-proof.ts';
import { lineStarts, offsetOf, placesOf } from './positions.ts';
import { findPurity } from './purity.ts';
import { analyse } from './scopes.ts';
import { type Handlers, type Parser, parse, withinStack } from './syntax.ts';

export interface RewriteOptions {
  /** The module's name in the VM; the file if not given. */
  readonly name?: string;
  /** Whether the text is TypeScript: told by the file's ending if not given. */
  readonly typescript?: boolean;
  /** Return the name of the module that a static import asks for; the specifier itself if not given. Throws E_SCRIPT. */
  readonly resolve?: (specifier: string, place: Place) => string;
  /** false: leave no operator native. For tests: the proof must not change what a script does. */
  readonly proof?: boolean;
  /** Whether to tell the guest which functions are pure. */
  readonly marks?: boolean;
}

export interface RewrittenModule {
  readonly code: string;
  /** Return the place in the file of a place in `code` (both from 1; `column` in code points, as QuickJS counts). */
  place(line: number, column: number): Place;
  /** The modules the code imports, in order, and what it wants of them. */
  readonly imports: readonly ModuleRequest[];
  readonly exports: readonly ExportInfo[];
  readonly reexports: readonly Reexport[];
}

/** Rewrite `source`, called `file` in messages. Throws E_SCRIPT at the place of what is wrong or not supported. */
export type RewriteModule = (source: string, file: string, options?: RewriteOptions) => RewrittenModule;

const HANDLERS: Handlers<Context> = {
  ...operators,
  ...statements,
  ...types,
  ...classes,
  ...enums,
  ...modules,
  ...members,
};

/** Load the parser (native, 10 ms) and return the rewriter, which is synchronous. */
export async function rewriter(): Promise<RewriteModule> {
  const parser = await import('oxc-parser');
  return (source, file, options) => withinStack(file, () => rewrite(parser, source, file, options));
}

function rewrite(parser: Parser, text: string, file: string, options: RewriteOptions = {}): RewrittenModule {
  const source = text.replace(/^\ufeff/, '');
  const {
    name = file,
    typescript = !/\.m?js$/.test(file),
    resolve = (specifier) => specifier,
    proof = true,
    marks = false,
  } = options;
  const program = parse(parser, source, file, typescript);
  const placeAt = placesOf(source, file);
  const keys = parser.visitorKeys;
  const scopes = analyse(program, keys, (identifier, at) => {
    if (!identifier.startsWith(PREFIX)) return;
    const message = `the name ${identifier} begins with ${PREFIX}, which is reserved`;
    throw new AutogradError('E_SCRIPT', message, { at: placeAt(at), hint: 'choose another name' });
  });
  const kindOf = proof ? provePlain(scopes) : () => undefined;
  const additions = marks
    ? pureFunctions(program, name, findPurity(program, keys, scopes, kindOf), scopes, keys)
    : new Map();
  const facts = { source, name, typescript, keys, scopes, kindOf, additions, placeAt, resolve };
  const cx = new Context(facts, HANDLERS);
  cx.visit(program);
  cx.out.copyTo(source.length);
  const { out } = cx;
  const { own, reexports } = exportsOf(program, scopes, placeAt);
  let starts: number[] | undefined;
  return {
    code: out.code,
    place(line, column) {
      starts ??= lineStarts(out.code);
      return placeAt(out.originalOf(offsetOf(out.code, starts, line, column)));
    },
    imports: cx.requests,
    exports: own,
    reexports,
  };
}

export type { ExportInfo, ModuleRequest, Reexport };
