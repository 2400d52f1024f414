/**
 * Derivatives of distribution functions by their parameters, of any order: each a row whose order is its first input (of the incomplete
 * beta function, which has three inputs already, a row an order). By the parameter such a row leads to the next order; by the
 * argument it is a derivative of the density, which is elementary: the density times Bell's polynomials, as for all exponential families.
 */

import type { NodeId } from '../graph/graph.ts';
import { type Builder, none, type Partial, type Primitive } from './primitive.ts';

/** Derivatives of I_x(a, b) by a and b go up to this order. */
const BETA_ORDER = 6;

const noOrder = none('the order of a derivative is a whole number');
const noMore = none(`by its parameters it is differentiated ${BETA_ORDER} times at most`);

const next = (b: Builder, n: NodeId): NodeId => b.add(n, b.constant(1));
const polygamma = (b: Builder, n: number, x: NodeId): NodeId =>
  n === 0 ? b.apply('digamma', x) : b.apply('polygamma', b.constant(n), x);

/** The product of a node with the derivative of the log density, m times by the first parameter and n times by the second. */
type TimesLogSlope = (m: number, n: number, factor: NodeId) => NodeId;

/** The derivative of a density D, m times by the first and n times by the second parameter, by D′ = D·(log D)′ and Leibniz's rule. */
function densitySlope(
  b: Builder,
  density: NodeId,
  timesLogSlope: TimesLogSlope,
  m: number,
  n: number,
): NodeId {
  if (m === 0 && n === 0) return density;
  const [dm, dn] = m > 0 ? [1, 0] : [0, 1];
  const [rows, columns] = [m - dm, n - dn];
  let sum: NodeId | undefined;
  for (let i = 0, byRow = 1; i <= rows; byRow = (byRow * (rows - i)) / (i + 1), i++) {
    for (let j = 0, both = byRow; j <= columns; both = (both * (columns - j)) / (j + 1), j++) {
      const factor = densitySlope(b, density, timesLogSlope, rows - i, columns - j);
      const term = b.mul(b.constant(both), timesLogSlope(i + dm, j + dn, factor));
      sum = sum === undefined ? term : b.add(sum, term);
    }
  }
  return sum!;
}

/** ∂ⁿ/∂aⁿ of x^(a−1) e^−x/Γ(a). */
function gammaDensitySlope(b: Builder, n: number, a: NodeId, x: NodeId): NodeId {
  const timesLogSlope: TimesLogSlope = (k, _, factor) => {
    const center = b.mul(factor, polygamma(b, k - 1, a));
    return k === 1 ? b.sub(b.apply('xlogy', factor, x), center) : b.neg(center);
  };
  return densitySlope(b, b.apply('gammaDensity', a, x), timesLogSlope, n, 0);
}

/** ∂ᵐ⁺ⁿ/∂pᵐ∂qⁿ of x^(p−1) (1−x)^(q−1)/B(p, q). */
function betaDensitySlope(b: Builder, m: number, n: number, p: NodeId, q: NodeId, x: NodeId): NodeId {
  const timesLogSlope: TimesLogSlope = (i, j, factor) => {
    let center = polygamma(b, i + j - 1, b.add(p, q));
    if (j === 0) center = b.sub(center, polygamma(b, i - 1, p));
    if (i === 0) center = b.sub(center, polygamma(b, j - 1, q));
    const product = b.mul(factor, center);
    if (i + j > 1) return product;
    return b.add(i === 1 ? b.apply('xlogy', factor, x) : b.apply('xlog1py', factor, b.neg(x)), product);
  };
  return densitySlope(b, b.apply('betaDensity', p, q, x), timesLogSlope, m, n);
}

/** log(cosh(w)^−v/B(v/2, 1/2)), and its derivative by v, k times. */
function studentDensity(b: Builder, v: NodeId, w: NodeId) {
  const half = b.constant(0.5);
  const a = b.mul(half, v);
  const c = b.add(a, half);
  const logCosh = b.mul(half, b.apply('log1p', b.power(b.apply('sinh', w), 2)));
  const logDensity = b.neg(b.add(b.mul(v, logCosh), b.apply('betaln', a, half)));
  const logSlope = (k: number): NodeId => {
    const center = b.mul(b.constant(0.5 ** k), b.sub(polygamma(b, k - 1, c), polygamma(b, k - 1, a)));
    return k === 1 ? b.sub(center, logCosh) : center;
  };
  return { logDensity, logSlope };
}

function studentCdfSlope(b: Builder, n: number, v: NodeId, w: NodeId): NodeId {
  const { logDensity, logSlope } = studentDensity(b, v, w);
  const density = b.apply('exp', logDensity);
  return densitySlope(b, density, (k, _, factor) => b.mul(factor, logSlope(k)), n, 0);
}

/** The same of the density over the distribution function. */
function logStudentCdfSlope(b: Builder, n: number, v: NodeId, w: NodeId): NodeId {
  const { logDensity, logSlope } = studentDensity(b, v, w);
  const logCdf = (k: number): NodeId => b.apply('logStudentCdf', b.constant(k), v, w);
  const ratio = b.apply('exp', b.sub(logDensity, logCdf(0)));
  return densitySlope(b, ratio, (k, _, factor) => b.mul(factor, b.sub(logSlope(k), logCdf(k))), n, 0);
}

/** The row of the derivative of I_x(a, b), m times by a and n times by b. */
function betaincRow(m: number, n: number): Primitive {
  const name = (i: number, j: number): string => `betaincSlope${i}${j}`;
  // where the row above cannot follow, the tests keep the parameters still
  const parameter = m + n + 4 <= BETA_ORDER ? ([1.5, 4] as const) : 2.5;
  return {
    doc: `derivative of I_x(a, b), ${m} times by a, ${n} times by b`,
    names: [],
    arity: 3,
    value: { from: 'special', name: 'betaincSlope', orders: [m, n] },
    derivative: {
      kind: 'smooth',
      partials: (build, [a, b, x]) => {
        const above = (i: number, j: number): Partial =>
          m + n < BETA_ORDER ? build.apply(name(i, j), a!, b!, x!) : noMore;
        return [above(m + 1, n), above(m, n + 1), betaDensitySlope(build, m, n, a!, b!, x!)];
      },
    },
    samples: [parameter, parameter, [0.2, 0.8]],
    source: 'kernels/special/parameter-derivatives.ts',
  };
}

const betaincRows: Readonly<Record<string, Primitive>> = Object.fromEntries(
  Array.from({ length: BETA_ORDER + 1 }, (_, m) =>
    Array.from({ length: BETA_ORDER + 1 - m }, (_, n) => [`betaincSlope${m}${n}`, betaincRow(m, n)] as const),
  )
    .flat()
    .slice(1),
);

export const slopes = {
  gammaincSlope: {
    doc: 'n-th derivative of P(a, x) by a',
    names: [],
    arity: 3,
    value: { from: 'special', name: 'gammaincSlope' },
    derivative: {
      kind: 'smooth',
      partials: (b, [n, a, x]) => [
        noOrder,
        b.apply('gammaincSlope', next(b, n!), a!, x!),
        gammaDensitySlope(b, b.constantValue(n!)!, a!, x!),
      ],
    },
    samples: [2, [0.5, 6], [0.3, 8]],
    at: [[[1, 2, 0], 0]],
    source: 'kernels/special/parameter-derivatives.ts',
  },
  studentCdf: {
    doc: 'n-th derivative by v of Student’s t distribution function at √v·sinh(w), w fixed',
    names: [],
    arity: 3,
    value: { from: 'special', name: 'studentCdf' },
    derivative: {
      kind: 'smooth',
      partials: (b, [n, v, w]) => [
        noOrder,
        b.apply('studentCdf', next(b, n!), v!, w!),
        studentCdfSlope(b, b.constantValue(n!)!, v!, w!),
      ],
    },
    samples: [0, [0.5, 6], [-2, 2]],
    source: 'kernels/special/parameter-derivatives.ts',
  },
  logStudentCdf: {
    doc: 'n-th derivative by v of its logarithm',
    names: [],
    arity: 3,
    value: { from: 'special', name: 'logStudentCdf' },
    derivative: {
      kind: 'smooth',
      partials: (b, [n, v, w]) => [
        noOrder,
        b.apply('logStudentCdf', next(b, n!), v!, w!),
        logStudentCdfSlope(b, b.constantValue(n!)!, v!, w!),
      ],
    },
    samples: [0, [0.5, 6], [-2, 2]],
    source: 'kernels/special/parameter-derivatives.ts',
  },
  ...betaincRows,
} satisfies Record<string, Primitive>;
