/** What a function takes and returns, as text of JavaScript: values and their types. */

import { type Shape, sizeOf } from '../array/ndarray.ts';

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
    return `{ ${members.join(', ')} }`;
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
  return line.length <= WIDTH ? [line] : [open, ...items.map((item) => `  ${item},`), close];
}

/** Return `open`, the items and `close`, as many on a line as fit. */
export function filledText(open: string, items: readonly string[], close: string): string[] {
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
