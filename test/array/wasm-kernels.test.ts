import { afterEach, describe, expect, it } from 'vitest';
import { matmul } from '../../src/array/matmul.ts';
import { computeVectors } from '../../src/array/stretches.ts';
import { compileKernelsWith, wasmKernels } from '../../src/array/wasm-kernels.ts';
import { MATH } from '../../src/array/wasm-math.ts';
import { numbers } from './numbers.ts';

const compileOrdinarily = (bytes: Uint8Array): WebAssembly.Module => new WebAssembly.Module(bytes);
const NAMES = ['exp', 'log', 'sin', 'cos', 'tanh'] as const;

function apply(name: string, x: ArrayLike<number>): Float64Array {
  const out = new Float64Array(x.length);
  computeVectors(name, [Float64Array.from(x)], out);
  return out;
}

/** How many doubles lie from one to the other. */
function distance(a: number, b: number): number {
  const [i, j] = new BigInt64Array(Float64Array.of(a, b).buffer);
  return Number(i! > j! ? i! - j! : j! - i!);
}

describe('vector kernels', () => {
  it('are those of the table', () => {
    expect(Object.keys(MATH).sort()).toEqual([...NAMES, 'sech2'].sort());
  });

  it.each(NAMES)('%s: special values as Math has them', (name) => {
    const special = [
      ...[NaN, Infinity, -Infinity, 0, -0, 5e-324, -5e-324, -1e-310, 2.2e-308, -1, 1e-20, -1e-20],
      ...[1.7e308, -1.7e308, 709.78, 709.79, -745.13, -745.14, -708.4, 22.5, -22.5, 1e22, -3e6],
    ];
    expect(apply(name, special)).toEqual(Float64Array.from(special, Math[name]));
  });

  // V8's functions are within one unit of the exact value, these within 1.5 (measured: docs/decisions/0008).
  it.each(NAMES)('%s: next to Math everywhere', (name) => {
    for (const scale of [1e-300, 1e-9, 0.1, 1, 7, 30, 700, 1e6]) {
      const x = numbers(2001, scale).map((value) => scale * (name === 'log' ? Math.abs(value) : value));
      const result = apply(name, x);
      x.forEach((value, i) => {
        expect(distance(result[i]!, Math[name](value)), `${name}(${value})`).toBeLessThanOrEqual(2);
      });
    }
  });

  it('sech2: next to 1/cosh² everywhere, and where that is out of range', () => {
    const x = numbers(20_001, 5).map((value) => 300 * value ** 3);
    const result = apply('sech2', x);
    x.forEach((value, i) => {
      expect(distance(result[i]!, 1 / Math.cosh(value) ** 2), `sech2(${value})`).toBeLessThanOrEqual(6);
    });
    const special = [0, -0, Infinity, -Infinity, NaN, 1e308, 360, -360];
    const far = 8.12892320967e-313; // 1/cosh²(360), from 60 digits
    expect(apply('sech2', special)).toEqual(Float64Array.of(1, 1, 0, 0, NaN, 0, far, far));
  });

  it.each(['sin', 'cos'] as const)('%s: digits are kept next to multiples of π/2', (name) => {
    const x = Float64Array.from({ length: 20_001 }, (_, k) => ((31 * k - 300_000) * Math.PI) / 2);
    const result = apply(name, x);
    x.forEach((value, i) => {
      expect(distance(result[i]!, Math[name](value)), `${name}(${value})`).toBeLessThanOrEqual(1);
    });
  });

  // Correctly rounded, from 60 digits of mpmath.
  it.each([
    ['exp', 1, Math.E],
    ['exp', -700.25, 7.678723813110872e-305],
    ['log', 1 + 2 ** -52, 2.2204460492503128e-16],
    ['log', 10, Math.LN10],
    ['sin', Math.PI, 1.2246467991473532e-16],
    ['cos', 1e5 * Math.PI + Math.PI / 2, 3.6523998147896715e-11],
    ['tanh', 0.5, 0.46211715726000974],
  ])('%s(%f) = %f', (name, x, value) => {
    expect(apply(name, [x])).toEqual(Float64Array.of(value));
  });

  it('no element, an odd number of them, more than one stretch', () => {
    for (const length of [0, 1, 3, 2048, 5001]) {
      const x = numbers(length, 1);
      expect(apply('sin', x)).toEqual(Float64Array.from(x, (value) => apply('sin', [value])[0]!));
    }
  });
});

describe('the module', () => {
  afterEach(() => compileKernelsWith(compileOrdinarily));

  it('is compiled once, at first use, by the compiler that was set', () => {
    let compiled = 0;
    compileKernelsWith((bytes) => {
      compiled++;
      return compileOrdinarily(bytes);
    });
    expect(compiled).toBe(0);
    const matrix = { shape: [20, 20], dtype: 'float64', data: numbers(400, 1) } as const;
    matmul(matrix, matrix);
    matmul(matrix, matrix);
    expect(compiled).toBe(1);
    expect(wasmKernels()).toBe(wasmKernels());
  });
});
