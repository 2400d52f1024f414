/**
 * Functions that go with emitted source because its language lacks them. A body is text in which other helpers may be called.
 * The special functions are elsewhere: in JavaScript their kernels go along, for C they are in `c-special.ts`.
 */

/** A function of doubles. */
export interface Helper {
  readonly parameters: readonly string[];
  readonly body: string;
}

/** `x, y` and a body. */
export function fn(parameters: string, body: string): Helper {
  return { parameters: parameters.split(', '), body };
}

/** The helpers that `body` calls, of those that `has` knows. */
export function helpersIn(body: string, has: (name: string) => boolean): string[] {
  const called = [...body.matchAll(/(?<![.\w])([A-Za-z]\w*)\(/g)].map((match) => match[1]!);
  return [...new Set(called)].filter(has);
}

export const JS_HELPERS: Readonly<Record<string, Helper>> = {
  clip: fn('x, lo, hi', 'return Math.min(Math.max(x, lo), hi);'),
  rint: fn(
    'x',
    `const below = Math.floor(x);
const fraction = x - below;
if (!(fraction > 0.5 || (fraction === 0.5 && below % 2 !== 0))) return below;
return below === -1 ? -0 : below + 1;`,
  ),
  toInt32: fn('x', 'return x | 0;'),
  toUint32: fn('x', 'return x >>> 0;'),
  sech2: fn('x', 'const c = Math.cosh(x);\nreturn 1 / (c * c);'),
  powSlope: fn('x, y', 'return y === 0 ? 0 : y * x ** (y - 1);'),
  logaddexp: fn(
    'x, y',
    `if (x === y) return x + Math.LN2;
return x > y ? x + Math.log1p(Math.exp(y - x)) : y + Math.log1p(Math.exp(x - y));`,
  ),
  logaddexp2: fn(
    'x, y',
    `if (x === y) return x + 1;
return x > y ? x + Math.LOG2E * Math.log1p(2 ** (y - x)) : y + Math.LOG2E * Math.log1p(2 ** (x - y));`,
  ),
  xlogy: fn('x, y', 'return x === 0 && !Number.isNaN(y) ? 0 : x * Math.log(y);'),
  xlog1py: fn('x, y', 'return x === 0 && !Number.isNaN(y) ? 0 : x * Math.log1p(y);'),
  expit: fn('x', 'if (x >= 0) return 1 / (1 + Math.exp(-x));\nconst e = Math.exp(x);\nreturn e / (1 + e);'),
  expitComplement: fn('x', 'return expit(-x);'),
  logit: fn(
    'x',
    `if (x < 0.3 || x > 0.65) return Math.log(x / (1 - x));
const s = 2 * (x - 0.5);
return Math.log1p(s) - Math.log1p(-s);`,
  ),
  sinc: fn('x', 'const t = Math.PI * x;\nreturn t === 0 ? 1 : Math.sin(t) / t;'),
  sincDerivative: fn(
    'n, x',
    `const t = Math.PI * x;
const wave = (k = 0) => (k % 4 < 2 ? 1 : -1) * (k % 2 === 0 ? Math.sin(t) : Math.cos(t)); // sin(t + kπ/2)
let value = 0;
if (Math.abs(t) > n) {
  value = Math.sin(t) / t;
  for (let k = 1; k <= n; k++) value = (wave(k) - k * value) / t;
} else {
  for (let k = n + 20 + Math.ceil(Math.sqrt(80 * n)); k > n; k--) value = (wave(k) - t * value) / k;
}
return Math.PI ** n * value + 0;`,
  ),
};

export const C_HELPERS: Readonly<Record<string, Helper>> = {
  same: fn(
    'x, y',
    `if (isnan(x) || isnan(y)) return isnan(x) && isnan(y);
return x == y && !signbit(x) == !signbit(y);`,
  ),
  larger: fn(
    'x, y',
    `if (isnan(x) || isnan(y)) return NAN;
if (x == y) return signbit(x) ? y : x;
return x > y ? x : y;`,
  ),
  smaller: fn('x, y', 'return -larger(-x, -y);'),
  clip: fn('x, lo, hi', 'return smaller(larger(x, lo), hi);'),
  sign: fn('x', 'return x > 0 ? 1 : x < 0 ? -1 : x;'),
  roundUp: fn(
    'x',
    'const double below = floor(x);\nreturn copysign(x - below >= 0.5 ? below + 1 : below, x);',
  ),
  toUint32: fn(
    'x',
    `if (!isfinite(x)) return 0;
const double rest = fmod(trunc(x), 4294967296.0);
return (rest < 0 ? rest + 4294967296.0 : rest) + 0.0;`,
  ),
  toInt32: fn(
    'x',
    'const double rest = toUint32(x);\nreturn rest >= 2147483648.0 ? rest - 4294967296.0 : rest;',
  ),
  // pow(1, NaN) and pow(-1, INFINITY) are 1 in C and NaN in JavaScript.
  power: fn('x, y', 'return isnan(y) || (isinf(y) && fabs(x) == 1) ? NAN : pow(x, y);'),
  sech2: fn('x', 'const double c = cosh(x);\nreturn 1 / (c * c);'),
  powSlope: fn('x, y', 'return y == 0 ? 0 : y * power(x, y - 1);'),
  logaddexp: fn(
    'x, y',
    `if (x == y) return x + 0.6931471805599453;
return x > y ? x + log1p(exp(y - x)) : y + log1p(exp(x - y));`,
  ),
  logaddexp2: fn(
    'x, y',
    `if (x == y) return x + 1;
return x > y ? x + 1.4426950408889634 * log1p(exp2(y - x)) : y + 1.4426950408889634 * log1p(exp2(x - y));`,
  ),
  xlogy: fn('x, y', 'return x == 0 && !isnan(y) ? 0 : x * log(y);'),
  xlog1py: fn('x, y', 'return x == 0 && !isnan(y) ? 0 : x * log1p(y);'),
  sinc: fn('x', 'const double t = 3.141592653589793 * x;\nreturn t == 0 ? 1 : sin(t) / t;'),
  sincDerivative: fn(
    'n, x',
    `const double t = 3.141592653589793 * x;
const double waves[4] = {sin(t), cos(t), -sin(t), -cos(t)};
double value = 0;
if (fabs(t) > n) {
  value = sin(t) / t;
  for (int k = 1; k <= n; k++) value = (waves[k % 4] - k * value) / t;
} else {
  for (int k = (int)(n + 20 + ceil(sqrt(80 * n))); k > n; k--) value = (waves[k % 4] - t * value) / k;
}
return pow(3.141592653589793, n) * value + 0.0;`,
  ),
  expit: fn('x', 'if (x >= 0) return 1 / (1 + exp(-x));\nconst double e = exp(x);\nreturn e / (1 + e);'),
  expitComplement: fn('x', 'return expit(-x);'),
  logit: fn(
    'x',
    `if (x < 0.3 || x > 0.65) return log(x / (1 - x));
const double s = 2 * (x - 0.5);
return log1p(s) - log1p(-s);`,
  ),
};
