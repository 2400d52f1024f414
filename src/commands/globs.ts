/** Patterns of file names, for shells and configurations that leave them as they are: `*`, `?`, `**`, `{a,b}`, `[…]`. */

import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { usageError } from '../base/errors.ts';

const MAGIC = /[*?{[]/;
const SCRIPT = /(?<!\.d)\.m?[jt]s$/;

/**
 * Return the files that the arguments name, each once, in order; those of a pattern by name. A pattern finds scripts only, and
 * nothing in node_modules or behind a dot. Throws E_USAGE for a pattern without files and for a folder.
 */
export function scriptsNamed(args: readonly string[], cwd: string): string[] {
  const files = args.flatMap((arg) => {
    const found = arg === '-' ? undefined : statSync(resolve(cwd, arg), { throwIfNoEntry: false });
    if (found?.isDirectory())
      throw usageError(`${arg} is a folder`, `name the scripts in it: '${join(arg, '**/*.ts')}'`);
    if (arg === '-' || found !== undefined || !MAGIC.test(arg)) return [arg];
    const matching = filesMatching(arg, cwd);
    if (matching.length === 0) throw usageError(`no script matches ${arg}`);
    return matching;
  });
  return [...new Set(files)];
}

function filesMatching(pattern: string, cwd: string): string[] {
  const parts = pattern.split('/');
  const magic = parts.findIndex((part) => MAGIC.test(part));
  const base = parts.slice(0, magic).join('/');
  const matches = expression(pattern);
  const found: string[] = [];
  const visit = (folder: string): void => {
    const path = pattern.startsWith('/') && folder === '' ? '/' : resolve(cwd, folder);
    for (const entry of entriesOf(path)) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const name = folder === '' && !pattern.startsWith('/') ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(name);
      else if (SCRIPT.test(name) && matches.test(name)) found.push(name);
    }
  };
  visit(base);
  return found.sort();
}

/** A folder that cannot be read holds nothing. */
function entriesOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Return the pattern as a regular expression for whole names. */
function expression(pattern: string): RegExp {
  let text = '';
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (pattern.startsWith('**/', i)) {
      text += '(?:[^/]+/)*';
      i += 2;
    } else if (c === '*') {
      text += pattern[i + 1] === '*' ? '.*' : '[^/]*';
      if (pattern[i + 1] === '*') i++;
    } else if (c === '?') text += '[^/]';
    else if (c === '[' && pattern.indexOf(']', i + 2) > 0) {
      const end = pattern.indexOf(']', i + 2);
      text += `[${pattern
        .slice(i + 1, end)
        .replace(/^!/, '^')
        .replaceAll('\\', '\\\\')}]`;
      i = end;
    } else if (c === '{') {
      text += '(?:';
      depth++;
    } else if (c === '}' && depth > 0) {
      text += ')';
      depth--;
    } else if (c === ',' && depth > 0) text += '|';
    else text += c.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  }
  return new RegExp(`^${text}$`);
}
