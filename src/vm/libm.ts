/**
 * The one libm of the program: QuickJS's own, called by the host. V8's `Math` differs from it in the last bit (9.6 % of `exp`), so
 * nothing that decides or prints a value may use V8's.
 */

import { LIBM1, LIBM2, type Libm } from '../ops/primitive.ts';

/**
 * Return the functions `Math.*` calls in the guest. Each but `hypot` is an export of a second instance of QuickJS's binary,
 * which generated WebAssembly may import as it is.
 */
export function loadLibm(module: WebAssembly.Module): Libm {
  const { exports } = new WebAssembly.Instance(module, inertImports(module));
  const names = [...LIBM1, ...LIBM2].filter((name) => name !== 'hypot');
  return { ...Object.fromEntries(names.map((name) => [name, exports[`libm_${name}`]])), hypot } as Libm;
}

/** Imports that satisfy the binary; the mathematical functions call none of them. */
function inertImports(module: WebAssembly.Module): WebAssembly.Imports {
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] =
      kind === 'memory' ? new WebAssembly.Memory({ initial: 256, maximum: 32768 }) : () => 0;
  }
  return imports;
}

const SPLITTER = 2 ** 27 + 1;

/** Return √(x² + y²) as musl computes it (src/math/hypot.c), which the compiler has inlined in QuickJS's `Math.hypot`. */
function hypot(x: number, y: number): number {
  let large = Math.abs(x);
  let small = Math.abs(y);
  if (large === Infinity || small === Infinity) return Infinity;
  if (large < small) [large, small] = [small, large];
  if (small === 0 || Number.isNaN(large + small)) return large + small;
  const exponent = biasedExponent(large);
  if (exponent - biasedExponent(small) > 64) return large + small;
  if (exponent > 1023 + 510) return 2 ** 700 * root(large * 2 ** -700, small * 2 ** -700);
  if (biasedExponent(small) < 1023 - 450) return 2 ** -700 * root(large * 2 ** 700, small * 2 ** 700);
  return root(large, small);
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

function biasedExponent(x: number): number {
  double[0] = x;
  return words[1]! >>> 20;
}

/** Return √(x² + y²) with the squares' rounding errors added back. */
function root(x: number, y: number): number {
  const xx = x * x;
  const yy = y * y;
  return Math.sqrt(squaringError(y, yy) + squaringError(x, xx) + yy + xx);
}

/** Return x² − square exactly (T. J. Dekker, 1971). */
function squaringError(x: number, square: number): number {
  const scaled = x * SPLITTER;
  const high = x - scaled + scaled;
  const low = x - high;
  return high * high - square + 2 * high * low + low * low;
}
