/**
 * Distribution functions differentiated by their parameters, any number of times. The densities are those of exponential families:
 * their logarithm is linear in each parameter but for a normaliser, so every derivative of a density is the density times a
 * polynomial (Bell's) in the statistics, and a derivative of the distribution function is the integral of that over a tail. The tail is
 * integrated by a double-exponential rule (Takahasi & Mori 1974); relative errors, to the integral of the absolute value: 1e-14.
 */

/** One tail, from its boundary at s = 0 outwards. */
export interface Tail {
  /** Log of the density at distance s, relative to the one at the boundary. */
  readonly logDensity: (s: number) => number;
  /** Derivatives of the log density by the first and the second parameter, at distance s. */
  readonly statistics: (s: number) => readonly [number, number];
  /** A distance on which the density changes. */
  readonly width: number;
}

/** The derivative of the log density m times by the first, n times by the second parameter, m + n ≥ 2, which is the same everywhere. */
export type Curvature = (m: number, n: number) => number;

/** What lies beyond is 0 to a double. */
const NEGLIGIBLE = -745;
const FINEST = 2 ** -9;

/**
 * Return the integrals over a tail of the density's derivatives, 0 … m times by the first and 0 … n times by the second parameter, relative
 * to the density at the boundary. Element i·(n + 1) + j is that of (i, j).
 */
export function tailDerivatives(tail: Tail, curvature: Curvature, m: number, n: number): Float64Array {
  const polynomial = new BellPolynomials(curvature, m, n);
  const total = new Float64Array(polynomial.size);
  const absolute = new Float64Array(polynomial.size);
  /** Add the points u, u + step …, outwards until the density is gone, inwards until the boundary is reached. */
  const addPoints = (start: number, step: number): void => {
    for (let u = start; ; u += step) {
      const s = tail.width * Math.exp(u - Math.exp(-u));
      if (s === 0) return;
      const exponent = tail.logDensity(s);
      if (!(exponent > NEGLIGIBLE)) {
        if (step > 0) return;
        continue;
      }
      const weight = s * (1 + Math.exp(-u)) * Math.exp(exponent);
      const values = polynomial.at(tail.statistics(s));
      let isVisible = false;
      for (let i = 0; i < total.length; i++) {
        const term = weight * values[i]!;
        total[i]! += term;
        absolute[i]! += Math.abs(term);
        isVisible ||= Math.abs(term) > 1e-18 * absolute[i]!;
      }
      if (!isVisible) return;
    }
  };
  let step = 0.5;
  addPoints(0, step);
  addPoints(-step, -step);
  for (let before = total.map((x) => x * step); step > FINEST; ) {
    const half = step / 2;
    addPoints(half, step);
    addPoints(half - step, -step);
    step = half;
    const now = total.map((x) => x * step);
    // halving the step doubles the number of right digits
    if (now.every((x, i) => Math.abs(x - before[i]!) <= 1e-9 * step * absolute[i]!)) break;
    before = now;
  }
  return total.map((x) => x * step);
}

/** The factors by which derivatives of a density exceed the density. */
class BellPolynomials {
  readonly size: number;
  private readonly values: Float64Array;
  private readonly curvatures: Float64Array;
  private readonly rows: number;
  private readonly columns: number;

  constructor(curvature: Curvature, m: number, n: number) {
    this.rows = m + 1;
    this.columns = n + 1;
    this.size = this.rows * this.columns;
    this.values = new Float64Array(this.size);
    this.curvatures = Float64Array.from({ length: this.size }, (_, i) => {
      const [a, b] = [Math.floor(i / this.columns), i % this.columns];
      return a + b < 2 ? 0 : curvature(a, b);
    });
  }

  /** Return all of them where the first derivatives of the log density are these; the array is used again. */
  at(statistics: readonly [number, number]): Float64Array {
    const { values, curvatures, rows, columns } = this;
    if (columns > 1) curvatures[1] = statistics[1];
    if (rows > 1) curvatures[columns] = statistics[0];
    values[0] = 1;
    for (let n = 1; n < columns; n++) values[n] = this.derivative(0, n - 1, 1);
    for (let m = 1; m < rows; m++) {
      for (let n = 0; n < columns; n++) values[m * columns + n] = this.derivative(m - 1, n, columns);
    }
    return values;
  }

  /** (D·L₁)⁽ᵐⁿ⁾ = Σ C(m,i) C(n,j) L₁⁽ⁱʲ⁾ D⁽ᵐ⁻ⁱ ⁿ⁻ʲ⁾ for the density D with D′ = D·L₁; L₁⁽ⁱʲ⁾ is `offset` after the curvature (i, j). */
  private derivative(m: number, n: number, offset: number): number {
    const { values, curvatures, columns } = this;
    let sum = 0;
    for (let i = 0, byRow = 1; i <= m; byRow = (byRow * (m - i)) / (i + 1), i++) {
      for (let j = 0, both = byRow; j <= n; both = (both * (n - j)) / (j + 1), j++) {
        sum += both * curvatures[i * columns + j + offset]! * values[(m - i) * columns + n - j]!;
      }
    }
    return sum;
  }
}

/** Return the derivatives of log F, orders 1 … n, from those of F, orders 0 … n; element 0 is log F. */
export function logDerivatives(derivatives: Float64Array): Float64Array {
  const [value] = derivatives;
  const result = Float64Array.of(Math.log(value!), ...derivatives.subarray(1));
  for (let n = 1; n < result.length; n++) {
    // F⁽ⁿ⁾ = Σ C(n−1,k) (log F)⁽ᵏ⁺¹⁾ F⁽ⁿ⁻¹⁻ᵏ⁾
    let rest = derivatives[n]!;
    for (let k = 0, binomial = 1; k < n - 1; binomial = (binomial * (n - 1 - k)) / (k + 1), k++)
      rest -= binomial * result[k + 1]! * derivatives[n - 1 - k]!;
    result[n] = rest / value!;
  }
  return result;
}
