/**
 * Which of V8's two compilers translates a function of WebAssembly: the quick one (Liftoff) or the one whose code runs about
 * twice as fast and takes ten times as long to make. V8 chooses when a function is first called, so the choice holds for
 * what is first called within `optimised`, and for nothing else.
 */

import { setFlagsFromString } from 'node:v8';

/** Return what `work` returns; functions of WebAssembly that it is the first to call are optimised at once. */
export function optimised<T>(work: () => T): T {
  setFlagsFromString('--no-liftoff');
  try {
    return work();
  } finally {
    setFlagsFromString('--liftoff');
  }
}
