/**
 * Which of V8's compilers WebAssembly gets. A flag says so, which holds for the process and which a module takes over when it is
 * made. Flags may differ from what Node set them to for that moment only: V8 does not use its cached code of Node's own modules
 * while they do, and a thread that boots then compiles all of them anew.
 */

import { setFlagsFromString } from 'node:v8';

/** What a function may execute before V8 optimises it in the background, roughly in bytes: V8's own measure, of Node 20 and since. */
const DEFAULT_BUDGET = Number.parseInt(process.versions.v8, 10) < 12 ? 1_800_000 : 13_000_000;

/**
 * Compile a module that V8 is to optimise only when a program has run for more than a second: with QuickJS it would do so at once, and
 * a short process would wait for that at its exit (0.3 s of another thread; then scripts run a third faster). With a budget of 200
 * million a sweep of samples/tanh.ts waited, 120 ms; with 300 million it did not.
 */
export function compileBaseline(bytes: Uint8Array): WebAssembly.Module {
  return compile(bytes, 500_000_000);
}

/** Compile a small module whose functions V8 is to optimise as soon as they are called. */
export function compileHot(bytes: Uint8Array): WebAssembly.Module {
  return compile(bytes, 1);
}

function compile(bytes: Uint8Array, budget: number): WebAssembly.Module {
  setBudget(budget);
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    setBudget(DEFAULT_BUDGET);
  }
}

function setBudget(bytes: number): void {
  setFlagsFromString(`--wasm-tiering-budget=${bytes}`);
}
