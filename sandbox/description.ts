/** What a script threw, as JSON for the host. The value is hostile: reading it may run code of the script and may throw. */

import { attempt, inspect } from './inspect.ts';
import {
  cut,
  functionText,
  getOwnPropertyDescriptor,
  isObject,
  ownKeys,
  startsWith,
  stringify,
} from './intrinsics.ts';
import { hintOf, isTraced } from './tracer.ts';

const MAX_TEXT = 2048;
const MAX_STACK = 16_384;

/** Return the JSON of `{ name, message, stack, loss? }`; `loss` is what to write instead where a derivative would be lost. */
export function describe(thrown: unknown): string {
  const hint = hintOf(thrown);
  const loss = hint === undefined ? '' : `,"loss":${quoted(hint)}`;
  const isError = isObject(thrown) && !isTraced(thrown) && part(thrown, 'message') !== undefined;
  const name = isError ? (part(thrown, 'name') ?? '') : '';
  const message = isError
    ? part(thrown, 'message')!
    : `the script threw ${attempt(() => inspect(thrown)) ?? 'an object'}`;
  const stack = (isObject(thrown) && part(thrown, 'stack')) || '';
  return `{"name":${quoted(name)},"message":${quoted(message)},"stack":${quoted(stack, MAX_STACK)}${loss}}`;
}

const quoted = (text: string, length = MAX_TEXT): string => stringify(cut(text, 0, length));

/** Return a property that is a string. */
function part(thrown: object, key: 'name' | 'message' | 'stack'): string | undefined {
  return attempt(() => {
    const value: unknown = getOwnPropertyDescriptor(thrown, key)?.value ?? thrown[key as never];
    return typeof value === 'string' ? value : undefined;
  });
}

/** Return the JSON of `[[name, kind] …]`, the exports of a module: `function`, `class`, or what `typeof` says. */
export function kinds(exports: object): string {
  const keys = ownKeys(exports);
  let json = '';
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (typeof key === 'symbol') continue;
    const kind = attempt(() => kindOfExport(exports[key as never])) ?? 'undefined'; // not initialized
    json += `${json === '' ? '' : ','}[${stringify(key)},"${kind}"]`;
  }
  return `[${json}]`;
}

function kindOfExport(value: unknown): string {
  if (isTraced(value)) return 'number';
  return typeof value === 'function' && startsWith(functionText(value as () => void), 'class')
    ? 'class'
    : typeof value;
}
