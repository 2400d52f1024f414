/**
 * Functions that go with emitted source because its language lacks them. A body is text in which other helpers may be called.
 * In JavaScript these are few; in C they stand in for the special functions of `ops/kernels`, by the same formulas.
 */

/** A function of doubles. */
export interface Helper {
  readonly parameters: readonly string[];
  readonly body: string;
}

/** `x, y` and a body. */
function fn(parameters: string, body: string): Helper {
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
  sinpi: fn(
    'x',
    `const double r = x - 2 * roundUp(x / 2);
if (fabs(r) <= 0.25) return sin(3.141592653589793 * r);
if (fabs(r) >= 0.75) return sin(3.141592653589793 * (sign(r) - r));
return sign(r) * cos(3.141592653589793 * (0.5 - fabs(r)));`,
  ),
  cospi: fn(
    'x',
    `const double r = fabs(x - 2 * roundUp(x / 2));
if (r <= 0.25) return cos(3.141592653589793 * r);
if (r >= 0.75) return -cos(3.141592653589793 * (1 - r));
return sin(3.141592653589793 * (0.5 - r));`,
  ),
  // The Hurwitz zeta function, DLMF 25.11.5.
  hurwitzZeta: fn(
    's, x',
    `static const double numerators[12] = {1, -1, 1, -1, 5, -691, 7, -3617, 43867, -174611, 854513, -236364091};
static const double denominators[12] = {6, 30, 42, 30, 66, 2730, 6, 510, 798, 330, 138, 2730};
double sum = 0, y = x;
for (int k = 1; y < s / 2 + 10; k++) {
  sum += pow(y, -s);
  y = x + k;
}
double series = y / (s - 1) + 0.5, factor = s / y;
for (int k = 0; k < 12; k++) {
  series += numerators[k] / denominators[k] / tgamma(2 * k + 3) * factor;
  factor *= (s + 2 * k + 1) * (s + 2 * k + 2) / (y * y);
}
return sum + pow(y, -s) * series;`,
  ),
  digamma: fn(
    'x',
    `if (x == 0) return signbit(x) ? INFINITY : -INFINITY;
if (x < 0 && (isinf(x) || floor(x) == x)) return NAN;
if (x < 0) return digamma(1 - x) - 3.141592653589793 * cospi(x) / sinpi(x);
const double h = x - 1.4616321449683622;
double sum = 0;
if (fabs(h) < 0.3) { // a series around the positive zero
  for (int n = 30; n >= 1; n--)
    sum = (sum + (n % 2 == 1 ? 1 : -1) * hurwitzZeta(n + 1, 1.4616321449683622)) * (h - 9.549995429965697e-17);
  return sum;
}
for (; x < 12; x++) sum -= 1 / x;
const double w = 1 / (x * x);
const double series = w * (1.0 / 12 - w * (1.0 / 120 - w * (1.0 / 252 - w * (1.0 / 240 - w * (1.0 / 132 - w * (691.0 / 32760 - w / 12))))));
return sum + log(x) - 0.5 / x - (isinf(x) ? 0 : series);`,
  ),
  polygamma: fn(
    'n, x',
    `if (n == 0) return digamma(x);
if (!(n > 0) || floor(n) != n) return NAN;
const double parity = fmod(n, 2) == 0 ? -1 : 1;
if (isinf(x) && x > 0) return 0;
if (x > 0) return parity * tgamma(n + 1) * hurwitzZeta(n + 1, x);
if (floor(x) == x) return parity * INFINITY;
const double below = ceil(x) - x;
const double all = hurwitzZeta(n + 1, 1 - below) + parity * hurwitzZeta(n + 1, below);
return parity * tgamma(n + 1) * (all - parity * hurwitzZeta(n + 1, 1 - x));`,
  ),
  rgamma: fn(
    'x',
    `if (x < 0.5) return isinf(x) ? 0 : tgamma(1 - x) * sinpi(x) / 3.141592653589793;
return x > 170 ? exp(-lgamma(x)) : 1 / tgamma(x);`,
  ),
  gammasgn: fn(
    'x',
    `if (x > 0 || isnan(x)) return x > 0 ? 1 : x;
if (x == 0) return signbit(x) ? -1 : 1;
if (floor(x) == x) return NAN;
return fmod(floor(x), 2) == 0 ? 1 : -1;`,
  ),
  isPole: fn('x', 'return x <= 0 && floor(x) == x;'),
  betaAtPole: fn(
    'a, b',
    `const double n = isPole(a) ? -a : -b, m = isPole(a) ? b : a;
if (floor(m) != m || m <= 0 || m > n) return INFINITY;
return (fmod(m, 2) == 0 ? 1 : -1) * beta(n - m + 1, m);`,
  ),
  beta: fn(
    'a, b',
    `if (isPole(a) || isPole(b)) return betaAtPole(a, b);
if (a + b < 171.6243769563027 && fabs(a) < 170 && fabs(b) < 170) {
  return a > b ? tgamma(a) * rgamma(a + b) * tgamma(b) : tgamma(b) * rgamma(a + b) * tgamma(a);
}
return gammasgn(a) * gammasgn(b) * gammasgn(a + b) * exp(betaln(a, b));`,
  ),
  betaln: fn(
    'a, b',
    `if (isPole(a) || isPole(b)) return log(fabs(betaAtPole(a, b)));
return isPole(a + b) ? -INFINITY : lgamma(a) + lgamma(b) - lgamma(a + b);`,
  ),
  besselJ: fn(
    'n, x',
    `if (floor(n) != n || !isfinite(x)) return NAN;
return jn((int)n, x);`,
  ),
  besselY: fn('n, x', 'return floor(n) != n ? NAN : yn((int)n, x);'),
};
