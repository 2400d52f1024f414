/**
 * Finds the file of a module within the root, and nothing outside of it. Every refusal reads the same whether the file is
 * there or not: a script learns nothing of the machine by what it asks for.
 */

import { realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { packageTarget } from './package-exports.ts';

/** Modules that are part of the program; `autograd-cli/anything` is never looked up on disk. */
const BUILT_IN = /^autograd-cli(\/|$)/;

export const isBuiltIn = (specifier: string): boolean => BUILT_IN.test(specifier);

/** Endings of scripts, in the order in which they are tried. */
export const ENDINGS = ['.ts', '.mts', '.js', '.mjs', '.json'] as const;

/** Largest file that is read. */
export const MAX_BYTES = 16 * 1024 * 1024;

/** Why a specifier has no module; `reason` continues "cannot import X: …". */
export class Unresolved extends Error {
  readonly hint: string;

  constructor(reason: string, hint: string) {
    super(reason);
    this.hint = hint;
  }
}

const notFound = (): Unresolved =>
  new Unresolved(
    'there is no such module within the root',
    'check the name; files outside the root (--root) are never read',
  );

const outside = (what: string): Unresolved =>
  new Unresolved(
    what,
    'scripts import local files within the root (./x.ts), packages in its node_modules, and autograd-cli',
  );

/**
 * Return the absolute path of the module `specifier` that the file `importer` asks for. `root` is a real path without links.
 * Throws Unresolved.
 */
export function resolveFile(specifier: string, importer: string, root: string): string {
  if (specifier === '') throw outside('the name is empty');
  if (/[\0-\x1f\x7f\\%?#]/.test(specifier))
    throw outside('the name holds characters that no module here has');
  if (/^[a-z][a-z\d+.-]*:/i.test(specifier))
    throw outside('only files and packages can be imported, no URLs and no parts of Node');
  if (specifier.startsWith('/')) throw outside('absolute paths cannot be imported');
  const isRelative = /^\.{1,2}(\/|$)/.test(specifier);
  const found = isRelative
    ? localFile(resolve(dirname(importer), specifier), root)
    : packageFile(specifier, importer, root);
  if (found === undefined) throw isRelative ? notFound() : noPackage(specifier);
  return found;
}

const noPackage = (specifier: string): Unresolved =>
  new Unresolved(
    'there is no such package in node_modules within the root',
    `install it, or write ./${specifier} for a file beside this one`,
  );

/** Return the file at `path`, or the one meant by it: `.js` for `.ts`, no ending, a folder's index. */
function localFile(path: string, root: string): string | undefined {
  const script = /^(.*)\.(m?)js$/.exec(path);
  const candidates = [
    path,
    ...(script === null ? [] : [`${script[1]}.${script[2]}ts`]),
    ...ENDINGS.map((ending) => path + ending),
    ...ENDINGS.map((ending) => join(path, `index${ending}`)),
  ];
  for (const candidate of candidates) {
    const file = readableFile(candidate, root);
    if (file !== undefined) return file;
  }
  return undefined;
}

/** Is `path` below `root`, without a name that begins with a dot? */
function isWithin(path: string, root: string): boolean {
  const inner = relative(root, path);
  return (
    !inner.split(sep).some((part) => part.startsWith('.')) && resolve(root, inner) === path && inner !== ''
  );
}

/** Return the real path of a regular file of a bearable size within the root. The fence stands before the disk is asked, and again after links. */
export function readableFile(path: string, root: string): string | undefined {
  if (!isWithin(path, root) || !ENDINGS.some((ending) => path.endsWith(ending))) return undefined;
  try {
    const real = realpathSync(path);
    if (!isWithin(real, root) || !ENDINGS.some((ending) => real.endsWith(ending))) return undefined;
    const stat = statSync(real);
    return stat.isFile() && stat.size <= MAX_BYTES ? real : undefined;
  } catch {
    return undefined;
  }
}

/** Return the ES module that a bare name means, looked for in every `node_modules` from the importer's folder up to the root. */
function packageFile(specifier: string, importer: string, root: string): string | undefined {
  const [, name, rest = ''] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(specifier) ?? [];
  if (name === undefined || name.split('/').some((part) => part.startsWith('.')))
    throw outside('this is no name of a package');
  for (let folder = dirname(importer); folder === root || isWithin(folder, root); folder = dirname(folder)) {
    const home = join(folder, 'node_modules', name);
    const manifest = readableFile(join(home, 'package.json'), root);
    if (manifest !== undefined) {
      const target = packageTarget(manifest, rest, (path) => localFile(join(home, path), root) !== undefined);
      if (target.kind === 'commonjs') {
        throw new Unresolved(
          `the package ${name} has no ES module entry (it is CommonJS)`,
          'use a version that ships ES modules, or copy the function you need',
        );
      }
      const path = target.kind === 'path' ? join(home, target.path) : undefined;
      return path === undefined || !isWithin(path, home) ? undefined : localFile(path, root);
    }
    if (folder === root) break;
  }
  return undefined;
}
