/**
 * The global object as scripts find it: without clocks, without code made of text, with our namespaces, and constant. What
 * is here is all a script can reach; `test/sandbox/globals.test.ts` holds the list.
 */

import { autograd } from './autograd.ts';
import { ownConsole } from './console.ts';
import {
  defineProperty,
  getOwnPropertyNames,
  lock,
  override,
  preventExtensions,
  replaceConstructor,
} from './intrinsics.ts';
import { scipy, stats } from './modules.ts';
import { np } from './numpy.ts';
import { installPure } from './pure.ts';
import { special } from './special.ts';

/** Time, memory shared or observed, and numbers too short to be traced. */
const REMOVED = [
  'Date',
  'performance',
  'SharedArrayBuffer',
  'Atomics',
  'WeakRef',
  'FinalizationRegistry',
  'Float16Array',
  'print',
  'std',
  'os',
  'bjson',
  'navigator',
  'gc',
];

/** Ways to change a buffer under a running native. */
const REMOVED_FROM_BUFFERS = [
  'resize',
  'resizable',
  'maxByteLength',
  'detached',
  'transfer',
  'transferToFixedLength',
];

const refusal = (what: string): TypeError =>
  new TypeError(`${what} is not available: the tool has to read all code before it runs`);

/** Take away every way to run a text as code: it would not be rewritten. */
function removeEvaluation(): void {
  const samples = [() => {}, function* () {}, async () => {}, async function* () {}];
  for (const sample of samples) {
    const prototype = Object.getPrototypeOf(sample) as { constructor: { name: string; prototype: object } };
    const { name } = prototype.constructor;
    const refuse = function (): never {
      throw refusal(new.target === undefined ? `${name}()` : `new ${name}()`);
    };
    if (name === 'Function') replaceConstructor(Function, refuse);
    else
      defineProperty(prototype, 'constructor', {
        value: defineProperty(refuse, 'prototype', { value: prototype }),
      });
    lock(prototype);
  }
  override(globalThis, {
    eval(): never {
      throw refusal('eval()');
    },
  });
}

/** Constructors and namespaces whose own functions no script may replace. */
const LOCKED = [
  'Object', 'Array', 'Number', 'Boolean', 'String', 'Symbol', 'BigInt', 'Reflect', 'Map', 'Set', 'Promise', 'Proxy', 'Float64Array',
] as const; // biome-ignore format: a list of words

/** Finish the global object. To be called last. */
export function installGlobals(): void {
  for (const name of REMOVED) delete (globalThis as Record<string, unknown>)[name];
  for (const name of REMOVED_FROM_BUFFERS) delete ArrayBuffer.prototype[name as never];
  removeEvaluation();
  installPure([np, special, stats, scipy, autograd]);
  const own: Record<string, unknown> = { console: ownConsole, np, special, stats, scipy };
  for (const name of getOwnPropertyNames(autograd)) own[name] = autograd[name as never];
  for (const name of getOwnPropertyNames(own)) {
    defineProperty(globalThis, name, {
      value: own[name],
      writable: true,
      enumerable: false,
      configurable: true,
    });
  }
  for (const name of LOCKED) lock(globalThis[name as never]);
  // QuickJS calls it for every template literal, ours too.
  defineProperty(String.prototype, 'concat', { writable: false, configurable: false });
  preventExtensions(Object.prototype); // no index or descriptor field is inherited from it
  lock(globalThis);
}
