/** What a function takes and returns, as text of JavaScript: values and their types. */

import { type Shape, sizeOf } from '../array/ndarray.ts';
import type { Family } from './forms.ts';

/** "n" is a number; an array of numbers; a list; an object under `k` (`commands/structure.ts`). */
export type Structure =
  | 'n'
  | { readonly shape: Shape }
  | readonly Structure[]
  | { readonly k: Readonly<Record<string, Structure>> };

const WIDTH = 100;

/** Return the value of `structure` whose numbers and arrays are `texts`, in order. */
export function valueText(structure: Structure, texts: Iterator<string>): string {
  const write = (part: Structure): string => {
    if (part === 'n' || isShaped(part)) return texts.next().value!;
    if (isList(part)) return `[${part.map(write).join(', ')}]`;
    const members = Object.entries(part.k).map(([key, member]) => `${propertyName(key)}: ${write(member)}`);
    return memberText(members);
  };
  return write(structure);
}

/** Return the type of `structure` in TypeScript, of which nothing can be changed if it `isReadonly`. */
export function typeText(structure: Structure, isReadonly = false): string {
  const mark = isReadonly ? 'readonly ' : '';
  if (structure === 'n') return 'number';
  if (isShaped(structure)) return structure.shape.reduce((type) => listType(type, mark), 'number');
  if (isList(structure)) {
    const types = structure.map((part) => typeText(part, isReadonly));
    return types.every((type) => type === types[0])
      ? listType(types[0] ?? 'number', mark)
      : `${mark}[${types.join(', ')}]`;
  }
  const members = Object.entries(structure.k).map(
    ([key, member]) => `${mark}${propertyName(key)}: ${typeText(member, isReadonly)}`,
  );
  return `{ ${members.join('; ')} }`;
}

function listType(type: string, mark: string): string {
  return /^[\w[\]]+$/.test(type) ? `${mark}${type}[]` : `${mark}(${type})[]`;
}

/** Numbers in `structure`. */
export function countNumbers(structure: Structure): number {
  if (structure === 'n') return 1;
  if (isShaped(structure)) return sizeOf(structure.shape);
  const parts = isList(structure) ? structure : Object.values(structure.k);
  return parts.reduce((sum: number, part) => sum + countNumbers(part), 0);
}

/** Return `open`, the items and `close`, on one line where they fit. */
export function listText(open: string, items: readonly string[], close: string): string[] {
  const line = `${open}${items.join(', ')}${close}`;
  const isShort = line.length <= WIDTH && !line.includes('\n');
  return isShort ? [line] : [open, ...items.map((item) => `  ${item.replaceAll('\n', '\n  ')},`), close];
}

/** Return the statement that makes an array of `items`; `storage` is C's. */
export function arrayText(family: Family, name: string, items: readonly string[], storage = ''): string[] {
  if (family === 'js') return filledText(`const ${name} = [`, items, '];');
  return filledText(`${storage}const double ${name}[${items.length}] = {`, items, '};');
}

/** Return `open`, the items and `close`, as many on a line as fit. */
function filledText(open: string, items: readonly string[], close: string): string[] {
  const line = `${open}${items.join(', ')}${close}`;
  if (line.length <= WIDTH) return [line];
  const lines = [open];
  let current = ' ';
  for (const item of items) {
    if (current.length + item.length + 2 > WIDTH) {
      lines.push(current);
      current = ' ';
    }
    current += ` ${item},`;
  }
  return [...lines, current, close];
}

/** An object, on one line where it fits. */
function memberText(members: readonly string[]): string {
  const line = `{ ${members.join(', ')} }`;
  return line.length <= WIDTH ? line : listText('{', members, '}').join('\n');
}

function isShaped(structure: Structure): structure is { readonly shape: Shape } {
  return typeof structure === 'object' && 'shape' in structure && !isList(structure);
}

function isList(structure: Structure): structure is readonly Structure[] {
  return Array.isArray(structure);
}

/** A name as a member of an object literal; `__proto__` would be none. */
function propertyName(key: string): string {
  if (key === '__proto__') return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
