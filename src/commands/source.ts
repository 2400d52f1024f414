/** The script of a command: read and rewritten, its imports answered, its errors found in the user's files. */

import { basename, extname } from 'node:path';
import { AutogradError, withExcerpt } from '../base/errors.ts';
import type { Site } from '../base/explanation.ts';
import { loadScript, type Script } from '../script/load.ts';
import { rewriter } from '../script/rewrite.ts';
import { parseStack } from '../script/stack.ts';
import type { GuestCause } from '../vm/guest-error.ts';
import type { ModuleQuestion, ScriptJob, TargetJob } from './job.ts';
import type { Io, Target } from './request.ts';

/** Read the script, from standard input if it is `-`. */
export async function openScript({ script, root }: Pick<Target, 'script' | 'root'>, io: Io): Promise<Script> {
  const [rewrite, stdin] = await Promise.all([rewriter(), script === '-' ? textOf(io.stdin) : undefined]);
  return loadScript({ script, root, cwd: io.cwd, stdin, onRead: io.onRead }, rewrite);
}

/** Return what a job says of its script and what holds it. */
export function scriptJob(
  { entry, modules }: Script,
  { limits, seed }: Pick<Target, 'limits' | 'seed'>,
): ScriptJob {
  return { entry: { name: entry, code: modules.get(entry)!.code }, ...limits, seed };
}

/** Return what a job says of a function of its script. */
export function targetJob<Wrt>(
  loaded: Script,
  target: Omit<Target, 'root' | 'maxPoints' | 'wrt'> & { readonly wrt: Wrt },
): TargetJob<Wrt> {
  const { script, exportName, wrt, params } = target;
  const fileStem = script === '-' ? undefined : basename(script, extname(script));
  return {
    ...scriptJob(loaded, target),
    script,
    declared: loaded.exports,
    exportName,
    fileStem,
    wrt,
    params,
  };
}

/** Return the module that the worker asks for. */
export function moduleOf(script: Script, { specifier, importer }: ModuleQuestion) {
  const name = script.resolve(specifier, importer);
  return { name, code: script.modules.get(name)?.code };
}

/** Return all of a stream. */
export async function textOf(stream: Io['stdin']): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** Return the innermost place of the user's on a stack of the guest, with its line of source. */
export function siteOf(guestStack: string, script: Script): Site | undefined {
  const [frame] = parseStack(guestStack, script.place);
  if (frame === undefined) return undefined;
  const { file, line, column } = frame;
  return { file, line, column, source: sourceLine(file, line, script) };
}

function sourceLine(file: string, line: number, { modules }: Script): string | undefined {
  const module = [...modules.values()].find((each) => each.file === file);
  return module?.source.split('\n')[line - 1]?.replace(/\r$/, '');
}

/** What QuickJS says of an import from a built-in module, whose exports the loader does not know. */
const MISSING_EXPORT = /^SyntaxError: Could not find export '(.+)' in module '(.+)'$/;

/** The error with its place in the user's files, from the guest's stack where it has one, and the line of source there. */
export function located(error: unknown, script: Script): unknown {
  if (!(error instanceof AutogradError)) return error;
  const textOfFile = (file: string): string | undefined =>
    [...script.modules.values()].find((module) => module.file === file)?.source;
  const [at, ...stack] = parseStack((error.cause as GuestCause | undefined)?.guestStack ?? '', script.place);
  const { code, message, hint, cause } = error;
  const [, name, module] = MISSING_EXPORT.exec(message) ?? [];
  if (name !== undefined) {
    const imports = [...script.modules.values()].flatMap((loaded) => loaded.imports);
    const wanted = imports.flatMap((each) => (each.module === module ? each.names : []));
    const place = wanted.find((each) => each.name === name)?.place;
    return withExcerpt(new AutogradError(code, `${module} has no export ${name}`, { at: place }), textOfFile);
  }
  if (at === undefined) return withExcerpt(error, textOfFile);
  return withExcerpt(new AutogradError(code, message, { hint, at, stack, cause }), textOfFile);
}
