/**
 * The discrete Fourier transform of any length: Stockham's self-sorting algorithm in radices 4, 2, 3, 5 and other small primes,
 * Bluestein's where a prime factor is larger. Roots of unity come from a table without recurrences, so errors grow as log n.
 * Sources: Van Loan, Computational Frameworks for the FFT (1992), sections 1.7 and 4.3; Bluestein (1970).
 */

import { type NDArray, sizeOf } from './ndarray.ts';

/** The largest prime factor that is transformed by its definition. */
const LARGEST_RADIX = 31;

/** Doubles that the tables of all lengths may hold together before they are forgotten. */
const CACHED_DOUBLES = 1 << 23;

/** Transform `from` into `to`; neither has other than 2·n doubles. `sign` is that of the exponent. */
type Transform = (from: Float64Array, to: Float64Array, sign: number) => void;

/** One pass with the butterfly of a radix: `span` transforms of `length` points each lie interleaved in `from`. */
interface Pass {
  readonly roots: Float64Array;
  readonly radix: number;
  readonly length: number;
  readonly span: number;
}
type Butterfly = (pass: Pass, from: Float64Array, to: Float64Array, sign: number) => void;

/**
 * Return Σ_j x[…, j] · exp(∓2πi jk/n), the transform over the last axis (`inverse`: with +, not divided by n). Real input is taken as
 * complex. Shapes: (…, n) → (…, n) with n ≥ 1.
 */
export function fft(x: NDArray, inverse: boolean): NDArray {
  const doubles = 2 * sizeOf(x.shape);
  const data = new Float64Array(doubles);
  const from = x.dtype === 'complex128' ? x.data : interleaved(x.data);
  const row = 2 * x.shape.at(-1)!;
  if (doubles > 0) {
    const transform = transformOf(row / 2);
    for (let at = 0; at < doubles; at += row) {
      transform(from.subarray(at, at + row), data.subarray(at, at + row), inverse ? 1 : -1);
    }
  }
  return { shape: x.shape, dtype: 'complex128', data };
}

function interleaved(re: Float64Array): Float64Array {
  const data = new Float64Array(2 * re.length);
  for (let i = 0; i < re.length; i++) data[2 * i] = re[i]!;
  return data;
}

/** A transform of one length, and how many doubles its tables hold. */
interface Plan {
  readonly transform: Transform;
  readonly doubles: number;
}

const plans = new Map<number, Plan>();
let cachedDoubles = 0;

function transformOf(n: number): Transform {
  const cached = plans.get(n);
  if (cached !== undefined) return cached.transform;
  const radices = radicesOf(n);
  const plan = radices.every((radix) => radix <= LARGEST_RADIX) ? stockham(n, radices) : bluestein(n);
  if (cachedDoubles + plan.doubles > CACHED_DOUBLES) {
    plans.clear();
    cachedDoubles = 0;
  }
  plans.set(n, plan);
  cachedDoubles += plan.doubles;
  return plan.transform;
}

/** The factors that a transform of n points is done in: 4 as often as can be, then primes. */
function radicesOf(n: number): number[] {
  const radices: number[] = [];
  const divideOut = (radix: number): void => {
    for (; n % radix === 0; n /= radix) radices.push(radix);
  };
  divideOut(4);
  for (let prime = 2; prime * prime <= n; prime++) divideOut(prime);
  if (n > 1) radices.push(n);
  return radices;
}

/** exp(2πi k/n) for all k, interleaved; angles are reduced to an eighth of a turn before they are rounded. */
function rootsOfUnity(n: number): Float64Array {
  const roots = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    const octant = Math.floor((8 * k) / n);
    const quarter = (octant + 1) >> 1; // the nearest
    const angle = (Math.PI / 2) * ((4 * k - quarter * n) / n);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const [re, im] = quarter % 2 === 0 ? [c, s] : [-s, c];
    const half = quarter % 4 >= 2 ? -1 : 1;
    roots[2 * k] = half * re;
    roots[2 * k + 1] = half * im;
  }
  return roots;
}

function stockham(n: number, radices: readonly number[]): Plan {
  if (n === 1) return { transform: (from, to) => to.set(from), doubles: 0 };
  const roots = rootsOfUnity(n);
  const scratch = new Float64Array(2 * n);
  const steps = radices.map((radix, i) => {
    const span = radices.slice(0, i).reduce((product, r) => product * r, 1);
    const pass: Pass = { roots, radix, length: n / span, span };
    return { pass, butterfly: BUTTERFLIES[radix] ?? butterflyOfOdd };
  });
  const transform: Transform = (from, to, sign) => {
    let left = steps.length;
    for (const { pass, butterfly } of steps) {
      const target = --left % 2 === 0 ? to : scratch; // the last pass ends in `to`
      butterfly(pass, from, target, sign);
      from = target;
    }
  };
  return { transform, doubles: 4 * n };
}

/*
 * A pass of radix r over transforms of n = r·m points, s of them interleaved, is, for p < m and q < s, with w = exp(±2πi/n):
 *   to[q + s(rp + j)] = w^(pj) · Σ_k from[q + s(p + mk)] · exp(±2πi jk/r)
 * and leaves r·s transforms of m points. Indices below count doubles.
 */

const butterflyOf2: Butterfly = ({ roots, length, span }, from, to, sign) => {
  const m = length / 2;
  const s = 2 * span;
  const far = s * m;
  for (let p = 0; p < m; p++) {
    const wr = roots[s * p]!;
    const wi = sign * roots[s * p + 1]!;
    const end = s * (p + 1);
    for (let a = s * p, b = 2 * s * p; a < end; a += 2, b += 2) {
      const xr = from[a]!;
      const xi = from[a + 1]!;
      const yr = from[a + far]!;
      const yi = from[a + far + 1]!;
      to[b] = xr + yr;
      to[b + 1] = xi + yi;
      const dr = xr - yr;
      const di = xi - yi;
      to[b + s] = dr * wr - di * wi;
      to[b + s + 1] = dr * wi + di * wr;
    }
  }
};

const butterflyOf3: Butterfly = ({ roots, length, span }, from, to, sign) => {
  const m = length / 3;
  const s = 2 * span;
  const far = s * m;
  const sin1 = (sign * Math.sqrt(3)) / 2;
  for (let p = 0; p < m; p++) {
    const w1r = roots[s * p]!;
    const w1i = sign * roots[s * p + 1]!;
    const w2r = roots[2 * s * p]!;
    const w2i = sign * roots[2 * s * p + 1]!;
    const end = s * (p + 1);
    for (let a = s * p, b = 3 * s * p; a < end; a += 2, b += 2) {
      const x0r = from[a]!;
      const x0i = from[a + 1]!;
      const x1r = from[a + far]!;
      const x1i = from[a + far + 1]!;
      const x2r = from[a + 2 * far]!;
      const x2i = from[a + 2 * far + 1]!;
      const sr = x1r + x2r;
      const si = x1i + x2i;
      const er = x0r - 0.5 * sr;
      const ei = x0i - 0.5 * si;
      const dr = sin1 * (x2i - x1i);
      const di = sin1 * (x1r - x2r);
      to[b] = x0r + sr;
      to[b + 1] = x0i + si;
      to[b + s] = (er + dr) * w1r - (ei + di) * w1i;
      to[b + s + 1] = (er + dr) * w1i + (ei + di) * w1r;
      to[b + 2 * s] = (er - dr) * w2r - (ei - di) * w2i;
      to[b + 2 * s + 1] = (er - dr) * w2i + (ei - di) * w2r;
    }
  }
};

const butterflyOf4: Butterfly = ({ roots, length, span }, from, to, sign) => {
  const m = length / 4;
  const s = 2 * span;
  const far = s * m;
  for (let p = 0; p < m; p++) {
    const w1r = roots[s * p]!;
    const w1i = sign * roots[s * p + 1]!;
    const w2r = roots[2 * s * p]!;
    const w2i = sign * roots[2 * s * p + 1]!;
    const w3r = roots[3 * s * p]!;
    const w3i = sign * roots[3 * s * p + 1]!;
    const end = s * (p + 1);
    for (let a = s * p, b = 4 * s * p; a < end; a += 2, b += 2) {
      const x0r = from[a]!;
      const x0i = from[a + 1]!;
      const x1r = from[a + far]!;
      const x1i = from[a + far + 1]!;
      const x2r = from[a + 2 * far]!;
      const x2i = from[a + 2 * far + 1]!;
      const x3r = from[a + 3 * far]!;
      const x3i = from[a + 3 * far + 1]!;
      const er = x0r + x2r;
      const ei = x0i + x2i;
      const fr = x0r - x2r;
      const fi = x0i - x2i;
      const gr = x1r + x3r;
      const gi = x1i + x3i;
      const hr = sign * (x3i - x1i); // ±i (x1 − x3)
      const hi = sign * (x1r - x3r);
      to[b] = er + gr;
      to[b + 1] = ei + gi;
      to[b + s] = (fr + hr) * w1r - (fi + hi) * w1i;
      to[b + s + 1] = (fr + hr) * w1i + (fi + hi) * w1r;
      to[b + 2 * s] = (er - gr) * w2r - (ei - gi) * w2i;
      to[b + 2 * s + 1] = (er - gr) * w2i + (ei - gi) * w2r;
      to[b + 3 * s] = (fr - hr) * w3r - (fi - hi) * w3i;
      to[b + 3 * s + 1] = (fr - hr) * w3i + (fi - hi) * w3r;
    }
  }
};

/** Any odd radix r: x_k and x_(r−k) meet the same cosine, and sines that differ in sign. */
const butterflyOfOdd: Butterfly = ({ roots, radix, length, span }, from, to, sign) => {
  const m = length / radix;
  const s = 2 * span;
  const far = s * m;
  const half = (radix - 1) / 2;
  const turn = roots.length / radix; // from one r-th root of unity to the next
  const sums = new Float64Array(radix - 1);
  const differences = new Float64Array(radix - 1);
  for (let p = 0; p < m; p++) {
    const end = s * (p + 1);
    for (let a = s * p, b = radix * s * p; a < end; a += 2, b += 2) {
      const x0r = from[a]!;
      const x0i = from[a + 1]!;
      let totalR = x0r;
      let totalI = x0i;
      for (let k = 0; k < half; k++) {
        const low = a + (k + 1) * far;
        const high = a + (radix - 1 - k) * far;
        sums[2 * k] = from[low]! + from[high]!;
        sums[2 * k + 1] = from[low + 1]! + from[high + 1]!;
        differences[2 * k] = from[low]! - from[high]!;
        differences[2 * k + 1] = from[low + 1]! - from[high + 1]!;
        totalR += sums[2 * k]!;
        totalI += sums[2 * k + 1]!;
      }
      to[b] = totalR;
      to[b + 1] = totalI;
      for (let j = 1; j <= half; j++) {
        let er = x0r;
        let ei = x0i;
        let dr = 0;
        let di = 0;
        for (let k = 0, root = j; k < half; k++, root = (root + j) % radix) {
          const c = roots[root * turn]!;
          const d = roots[root * turn + 1]!;
          er += c * sums[2 * k]!;
          ei += c * sums[2 * k + 1]!;
          dr -= d * differences[2 * k + 1]!;
          di += d * differences[2 * k]!;
        }
        dr *= sign;
        di *= sign;
        const w = j * s * p;
        const v = (radix - j) * s * p;
        const wi = sign * roots[w + 1]!;
        const vi = sign * roots[v + 1]!;
        to[b + j * s] = (er + dr) * roots[w]! - (ei + di) * wi;
        to[b + j * s + 1] = (er + dr) * wi + (ei + di) * roots[w]!;
        to[b + (radix - j) * s] = (er - dr) * roots[v]! - (ei - di) * vi;
        to[b + (radix - j) * s + 1] = (er - dr) * vi + (ei - di) * roots[v]!;
      }
    }
  }
};

const BUTTERFLIES: Readonly<Record<number, Butterfly>> = {
  2: butterflyOf2,
  3: butterflyOf3,
  4: butterflyOf4,
};

/**
 * With 2jk = j² + k² − (k − j)² and c_j = exp(πi j²/n), the forward transform is a convolution:
 *   X_k = c̄_k Σ_j (x_j c̄_j) c_(k−j),
 * done by transforms of a convenient length m ≥ 2n − 1. The inverse is that of the conjugate, conjugated.
 */
function bluestein(n: number): Plan {
  const m = convenientLength(2 * n - 1);
  const { transform: convolve, doubles } = stockham(m, radicesOf(m));
  const chirp = chirpOf(n);
  const kernel = new Float64Array(2 * m);
  for (let j = 0; j < n; j++) {
    for (const at of [j, (m - j) % m]) {
      kernel[2 * at] = chirp[2 * j]! / m;
      kernel[2 * at + 1] = chirp[2 * j + 1]! / m;
    }
  }
  const spectrum = new Float64Array(2 * m);
  convolve(kernel, spectrum, -1);
  const padded = kernel; // no longer needed
  const product = new Float64Array(2 * m);
  const transform: Transform = (from, to, sign) => {
    padded.fill(0);
    multiplyByChirp(from, chirp, padded, sign);
    convolve(padded, product, -1);
    multiply(product, spectrum);
    convolve(product, padded, 1);
    multiplyByChirp(padded, chirp, to, -1);
    if (sign > 0) for (let i = 1; i < to.length; i += 2) to[i] = -to[i]!;
  };
  return { transform, doubles: doubles + 2 * n + 6 * m };
}

/** exp(πi j²/n), with j² reduced exactly. */
function chirpOf(n: number): Float64Array {
  const roots = rootsOfUnity(2 * n);
  const chirp = new Float64Array(2 * n);
  for (let j = 0; j < n; j++) {
    const square = (j * j) % (2 * n);
    chirp[2 * j] = roots[2 * square]!;
    chirp[2 * j + 1] = roots[2 * square + 1]!;
  }
  return chirp;
}

/** to_j = x_j c̄_j for all j of the chirp, x being `from` (conjugated where `sign` is +1). */
function multiplyByChirp(from: Float64Array, chirp: Float64Array, to: Float64Array, sign: number): void {
  for (let i = 0; i < chirp.length; i += 2) {
    const re = from[i]!;
    const im = -sign * from[i + 1]!;
    to[i] = re * chirp[i]! + im * chirp[i + 1]!;
    to[i + 1] = im * chirp[i]! - re * chirp[i + 1]!;
  }
}

/** x_j ← x_j y_j. */
function multiply(x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i += 2) {
    const re = x[i]!;
    const im = x[i + 1]!;
    x[i] = re * y[i]! - im * y[i + 1]!;
    x[i + 1] = re * y[i + 1]! + im * y[i]!;
  }
}

/** The least f·2^a that is at least n, f being 1, 3, 5, 9 or 15. */
function convenientLength(n: number): number {
  return Math.min(...[1, 3, 5, 9, 15].map((f) => f * 2 ** Math.max(0, Math.ceil(Math.log2(n / f)))));
}
