/**
 * Special functions in C, as far as math.h lacks them: by the formulas of `ops/kernels/special`, and by continued fractions and
 * Halley's iteration where those take rational approximations of stdlib. A body is text of C, of doubles only, in which other
 * helpers may be called.
 */

import { fn, type Helper } from './helpers.ts';

export const C_SPECIAL: Readonly<Record<string, Helper>> = {
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
if (a > 0 && b > 0 && fmax(a, b) >= 10) return exp(betaln(a, b));
if (a + b < 171.6243769563027 && fabs(a) < 170 && fabs(b) < 170) {
  return a > b ? tgamma(a) * rgamma(a + b) * tgamma(b) : tgamma(b) * rgamma(a + b) * tgamma(a);
}
return gammasgn(a) * gammasgn(b) * gammasgn(a + b) * exp(betaln(a, b));`,
  ),
  betaln: fn(
    'a, b',
    `if (isPole(a) || isPole(b)) return log(fabs(betaAtPole(a, b)));
if (isPole(a + b)) return -INFINITY;
return a > 0 && b > 0 ? (a < b ? betalnOrdered(a, b) : betalnOrdered(b, a)) : lgamma(a) + lgamma(b) - lgamma(a + b);`,
  ),
  // 0 < a ≤ b: where b is large, large terms have gone before they are computed (Fullerton's dlbeta, SLATEC).
  betalnOrdered: fn(
    'a, b',
    `const double n = a + b;
if (b < 10) return log(tgamma(a) / tgamma(n) * tgamma(b));
const double rest = stirlingRest(b) - stirlingRest(n);
if (a < 10) return lgamma(a) + rest + a - a * log(n) - (b - 0.5) * log1p(a / b);
return 0.9189385332046727 - 0.5 * log(b) + stirlingRest(a) + rest + (a - 0.5) * log(a / n) + b * log1p(-a / n);`,
  ),
  besselJ: fn(
    'n, x',
    `if (floor(n) != n || !isfinite(x)) return NAN;
return jn((int)n, x);`,
  ),
  besselY: fn('n, x', 'return floor(n) != n ? NAN : yn((int)n, x);'),

  // ── Inverse error functions: Winitzki's approximation (2008), then Halley's iteration, whose error is cubed by each step ──
  erfinv: fn(
    'x',
    `if (fabs(x) > 0.5) return x > 0 ? erfcinv(1 - x) : -erfcinv(1 + x);
double y = copysign(erfinvGuess(log1p(-x * x)), x);
for (int k = 0; k < 3; k++) {
  const double step = (erf(y) - x) / (1.1283791670955126 * exp(-y * y));
  y -= step / (1 + step * y);
}
return y;`,
  ),
  erfcinv: fn(
    'x',
    `if (!(x >= 0 && x <= 2)) return NAN;
if (x == 0) return INFINITY;
if (x > 1.5) return -erfcinv(2 - x);
if (x > 0.5) return erfinv(1 - x);
double y = x < 0.01 ? sqrt(-log(x) - 0.5 * log(-3.141592653589793 * log(x))) : erfinvGuess(log(x * (2 - x)));
for (int k = 0; k < 3; k++) {
  const double step = (x - erfc(y)) / (1.1283791670955126 * exp(-y * y));
  y -= step / (1 + step * y);
}
return y;`,
  ),
  // The inverse of erf where log(1 - erf²) is l.
  erfinvGuess: fn(
    'l',
    'const double b = 4.33 + l / 2;\nreturn sqrt(-l / 0.147 / (sqrt(b * b - l / 0.147) + b));',
  ),

  // ── The normal distribution function: DLMF 7.9.1, 7.18 ──
  log_ndtr: fn(
    'x',
    `if (x > 0) return log1p(-erfc(x * 0.7071067811865476) / 2);
if (x > -2) return log(erfc(-x * 0.7071067811865476) / 2);
return -x * x / 2 - 0.9189385332046727 - log(normalHazard(x));`,
  ),
  normalHazard: fn(
    'x',
    `if (x > -2) return 0.7978845608028654 * exp(-x * x / 2) / erfc(-x * 0.7071067811865476);
double fraction = 0;
for (int k = 100; k > 0; k--) fraction = k / (fraction - x);
return fraction - x;`,
  ),
  logNdtrSlope: fn(
    'n, x',
    `if (!(n >= 1) || isnan(x)) return NAN;
if (n == 1) return normalHazard(x);
return x <= 1 ? logNdtrByMoments(n, -x) : logNdtrByHazard(n, x);`,
  ),
  // Cumulants of the density exp(-u s - s²/2), s > 0, from its moments.
  logNdtrByMoments: fn(
    'n, u',
    `double moments[172] = {1}, cumulants[172] = {0};
if (n > 170) return NAN;
if (u < 0.5) {
  moments[1] = 1 / (1.2533141373155001 * exp(u * u / 2) * erfc(u * 0.7071067811865476)) - u;
  for (int k = 1; k < n; k++) moments[k + 1] = k * moments[k - 1] - u * moments[k];
} else {
  double ratio = 0;
  for (int k = 4000; k > 0; k--) {
    ratio = k / (u + ratio);
    if (k <= n) moments[k] = ratio;
  }
  for (int k = 1; k <= n; k++) moments[k] *= moments[k - 1];
}
for (int k = 1; k <= n; k++) {
  double sum = moments[k], binomial = 1;
  for (int j = 1; j < k; j++) {
    sum -= binomial * cumulants[j] * moments[k - j];
    binomial *= (double)(k - j) / j;
  }
  cumulants[k] = sum;
}
return n == 2 ? cumulants[2] - 1 : cumulants[(int)n];`,
  ),
  // By h' = -h w and w = x + h.
  logNdtrByHazard: fn(
    'n, x',
    `double h[172] = {0}, w[172] = {0};
if (n > 170) return NAN;
h[0] = normalHazard(x);
w[0] = x + h[0];
for (int k = 1; k < n; k++) {
  double sum = 0, binomial = 1;
  for (int j = 0; j < k; j++) {
    sum -= binomial * h[j] * w[k - 1 - j];
    binomial *= (double)(k - 1 - j) / (j + 1);
  }
  h[k] = sum;
  w[k] = k == 1 ? sum + 1 : sum;
}
return h[(int)n - 1];`,
  ),

  // ── Modified Bessel functions: DLMF 10.25.2, 10.27.2, 10.29.1, 10.40.1 ──
  i0: fn('x', 'return iv(0, x);'),
  i1: fn('x', 'return iv(1, x);'),
  iv: fn(
    'v, x',
    `if (fabs(x) <= 30) return ivParity(v, x) * ivSeries(ivOrder(v), fabs(x));
const double half = exp(fabs(x) / 2); // exp(x) itself would overflow before the value does
return ive(v, x) * half * half;`,
  ),
  ive: fn(
    'v, x',
    `const double size = fabs(x), order = ivOrder(v);
if (size <= 30) return ivParity(v, x) * ivSeries(order, size) * exp(-size);
if (!isfinite(size)) return NAN;
return ivParity(v, x) * (order < 0 ? iveReflected(-order, size) : iveByRatio(order, size));`,
  ),
  ivOrder: fn('v', 'return floor(v) == v ? fabs(v) : v;'),
  ivParity: fn(
    'v, x',
    `if (x >= 0) return 1;
if (floor(v) != v) return NAN;
return fmod(v, 2) == 0 ? 1 : -1;`,
  ),
  ivSeries: fn(
    'v, x',
    `const double power = pow(x / 2, v);
double term = fabs(v) < 150 && power > 1e-280 && power < 1e280
  ? power / tgamma(v + 1)
  : gammasgn(v + 1) * exp(v * log(x / 2) - lgamma(v + 1));
if (x == 0) return term;
double sum = term;
for (int k = 1; k + v < 0 || fabs(term) > fabs(sum) * 1e-17; k++) {
  term *= x * x / (4 * k * (v + k));
  sum += term;
}
return sum;`,
  ),
  hankelSum: fn(
    'v, x, sign',
    `double term = 1, sum = 1;
for (int k = 1; fabs(term) > 1e-17; k++) {
  term *= sign * (4 * v * v - (2.0 * k - 1) * (2.0 * k - 1)) / (8 * k * x);
  sum += term;
}
return sum;`,
  ),
  iveByRatio: fn(
    'v, x',
    `const double fraction = v - floor(v);
const double base = hankelSum(fraction, x, -1) / sqrt(6.283185307179586 * x);
if (v < 1) return base;
double above = 0, value = 0x1p-1022, wanted = 0;
for (int k = (int)ceil(sqrt(v * v + 80 * x)) + 20; k > 0; k--) {
  const double below = above + 2 * (fraction + k) / x * value;
  above = value;
  value = below;
  if (k - 1 == floor(v)) wanted = value;
  if (value > 0x1p500) {
    above *= 0x1p-1000;
    value *= 0x1p-1000;
    wanted *= 0x1p-1000;
  }
}
return wanted / value * base;`,
  ),
  iveReflected: fn(
    'v, x',
    `const double fraction = v - floor(v);
const double scale = sqrt(1.5707963267948966 / x) * exp(-2 * x);
double below = scale * hankelSum(1 - fraction, x, 1);
double value = scale * hankelSum(fraction, x, 1);
for (int k = 0; k < floor(v); k++) {
  const double above = below + 2 * (fraction + k) / x * value;
  below = value;
  value = above;
}
return iveByRatio(v, x) + 0.6366197723675814 * sinpi(v) * value;`,
  ),

  // ── Incomplete gamma functions: DLMF 8.7.1, 8.9.2, 8.11.4; small a as Gil, Segura & Temme (2012) ──
  gammainc: fn(
    'a, x',
    `if (!(a >= 0 && x >= 0) || (a == 0 && x == 0) || (isinf(a) && isinf(x))) return NAN;
if (a == 0 || isinf(x)) return 1;
if (x == 0 || isinf(a)) return 0;
return x < a || x < 1.1 ? lowerGamma(a, x) : 1 - upperGamma(a, x);`,
  ),
  gammaincc: fn(
    'a, x',
    `if (!(a >= 0 && x >= 0) || (a == 0 && x == 0) || (isinf(a) && isinf(x))) return NAN;
if (a == 0 || isinf(x)) return 0;
if (x == 0 || isinf(a)) return 1;
if (a < 1 && x < 1.1) return upperGammaSmall(a, x);
return x < a || x < 1.1 ? 1 - lowerGamma(a, x) : upperGamma(a, x);`,
  ),
  lowerGamma: fn(
    'a, x',
    `double term = gammaDensity(a + 1, x);
double sum = term;
for (int k = 1; term > sum * 1e-17; k++) {
  term *= x / (a + k);
  sum += term;
}
return sum;`,
  ),
  upperGamma: fn(
    'a, x',
    `double denominator = x + 1 - a;
double c = INFINITY, d = 1 / denominator;
double fraction = d, change = 0;
for (int k = 1; fabs(change - 1) > 4e-16; k++) {
  const double numerator = k * (a - k);
  denominator += 2;
  d = 1 / (denominator + numerator * d);
  c = denominator + numerator / c;
  change = c * d;
  fraction *= change;
}
return gammaDensity(a, x) * x * fraction;`,
  ),
  // 1 - x^a/Γ(a + 1) (1 + a Σ (-x)^k/(k! (a + k))), without the difference.
  upperGammaSmall: fn(
    'a, x',
    `const double exponent = a * log(x) - lgamma1p(a);
double power = 1, sum = 0;
for (int k = 1; k < 25; k++) {
  power *= -x / k;
  sum += power / (a + k);
}
return -expm1(exponent) - exp(exponent) * a * sum;`,
  ),
  // log Γ(1 + a) for 0 ≤ a < 1, relatively exact near 0 (DLMF 5.7.3).
  lgamma1p: fn(
    'a',
    `if (a > 0.25) return lgamma(1 + a);
double sum = 0;
for (int k = 26; k > 1; k--) sum = (hurwitzZeta(k, 1) / k - sum) * a;
return (sum - 0.5772156649015329) * a;`,
  ),
  // About the mode for large a: its exponent is small wherever the value is not.
  gammaDensity: fn(
    'a, x',
    `if (!(x >= 0)) return NAN;
if (a <= 20) {
  const double factor = rgamma(a), half = exp(-x / 2);
  return factor == 0 || x > 2000 ? 0 : factor * half * pow(x, a - 1) * half;
}
if (x == 0) return 0;
return sqrt(a / 6.283185307179586) / x * exp(-a * logExcess(x, a) - stirlingRest(a));`,
  ),
  // x/a - 1 - log(x/a)
  logExcess: fn('x, a', 'const double r = (x - a) / a;\nreturn r - (fabs(r) < 0.5 ? log1p(r) : log(x / a));'),
  // log Γ(a) less (a - 1/2) log a - a + log(2π)/2 for a ≥ 10 (DLMF 5.11.1).
  stirlingRest: fn(
    'a',
    `const double w = 1 / (a * a);
return (1.0 / 12 - w * (1.0 / 360 - w * (1.0 / 1260 - w * (1.0 / 1680 - w * (1.0 / 1188 - w * (691.0 / 360360 - w / 156)))))) / a;`,
  ),

  // ── The incomplete beta function: the continued fraction DLMF 8.17.22 by Lentz's method, which for x near 1 takes too long ──
  betainc: fn(
    'a, b, x',
    `if (!(a >= 0 && b >= 0 && x >= 0 && x <= 1) || (a == 0 && b == 0)) return NAN;
if (a == 0 || b == 0) return a == 0 ? 1 : 0;
if (x == 0 || x == 1) return x;
const double factor = betaDensity(a, b, x) * x * (1 - x);
if (x > (a + 1) / (a + b + 2)) {
  const double rest = factor / b * betaFraction(b, a, 1 - x);
  if (rest < 0.9 || x > 0.99) return 1 - rest;
}
return factor / a * betaFraction(a, b, x);`,
  ),
  betaFraction: fn(
    'a, b, x',
    `double c = 1, d = 1 / (1 - (a + b) * x / (a + 1));
double fraction = d, change = 0;
for (int m = 1; fabs(change - 1) > 4e-16; m++) {
  const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
  d = 1 / (1 + even * d);
  c = 1 + even / c;
  fraction *= c * d;
  const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
  d = 1 / (1 + odd * d);
  c = 1 + odd / c;
  change = c * d;
  fraction *= change;
}
return fraction;`,
  ),
  betaDensity: fn(
    'a, b, x',
    `if (!(x >= 0 && x <= 1)) return NAN;
if (a <= 20 || b <= 20) {
  const double divisor = beta(a, b);
  if (isinf(divisor)) return 0;
  // pow would feel the rounding of 1 - x
  const double right = x < 0.5 ? exp((b - 1) * log1p(-x)) : pow(1 - x, b - 1);
  const double direct = pow(x, a - 1) * right / divisor;
  if (isfinite(direct) && direct != 0) return direct;
  return exp((a - 1) * log(x) + (b - 1) * log1p(-x) - betaln(a, b));
}
if (x == 0 || x == 1) return 0;
const double n = a + b;
const double scale = sqrt(a * b / (6.283185307179586 * n)) / (x * (1 - x));
const double exponent = -a * logExcess(n * x, a) - b * logExcess(n * (1 - x), b);
return scale * exp(exponent + stirlingRest(n) - stirlingRest(a) - stirlingRest(b));`,
  ),
};
