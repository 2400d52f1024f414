/** Which of V8's compilers WebAssembly gets. The flag holds for the process; a module takes it over when it is made. */

import { setFlagsFromString } from 'node:v8';

/** What a function may execute, roughly in bytes, before V8 optimises it in the background. */
function setBudget(bytes: number): void {
  setFlagsFromString(`--wasm-tiering-budget=${bytes}`);
}

/** Keep modules from being optimised: V8 would do so with QuickJS, and the process would wait for that at its exit. */
export function stayBaseline(): void {
  setBudget(2_000_000_000);
}

/** Compile a small module whose functions V8 is to optimise as soon as they are called. */
export function compileHot(bytes: Uint8Array): WebAssembly.Module {
  setBudget(1);
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    stayBaseline();
  }
}
