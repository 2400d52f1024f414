/**
 * The exponential, hyperbolic and circular functions of complex numbers, and sinc. Infinities, NaN and signed zeros as in C99,
 * annex G. The circular functions are the hyperbolic ones of i·z.
 */

import {
  type ComplexBinary,
  type ComplexUnary,
  copySign,
  divide,
  type RealFunctions,
} from './complex-arithmetic.ts';

/** Beyond, exp(x) overflows where its product with a sine need not. */
const OVERFLOW = 709;
/** Beyond, tanh(x) is 1. */
const SATURATED = 22;

export function exponentials(real: RealFunctions) {
  const exp = exponential(real);
  const { sinh, cosh } = hyperbolicSines(real);
  const tanh = hyperbolicTangent(real);
  const sin = ofRotated(sinh);
  const cos: ComplexUnary = (re, im, out, at) => cosh(-im, re, out, at);
  return {
    exp,
    expm1: exponentialMinus1(real, exp),
    sinh,
    cosh,
    tanh,
    sech2: squaredSecant(real, cosh),
    sin,
    cos,
    tan: ofRotated(tanh),
    ...cardinalSine(sin, cos),
  };
}

/** Return z ↦ −i·f(i·z): sine from hyperbolic sine, inverse sine from its inverse, and so on. */
export function ofRotated(f: ComplexUnary): ComplexUnary {
  return (re, im, out, at) => {
    f(-im, re, out, at);
    const real = out[at + 1]!;
    out[at + 1] = -out[at]!;
    out[at] = real;
  };
}

/** a·b where 0·∞ and 0·NaN are 0: a sine of an infinite angle counts as some number. */
function times(a: number, b: number): number {
  const product = a * b;
  if (!Number.isNaN(product) || (a !== 0 && b !== 0)) return product;
  return a === 0 ? a : a < 0 ? -b : b;
}

/** Write a·c + i·b·s, where c is a cosine and s a sine. */
function writeWave(a: number, c: number, b: number, s: number, out: Float64Array, at: number): void {
  out[at] = Math.abs(a) === Infinity && Number.isNaN(c) ? a : times(a, c);
  out[at + 1] = times(b, s);
}

function exponential({ exp, sin, cos }: RealFunctions): ComplexUnary {
  return (re, im, out, at) => {
    if (re > OVERFLOW && re < 2 * OVERFLOW) {
      const root = exp(re / 2);
      writeWave(root * cos(im), root, root * sin(im), root, out, at);
    } else {
      const size = exp(re);
      writeWave(size, cos(im), size, sin(im), out, at);
    }
  };
}

/** exp(z) − 1 = expm1(x)·cos y − 2·sin²(y/2) + i·eˣ·sin y, accurate near 0. */
function exponentialMinus1({ exp, expm1, sin, cos }: RealFunctions, complexExp: ComplexUnary): ComplexUnary {
  return (re, im, out, at) => {
    if (re > 40) {
      complexExp(re, im, out, at);
      out[at] = out[at]! - 1;
    } else {
      const half = sin(im / 2);
      out[at] = expm1(re) * cos(im) - 2 * half * half;
      out[at + 1] = exp(re) * sin(im);
    }
  };
}

function hyperbolicSines({ exp, sin, cos, sinh, cosh }: RealFunctions) {
  /** Whether x is so far out that both are e^|x|/2 times a wave, and may overflow only without it. */
  const isFar = (x: number): boolean => Math.abs(x) > OVERFLOW && Math.abs(x) < 2 * OVERFLOW;

  const complexSinh: ComplexUnary = (re, im, out, at) => {
    if (isFar(re)) {
      const root = exp(Math.abs(re) / 2);
      writeWave(copySign(root / 2, re) * cos(im), root, (root / 2) * sin(im), root, out, at);
    } else writeWave(sinh(re), cos(im), cosh(re), sin(im), out, at);
  };

  const complexCosh: ComplexUnary = (re, im, out, at) => {
    if (isFar(re)) {
      const root = exp(Math.abs(re) / 2);
      writeWave((root / 2) * cos(im), root, copySign(root / 2, re) * sin(im), root, out, at);
    } else writeWave(cosh(re), cos(im), sinh(re), sin(im), out, at);
  };
  return { sinh: complexSinh, cosh: complexCosh };
}

/** W. Kahan, "Branch Cuts for Complex Elementary Functions" (1987), procedure CTANH. */
function hyperbolicTangent({ exp, sin, cos, tan, sinh, tanh }: RealFunctions): ComplexUnary {
  return (re, im, out, at) => {
    if (im === 0 || re === 0) {
      out[at] = tanh(re);
      out[at + 1] = tan(im);
    } else if (Math.abs(re) > SATURATED) {
      const real = Math.abs(re) === Infinity || Number.isFinite(im) ? copySign(1, re) : NaN;
      out[at + 1] = times(exp(-2 * Math.abs(re)), 4 * sin(im) * cos(im));
      out[at] = real;
    } else {
      const t = tan(im);
      const s = sinh(re);
      const slope = 1 + t * t;
      const divisor = 1 + slope * s * s;
      out[at] = (slope * Math.sqrt(1 + s * s) * s) / divisor;
      out[at + 1] = t / divisor;
    }
  };
}

/** 1/cosh²(z), the derivative of tanh. */
function squaredSecant({ exp, sin, cos }: RealFunctions, complexCosh: ComplexUnary): ComplexUnary {
  return (re, im, out, at) => {
    if (Math.abs(re) > SATURATED) {
      const size = 4 * exp(-2 * Math.abs(re));
      out[at] = size * cos(2 * im);
      out[at + 1] = copySign(size, -re) * sin(2 * im);
    } else {
      complexCosh(re, im, out, at);
      const x = out[at]!;
      const y = out[at + 1]!;
      divide(1, 0, (x - y) * (x + y), 2 * x * y, out, at);
    }
  };
}

/**
 * sin(πz)/(πz) and its n-th derivative. With s(t) = sin(t)/t, t·s⁽ᵏ⁾ + k·s⁽ᵏ⁻¹⁾ = sin(t + kπ/2), which is stable upward for
 * k ≤ |t| and downward for k ≥ |t|, as for real numbers.
 */
function cardinalSine(sin: ComplexUnary, cos: ComplexUnary) {
  const waves = new Float64Array(8); // sin(t + kπ/2) by k mod 4

  const sincDerivative: ComplexBinary = (n, _, re, im, out, at) => {
    const x = Math.PI * re;
    const y = Math.PI * im;
    sin(x, y, waves, 0);
    cos(x, y, waves, 2);
    for (let part = 0; part < 4; part++) waves[4 + part] = -waves[part]!;
    if (Math.abs(x) + Math.abs(y) > n) {
      divide(waves[0]!, waves[1]!, x, y, out, at);
      for (let k = 1; k <= n; k++) {
        const wave = (k % 4) * 2;
        divide(waves[wave]! - k * out[at]!, waves[wave + 1]! - k * out[at + 1]!, x, y, out, at);
      }
    } else {
      out[at] = 0; // at an order where its error no longer counts
      out[at + 1] = 0;
      for (let k = n + 20 + Math.ceil(Math.sqrt(80 * n)); k > n; k--) {
        const wave = (k % 4) * 2;
        const next: number = (waves[wave]! - (x * out[at]! - y * out[at + 1]!)) / k;
        out[at + 1] = (waves[wave + 1]! - (x * out[at + 1]! + y * out[at]!)) / k;
        out[at] = next;
      }
    }
    out[at] = out[at]! * Math.PI ** n;
    out[at + 1] = out[at + 1]! * Math.PI ** n;
  };
  const sinc: ComplexUnary = (re, im, out, at) => sincDerivative(0, 0, re, im, out, at);
  return { sinc, sincDerivative };
}
