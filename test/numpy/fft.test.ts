/** Fourier transforms by their definition, every way to say lengths, axes and scale; identities; derivatives against differences. */

import { describe, expect, it } from 'vitest';
import { type NDArray, sizeOf, zeros } from '../../src/array/ndarray.ts';
import { type ArrayFunction, array, expectDerivatives, expectNear, random, run } from './checked.ts';

const value = (...given: Parameters<typeof run>): NDArray => run(...given)[0]!;

/** Σ_j x_j exp(sign 2πi jk/n) of a complex vector. */
function definition(x: Float64Array, n: number, sign: number): Float64Array {
  const result = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < Math.min(n, x.length / 2); j++) {
      const angle = (sign * 2 * Math.PI * ((j * k) % n)) / n;
      result[2 * k]! += x[2 * j]! * Math.cos(angle) - x[2 * j + 1]! * Math.sin(angle);
      result[2 * k + 1]! += x[2 * j]! * Math.sin(angle) + x[2 * j + 1]! * Math.cos(angle);
    }
  }
  return result;
}

const vector = (data: Float64Array): NDArray => ({ shape: [data.length / 2], dtype: 'complex128', data });
const times = (x: NDArray, factor: number): NDArray => ({
  ...x,
  data: x.data.map((element) => element * factor),
});
const toComplex = (x: NDArray): NDArray => {
  const result = zeros(x.shape, 'complex128');
  x.data.forEach((element, i) => {
    result.data[2 * i] = element;
  });
  return result;
};

describe('one axis', () => {
  it.each([1, 2, 5, 6, 7])('fft and ifft of 5 numbers, cut or filled to %i', (n) => {
    const x = random(1, [5], 'complex128');
    const scale = { backward: [1, 1 / n], ortho: [1 / Math.sqrt(n), 1 / Math.sqrt(n)], forward: [1 / n, 1] };
    for (const [norm, [there, back]] of Object.entries(scale)) {
      expectNear(value('np.fft.fft', x, n, -1, norm), times(vector(definition(x.data, n, -1)), there!));
      expectNear(value('np.fft.ifft', x, { n, norm }), times(vector(definition(x.data, n, 1)), back!));
    }
  });

  it.each([0, 1, 2, -1])('axis %i is that axis of the definition', (axis) => {
    const x = random(2, [2, 3, 4], 'complex128');
    const n = x.shape.at(axis)!;
    const found = value('np.fft.fft', x, { axis });
    const matrix = toComplex(array(Array.from({ length: n }, () => new Array(n).fill(0))));
    for (let k = 0; k < n; k++) {
      const unit = new Float64Array(2 * n);
      unit[2 * k] = 1;
      matrix.data.set(definition(unit, n, -1), 2 * k * n);
    }
    const sum = ['abc,ax->xbc', 'abc,bx->axc', 'abc,cx->abx'].at(axis)!;
    expectNear(found, value('np.einsum', sum, x, matrix));
  });

  it.each([4, 5])('rfft and irfft of %i numbers', (n) => {
    const x = random(3, [n]);
    const half = Math.floor(n / 2) + 1;
    const all = definition(toComplex(x).data, n, -1);
    const found = value('np.fft.rfft', x);
    expectNear(found, vector(all.slice(0, 2 * half)));
    expectNear(value('np.fft.irfft', found, n), x);
    expectNear(value('np.fft.hfft', value('np.fft.ihfft', x), n), x);
    expectNear(
      value('np.fft.ihfft', x),
      times({ ...found, data: found.data.map((y, i) => (i % 2 === 0 ? y : -y)) }, 1 / n),
    );
  });

  it('irfft does not read the imaginary parts of frequency 0 and of the middle', () => {
    const x = random(4, [4], 'complex128');
    const other = { ...x, data: x.data.map((y, i) => (i === 1 || i === 7 ? y + 5 : y)) };
    expectNear(value('np.fft.irfft', x), value('np.fft.irfft', other));
    const moved = { ...x, data: x.data.map((y, i) => (i === 3 ? y + 5 : y)) };
    expect(value('np.fft.irfft', moved).data[1]).not.toBeCloseTo(value('np.fft.irfft', x).data[1]!, 3);
  });

  it('integers and booleans are transformed as numbers', () => {
    const x: NDArray = { shape: [3], dtype: 'int64', data: Float64Array.of(1, 2, 4) };
    expectNear(value('np.fft.fft', x), value('np.fft.fft', [1, 2, 4]));
    expectNear(value('np.fft.rfft', [true, false, true]), value('np.fft.rfft', [1, 0, 1]));
  });

  it('no numbers, or less, are refused', () => {
    for (const name of ['fft', 'ifft', 'rfft', 'irfft'])
      expect(() => run(`np.fft.${name}`, [1, 2], 0)).toThrow(/one number or more, not of 0/);
    expect(() => run('np.fft.fft', [1, 2], { axis: 1 })).toThrow(/axis 1 is out of bounds/);
    expect(() => run('np.fft.fft', [1, 2], { norm: 'half' })).toThrow(/"backward" \| "ortho" \| "forward"/);
  });
});

describe('several axes', () => {
  const x = random(5, [3, 4, 5], 'complex128');
  const stepwise = (first: NDArray, ...steps: [axis: number, n: number][]): NDArray =>
    steps.reduce((part, [axis, n]) => value('np.fft.fft', part, n, axis), first);

  it('fft2 transforms the last two', () => {
    expectNear(value('np.fft.fft2', x), stepwise(x, [1, 4], [2, 5]));
    expectNear(value('np.fft.fft2', x, [2, 7]), stepwise(x, [1, 2], [2, 7]));
  });
  it('fftn transforms all, or as many of the last ones as there are lengths', () => {
    expectNear(value('np.fft.fftn', x), stepwise(x, [0, 3], [1, 4], [2, 5]));
    expectNear(value('np.fft.fftn', x, [6]), stepwise(x, [2, 6]));
    expectNear(value('np.fft.fftn', x, { s: [2, 6], axes: [2, 0] }), stepwise(x, [2, 2], [0, 6]));
  });
  it.each(['fft2', 'fftn'])('i%s inverts it in every norm', (name) => {
    for (const norm of ['backward', 'ortho', 'forward'])
      expectNear(value(`np.fft.i${name}`, value(`np.fft.${name}`, x, { norm }), { norm }), x);
  });
  it.each(['rfft2', 'rfftn'])('i%s inverts it for odd lengths, too', (name) => {
    const real = random(6, [3, 4, 5]);
    const s = name === 'rfft2' ? [4, 5] : [3, 4, 5];
    expectNear(value(`np.fft.i${name}`, value(`np.fft.${name}`, real), { s }), real);
    const even = random(6, [3, 4]);
    expectNear(value(`np.fft.i${name}`, value(`np.fft.${name}`, even)), even);
  });
  it('rfftn halves the last axis that is given', () => {
    expect(value('np.fft.rfftn', random(6, [4, 6, 2]), { axes: [1, 0] }).shape).toEqual([3, 6, 2]);
    expect(value('np.fft.irfftn', x, { axes: [1, 0] }).shape).toEqual([4, 4, 5]);
  });
  it('lengths and axes must be as many', () => {
    expect(() => run('np.fft.fft2', x, [3])).toThrow(/1 lengths for 2 axes/);
  });
});

describe('shifts and frequencies', () => {
  it('fftshift moves frequency 0 to the middle, ifftshift back', () => {
    expect(value('np.fft.fftshift', [0, 1, 2, -2, -1])).toEqual(array([-2, -1, 0, 1, 2]));
    expect(value('np.fft.ifftshift', [-2, -1, 0, 1, 2])).toEqual(array([0, 1, 2, -2, -1]));
    const x = random(7, [3, 4]);
    for (const axes of [null, 0, [1], [0, 1]])
      expectNear(value('np.fft.ifftshift', value('np.fft.fftshift', x, axes), axes), x);
  });
  it('fftfreq and rfftfreq', () => {
    expectNear(value('np.fft.fftfreq', 5, 0.1), array([0, 2, 4, -4, -2]));
    expectNear(value('np.fft.fftfreq', 4), array([0, 0.25, -0.5, -0.25]));
    expectNear(value('np.fft.rfftfreq', 5, { d: 0.5 }), array([0, 0.4, 0.8]));
    expectDerivatives((call, d) => call('np.fft.fftfreq', 5, d), [array(0.5)]);
  });
  it('truncate_pad', () => {
    expect(
      value(
        'np.fft.truncate_pad',
        [
          [1, 2],
          [3, 4],
        ],
        [1, 3],
      ),
    ).toEqual(array([[1, 2, 0]]));
    expect(sizeOf(value('np.fft.truncate_pad', random(8, [3]), 5).shape)).toBe(5);
  });
});

describe('derivatives', () => {
  const cases: readonly (readonly [name: string, options: Record<string, number | string | number[]>])[] = [
    ['fft', { n: 3, axis: 0 }],
    ['ifft', { n: 6, norm: 'ortho' }],
    ['rfft', { n: 5 }],
    ['irfft', {}],
    ['irfft', { n: 7, norm: 'forward' }],
    ['hfft', { n: 5 }],
    ['ihfft', { axis: 0 }],
    ['fft2', { s: [2, 6] }],
    ['irfft2', {}],
    ['rfftn', { axes: [1, 0] }],
    ['irfftn', { s: [4, 5], norm: 'ortho' }],
    ['fftshift', { axes: 1 }],
    ['truncate_pad', { shape: [2, 6] }],
  ];
  it.each(cases)('%s %j', (name, options) => {
    const f: ArrayFunction = (call, x) => call(`np.fft.${name}`, x, options);
    expectDerivatives(f, [random(9, [3, 4])], { order: 2 });
    if (!['rfft', 'ihfft', 'rfftn'].includes(name))
      expectDerivatives(f, [random(9, [3, 4], 'complex128')], { order: 2 });
  });
});
