/** What a package.json says a specifier means: the `exports` map with its conditions and patterns, or `module` and `main`. */

import { readFileSync } from 'node:fs';

export type Target =
  /** Relative to the package's folder; may lack its ending. */
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'commonjs' }
  | { readonly kind: 'none' };

/** Conditions a script meets; the first key of the map that is one of them counts. */
const CONDITIONS = new Set(['import', 'module', 'default']);

const NONE: Target = { kind: 'none' };

/** Return what `rest` ('' for the package itself) of the package with that manifest means. */
export function packageTarget(manifestPath: string, rest: string, exists: (path: string) => boolean): Target {
  const manifest = readManifest(manifestPath);
  if (manifest === undefined) return NONE;
  const { exports } = manifest;
  if (exports !== undefined && exports !== null)
    return checked(mapped(exports, rest === '' ? '.' : `./${rest}`), exports, manifest);
  if (rest !== '') return isCommonJs(rest, manifest) ? { kind: 'commonjs' } : { kind: 'path', path: rest };
  const { module, main = 'index.js' } = manifest;
  if (typeof module === 'string') return { kind: 'path', path: module };
  if (typeof main !== 'string' || !(exists(main) || exists('.'))) return NONE;
  return isCommonJs(main, manifest) ? { kind: 'commonjs' } : { kind: 'path', path: main };
}

function readManifest(path: string): Record<string, unknown> | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof manifest === 'object' && manifest !== null
      ? (manifest as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Is a file of the package CommonJS by its ending and the manifest's `type`? TypeScript never is. */
function isCommonJs(path: string, { type }: Record<string, unknown>): boolean {
  return path.endsWith('.cjs') || (!/\.(mjs|m?ts|json)$/.test(path) && type !== 'module');
}

/** Return the target as it is, or why it is none: a map without a way for ES modules is that of a CommonJS package. */
function checked(path: string | undefined, exports: unknown, manifest: Record<string, unknown>): Target {
  if (path === undefined) return JSON.stringify(exports).includes('"require"') ? { kind: 'commonjs' } : NONE;
  // What an `import` condition names is an ES module by what bundlers take it for, whatever the manifest's `type`.
  const isDeclared =
    JSON.stringify(exports).includes('"import"') || JSON.stringify(exports).includes('"module"');
  if (path.endsWith('.cjs') || (!isDeclared && isCommonJs(path, manifest))) return { kind: 'commonjs' };
  return { kind: 'path', path };
}

/** Look `key` up in an exports map. */
function mapped(exports: unknown, key: string): string | undefined {
  const isMap = typeof exports === 'object' && exports !== null && !Array.isArray(exports);
  const entries =
    isMap && Object.keys(exports).some((name) => name.startsWith('.'))
      ? Object.entries(exports)
      : [['.', exports] as const];
  const exact = entries.find(([name]) => name === key);
  if (exact !== undefined) return chosen(exact[1], '');
  // Of several patterns the one with the longest text before its star.
  const [best] = entries
    .filter(([name]) => matches(name, key))
    .sort(([a], [b]) => b.indexOf('*') - a.indexOf('*'));
  if (best === undefined) return undefined;
  const [name, target] = best;
  const star = name.indexOf('*');
  return chosen(target, key.slice(star, key.length - (name.length - star - 1)));
}

function matches(pattern: string, key: string): boolean {
  const [before, after, ...more] = pattern.split('*');
  if (after === undefined || more.length > 0) return false;
  return key.length >= pattern.length && key.startsWith(before!) && key.endsWith(after);
}

/** Return the path that a target means; its stars become `star`. Only paths within the package count. */
function chosen(target: unknown, star: string): string | undefined {
  if (typeof target === 'string')
    return target.startsWith('./') ? target.replaceAll('*', () => star) : undefined;
  if (Array.isArray(target)) {
    for (const each of target) {
      const path = chosen(each, star);
      if (path !== undefined) return path;
    }
    return undefined;
  }
  if (typeof target !== 'object' || target === null) return undefined;
  for (const [condition, value] of Object.entries(target)) {
    if (!CONDITIONS.has(condition)) continue;
    const path = chosen(value, star);
    if (path !== undefined || value === null) return path;
  }
  return undefined;
}
