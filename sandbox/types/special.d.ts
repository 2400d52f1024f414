/** `special`: SciPy's special functions, here for numbers. Orders (n, v) and the parameters of gammainc and betainc are constants. */

/** gamma function Γ(x) */
export function gamma(x: number): number;
/** logarithm of |Γ(x)| */
export function gammaln(x: number): number;
/** digamma function ψ(x), the derivative of log Γ(x) */
export function digamma(x: number): number;
/** digamma function ψ(x), the derivative of log Γ(x) */
export function psi(x: number): number;
/** n-th derivative of digamma, for whole n ≥ 0 */
export function polygamma(n: number, x: number): number;
/** reciprocal 1/Γ(x), zero at the poles of Γ */
export function rgamma(x: number): number;
/** sign of Γ(x) */
export function gammasgn(x: number): number;
/** beta function B(a, b) = Γ(a)Γ(b)/Γ(a + b) */
export function beta(a: number, b: number): number;
/** logarithm of |B(a, b)| */
export function betaln(a: number, b: number): number;
/** error function */
export function erf(x: number): number;
/** 1 − erf(x), accurate for large x */
export function erfc(x: number): number;
/** inverse of erf */
export function erfinv(x: number): number;
/** inverse of erfc */
export function erfcinv(x: number): number;
/** logistic function 1/(1 + exp(−x)) */
export function expit(x: number): number;
/** log(x/(1 − x)), the inverse of expit */
export function logit(x: number): number;
/** Bessel function of the first kind of order 0 */
export function j0(x: number): number;
/** Bessel function of the first kind of order 1 */
export function j1(x: number): number;
/** Bessel function of the first kind of whole order n */
export function jn(n: number, x: number): number;
/** Bessel function of the second kind of order 0 */
export function y0(x: number): number;
/** Bessel function of the second kind of order 1 */
export function y1(x: number): number;
/** Bessel function of the second kind of whole order n */
export function yn(n: number, x: number): number;
/** modified Bessel function of the first kind of order 0 */
export function i0(x: number): number;
/** modified Bessel function of the first kind of order 1 */
export function i1(x: number): number;
/** modified Bessel function of the first kind of real order v */
export function iv(v: number, x: number): number;
/** exp(−|x|) times the modified Bessel function of the first kind of real order v */
export function ive(v: number, x: number): number;
/** regularised lower incomplete gamma function P(a, x) */
export function gammainc(a: number, x: number): number;
/** regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x) */
export function gammaincc(a: number, x: number): number;
/** regularised incomplete beta function I_x(a, b) */
export function betainc(a: number, b: number, x: number): number;
/** Logarithm of the multivariate gamma function of dimension d. */
export function multigammaln(a: number, d: number): number;
/** log Σ exp of all the numbers, without overflow. */
export function logsumexp(...values: (number | ArrayLike<number>)[]): number;
