/**
 * JSON that a person wrote: read like JSON.parse, and where it is none, said at which character and what belongs there
 * (JSON.parse itself names no place in half of its messages). And JSON that keeps -0, which JSON.stringify does not.
 */

import { AutogradError, usageError } from './errors.ts';

/** Return what `text` means; `name` is what messages call it (`--args`, a file). Throws E_USAGE with the place. */
export function readJson(text: string, name: string): unknown {
  if (text.trim() === '') throw usageError(`${name}: expected JSON, found nothing`);
  try {
    return JSON.parse(text);
  } catch {
    const { offset, expected } = faultOf(text);
    const before = text.slice(0, offset).split('\n');
    const at = { file: name, line: before.length, column: before.at(-1)!.length + 1 };
    const excerpt = text.split('\n')[at.line - 1]!.replace(/\r$/, '');
    const found = /^[\w.+-]+|^.?/su.exec(text.slice(offset))![0];
    throw new AutogradError(
      'E_USAGE',
      `${name} is not JSON: expected ${expected}, found ${found === '' ? 'its end' : `"${found.slice(0, 40)}"`}`,
      { at, excerpt, hint: hintFor(found, expected) },
    );
  }
}

const BLANKS = /[\t\n\r ]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/** What the text may go on with, and how a message says it. */
const EXPECTED = {
  value: 'a value',
  first: 'a value or ]',
  key: 'a name in double quotes',
  firstKey: 'a name in double quotes or }',
  colon: ':',
  nextItem: ', or ]',
  nextMember: ', or }',
  end: 'nothing more',
} as const;

/** Return the first character that no JSON has there, and what would have belonged there. RFC 8259. */
function faultOf(text: string): { offset: number; expected: string } {
  const open: string[] = [];
  let state: keyof typeof EXPECTED = 'value';
  let at = 0;
  const takes = (token: RegExp): boolean => {
    token.lastIndex = at;
    if (!token.test(text)) return false;
    at = token.lastIndex;
    return true;
  };
  const afterValue = (): keyof typeof EXPECTED => {
    const inner = open.at(-1);
    return inner === undefined ? 'end' : inner === '[' ? 'nextItem' : 'nextMember';
  };
  for (;;) {
    takes(BLANKS);
    const character = text[at] ?? '';
    const isValue: boolean = state === 'value' || state === 'first';
    const closes =
      character === ']' ? ['first', 'nextItem'] : character === '}' ? ['firstKey', 'nextMember'] : [];
    if (closes.includes(state)) {
      at++;
      open.pop();
      state = afterValue();
    } else if (isValue && (character === '[' || character === '{')) {
      at++;
      open.push(character);
      state = character === '[' ? 'first' : 'firstKey';
    } else if (isValue && (takes(SCALAR) || takes(STRING))) {
      state = afterValue();
    } else if ((state === 'key' || state === 'firstKey') && takes(STRING)) {
      state = 'colon';
    } else if (state === 'colon' && character === ':') {
      at++;
      state = 'value';
    } else if ((state === 'nextItem' || state === 'nextMember') && character === ',') {
      at++;
      state = state === 'nextItem' ? 'value' : 'key';
    } else {
      return { offset: at, expected: EXPECTED[state] };
    }
  }
}

function hintFor(found: string, expected: string): string | undefined {
  if (/^[+-]?\.\d|^\d+\.($|\D)|^\+\d/.test(found))
    return 'JSON writes 0.5 and 1.0: digits on both sides of the point, no plus sign';
  if (/^[+-]?(nan|inf(inity)?)$/i.test(found)) return 'JSON has no nan or inf';
  if (expected.startsWith(', or') && /^[\d-]/.test(found))
    return 'JSON separates numbers with commas: [1, 2]';
  if (found === "'") return 'JSON has double quotes; in a shell put single ones around the whole';
  return undefined;
}

/** Return the JSON of numbers in lists and plain objects: -0 is `-0`, what is not finite `null`. */
export function jsonText(value: unknown): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return 'null';
    return Object.is(value, -0) ? '-0' : String(value);
  }
  if (Array.isArray(value)) return `[${value.map(jsonText).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${jsonText(member)}`);
  return `{${members.join()}}`;
}
