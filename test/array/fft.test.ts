import { describe, expect, it } from 'vitest';
import { fft } from '../../src/array/fft.ts';
import type { NDArray } from '../../src/array/ndarray.ts';
import { numbers } from './numbers.ts';

function complex(shape: readonly number[], data: ArrayLike<number>): NDArray {
  return { shape, dtype: 'complex128', data: Float64Array.from(data) };
}

/** The definition, summed without loss (Neumaier 1974), with angles reduced exactly. */
function definition(x: Float64Array, sign: number): Float64Array {
  const n = x.length / 2;
  const cos = Float64Array.from({ length: n }, (_, k) => cosOfTurns(k, n));
  const sin = Float64Array.from({ length: n }, (_, k) => sign * cosOfTurns(4 * k - n, 4 * n));
  const result = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    const re = new LosslessSum();
    const im = new LosslessSum();
    for (let j = 0; j < n; j++) {
      const root = (j * k) % n;
      re.add(x[2 * j]! * cos[root]!).add(-x[2 * j + 1]! * sin[root]!);
      im.add(x[2 * j]! * sin[root]!).add(x[2 * j + 1]! * cos[root]!);
    }
    result[2 * k] = re.total();
    result[2 * k + 1] = im.total();
  }
  return result;
}

/** cos(2π p/q), its argument brought into an eighth of a turn around a zero or an end. */
function cosOfTurns(p: number, q: number): number {
  p = Math.abs(p) % q;
  if (2 * p > q) p = q - p;
  if (4 * p > q) return -cosOfTurns(q - 2 * p, 2 * q);
  return 8 * p > q ? Math.sin((Math.PI / 2) * ((q - 4 * p) / q)) : Math.cos(2 * Math.PI * (p / q));
}

class LosslessSum {
  private sum = 0;
  private lost = 0;
  add(x: number): this {
    const sum = this.sum + x;
    this.lost += Math.abs(this.sum) >= Math.abs(x) ? this.sum - sum + x : x - sum + this.sum;
    this.sum = sum;
    return this;
  }
  total(): number {
    return this.sum + this.lost;
  }
}

/** The largest difference, relative to the largest of `expected`. */
function error(actual: Float64Array, expected: Float64Array): number {
  let [difference, largest] = [0, 0];
  expected.forEach((value, i) => {
    difference = Math.max(difference, Math.abs(value - actual[i]!));
    largest = Math.max(largest, Math.abs(value));
  });
  return difference / largest;
}

const bound = (n: number): number => 5e-16 * Math.max(1, Math.log2(n));

describe('fft', () => {
  it('agrees with the definition for all lengths to 130 and some larger, forward and inverse', () => {
    for (const n of [...Array.from({ length: 130 }, (_, i) => i + 1), 210, 961, 1000, 1009, 1024]) {
      const x = complex([n], numbers(2 * n, n));
      expect(error(fft(x, false).data, definition(x.data, -1)), `n = ${n}`).toBeLessThan(bound(n));
      expect(error(fft(x, true).data, definition(x.data, 1)), `inverse, n = ${n}`).toBeLessThan(bound(n));
    }
  });

  it('gives the exact transform where that is exact', () => {
    expect(fft(complex([4], [1, 2, 3, 4, 5, 6, 7, 8]), false).data).toEqual(
      Float64Array.of(16, 20, -8, 0, -4, -4, 0, -8),
    );
    expect(fft(complex([1], [3, -4]), true).data).toEqual(Float64Array.of(3, -4));
  });

  it.each([4096, 65_536, 65_537, 100_000])('length %i: there and back, and Parseval', (n) => {
    const x = complex([n], numbers(2 * n, n));
    const there = fft(x, false);
    const back = fft(there, true).data.map((value) => value / n);
    expect(error(back, x.data)).toBeLessThan(2 * bound(n));
    const energy = (data: Float64Array): number => data.reduce((sum, value) => sum + value * value, 0);
    expect(energy(there.data) / (n * energy(x.data))).toBeCloseTo(1, 12);
  });

  it.each([4096, 65_537])('length %i: one wave is one line of the spectrum', (n) => {
    const wave = 1234;
    const roots = Array.from({ length: n }, (_, j) => (j * wave) % n);
    const x = complex(
      [n],
      roots.flatMap((p) => [cosOfTurns(p, n), cosOfTurns(4 * p - n, 4 * n)]),
    );
    const line = new Float64Array(2 * n);
    line[2 * wave] = n;
    expect(error(fft(x, false).data, line)).toBeLessThan(bound(n));
  });

  it('is linear', () => {
    const [x, y] = [numbers(74, 1), numbers(74, 2)];
    const sum = x.map((value, i) => 2 * value - 3 * y[i]!);
    const [fx, fy] = [fft(complex([37], x), false).data, fft(complex([37], y), false).data];
    const expected = fx.map((value, i) => 2 * value - 3 * fy[i]!);
    expect(error(fft(complex([37], sum), false).data, expected)).toBeLessThan(1e-14);
  });

  it('takes real input as complex', () => {
    const data = numbers(12, 3);
    const pairs = [...data].flatMap((value) => [value, 0]);
    for (const dtype of ['float64', 'int64', 'bool'] as const) {
      expect(fft({ shape: [12], dtype, data }, false)).toEqual(fft(complex([12], pairs), false));
    }
  });

  it('transforms each row of a stack, leaving the argument as it was', () => {
    for (const n of [6, 37]) {
      const x = complex([2, 3, n], numbers(12 * n, 4));
      const before = x.data.slice();
      const rows = Array.from({ length: 6 }, (_, i) => x.data.slice(2 * n * i, 2 * n * (i + 1)));
      const separate = rows.flatMap((row) => [...fft(complex([n], row), true).data]);
      expect(fft(x, true)).toEqual(complex([2, 3, n], separate));
      expect(x.data).toEqual(before);
    }
    expect(fft({ shape: [0, 5], dtype: 'float64', data: new Float64Array(0) }, false)).toEqual(
      complex([0, 5], []),
    );
  });
});
