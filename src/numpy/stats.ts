/**
 * `stats`: distributions of one variable, composed of special functions. A table row gives the density and the distribution function at
 * location 0 and scale 1; `loc` and `scale`, the ends of the support and parameters out of range are the same for all. Logarithms
 * have forms of their own, so that they hold in the tails.
 */

import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';

/** A function of the standardised variable and the shape parameters. */
type Standard = (np: Np, z: NodeId, ...shapes: NodeId[]) => NodeId;

interface Distribution {
  readonly name: string;
  /** Shape parameters, all positive. */
  readonly shapes: readonly string[];
  /** The ends of the support. */
  readonly support: readonly [lower: number, upper: number];
  readonly density: Standard;
  readonly logDensity: Standard;
  /** Distribution function, and others that are probabilities: by name. */
  readonly probabilities: Readonly<
    Record<string, { readonly doc: string; readonly f: Standard; readonly ends: Ends }>
  >;
  /** Inverse functions, of a probability. */
  readonly quantiles?: Readonly<Record<string, { readonly doc: string; readonly f: Standard }>>;
}

/** The values below and above the support. */
type Ends = readonly [below: number, above: number];

const RISING: Ends = [0, 1];
const LOG_RISING: Ends = [Number.NEGATIVE_INFINITY, 0];

/** A parameter that may be left out. */
export const optional: p.Parameter<NodeId | null> = p.or(p.array, null);

const half = (np: Np, x: NodeId): NodeId => np.mul(np.constant(0.5), x);
const less1 = (np: Np, x: NodeId): NodeId => np.sub(x, np.constant(1));
const plus1 = (np: Np, x: NodeId): NodeId => np.add(x, np.constant(1));
const log = (np: Np, x: NodeId): NodeId => np.apply('log', x);
const exp = (np: Np, x: NodeId): NodeId => np.apply('exp', x);

/** x, or NaN where it is not positive. */
const positive = (np: Np, x: NodeId): NodeId =>
  np.where(np.lt(np.constant(0), x), x, np.constant(Number.NaN));

/** `inside`, but beyond the ends of the support what is there. */
function within(np: Np, z: NodeId, inside: NodeId, { support }: Distribution, [below, above]: Ends): NodeId {
  const [lower, upper] = support.map((end) => np.constant(end)) as [NodeId, NodeId];
  const notBelow = np.where(np.lt(z, lower), np.constant(below), inside);
  return np.where(np.lt(upper, z), np.constant(above), notBelow);
}

/** The functions of a distribution, as SciPy calls them. */
function functionsOf(distribution: Distribution): NumpyFunction[] {
  const { name, shapes, density, logDensity, probabilities, quantiles = {} } = distribution;
  type Body = (np: Np, x: NodeId, loc: NodeId, scale: NodeId, shapes: readonly NodeId[]) => NodeId;
  const method = (key: string, variable: string, doc: string, body: Body): NumpyFunction => {
    const needed = [variable, ...shapes];
    const parameters: Readonly<Record<string, p.Parameter<NodeId | null>>> = {
      ...Object.fromEntries(needed.map((parameter) => [parameter, p.array])),
      loc: { ...optional, standard: '0' },
      scale: { ...optional, standard: '1' },
    };
    return define(`stats.${name}.${key}`, doc, parameters, (np, given) => {
      const [x, ...others] = needed.map((parameter) => given[parameter]!);
      const scale = positive(np, given.scale ?? np.constant(1));
      return body(
        np,
        x!,
        given.loc ?? np.constant(0),
        scale,
        others.map((shape) => positive(np, shape)),
      );
    });
  };
  const standardized =
    (body: (np: Np, z: NodeId, scale: NodeId, shapes: readonly NodeId[]) => NodeId, ends: Ends): Body =>
    (np, x, loc, scale, parameters) => {
      const z = np.div(np.sub(x, loc), scale);
      return within(np, z, body(np, z, scale, parameters), distribution, ends);
    };
  const { NEGATIVE_INFINITY } = Number;
  return [
    method(
      'pdf',
      'x',
      'Probability density.',
      standardized((np, z, scale, given) => np.div(density(np, z, ...given), scale), [0, 0]),
    ),
    method(
      'logpdf',
      'x',
      'Logarithm of the density.',
      standardized(
        (np, z, scale, given) => np.sub(logDensity(np, z, ...given), log(np, scale)),
        [NEGATIVE_INFINITY, NEGATIVE_INFINITY],
      ),
    ),
    ...Object.entries(probabilities).map(([key, { doc, f, ends }]) =>
      method(
        key,
        'x',
        doc,
        standardized((np, z, _, given) => f(np, z, ...given), ends),
      ),
    ),
    ...Object.entries(quantiles).map(([key, { doc, f }]) =>
      method(key, 'q', doc, (np, q, loc, scale, given) => np.add(loc, np.mul(scale, f(np, q, ...given)))),
    ),
  ];
}

const EVERYWHERE = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
const POSITIVE = [0, Number.POSITIVE_INFINITY] as const;
const LOG_ROOT_TWO_PI = Math.log(2 * Math.PI) / 2;

const cdf = 'Distribution function.';
const logcdf = 'Logarithm of the distribution function.';

const normalLogDensity: Standard = (np, z) =>
  np.neg(np.add(half(np, np.mul(z, z)), np.constant(LOG_ROOT_TWO_PI)));

/** The probability above x·√2 for a factor x of z. */
const normalTail =
  (factor: number): Standard =>
  (np, z) =>
    half(np, np.apply('erfc', np.mul(np.constant(factor), z)));

const normalQuantile =
  (factor: number): Standard =>
  (np, q) =>
    np.mul(np.constant(factor), np.apply('erfcinv', np.mul(np.constant(2), q)));

const norm: Distribution = {
  name: 'norm',
  shapes: [],
  support: EVERYWHERE,
  density: (np, z) => exp(np, normalLogDensity(np, z)),
  logDensity: normalLogDensity,
  probabilities: {
    cdf: { doc: cdf, f: normalTail(-Math.SQRT1_2), ends: RISING },
    logcdf: { doc: logcdf, f: (np, z) => np.apply('log_ndtr', z), ends: LOG_RISING },
    sf: { doc: '1 − cdf, accurate far up.', f: normalTail(Math.SQRT1_2), ends: [1, 0] },
    logsf: {
      doc: 'Logarithm of sf.',
      f: (np, z) => np.apply('log_ndtr', np.neg(z)),
      ends: [0, Number.NEGATIVE_INFINITY],
    },
  },
  quantiles: {
    ppf: { doc: 'Where cdf is q.', f: normalQuantile(-Math.SQRT2) },
    isf: { doc: 'Where sf is q.', f: normalQuantile(Math.SQRT2) },
  },
};

/** Student's t: log p = −log B(df/2, 1/2) − log(df)/2 − (df + 1)/2·log(1 + z²/df); a difference of log Γ would cancel. */
const studentLogDensity: Standard = (np, z, df) => {
  const power = np.mul(half(np, plus1(np, df)), np.apply('log1p', np.div(np.mul(z, z), df)));
  const normaliser = np.add(np.apply('betaln', half(np, df), np.constant(0.5)), half(np, log(np, df)));
  return np.neg(np.add(normaliser, power));
};

/** A row of Student's distribution function, in its variable asinh(z/√df). */
const student =
  (row: string): Standard =>
  (np, z, df) =>
    np.apply(row, np.constant(0), df, np.apply('asinh', np.div(z, np.apply('sqrt', df))));

const t: Distribution = {
  name: 't',
  shapes: ['df'],
  support: EVERYWHERE,
  density: (np, z, df) => exp(np, studentLogDensity(np, z, df)),
  logDensity: studentLogDensity,
  probabilities: {
    cdf: { doc: cdf, f: student('studentCdf'), ends: RISING },
    logcdf: { doc: logcdf, f: student('logStudentCdf'), ends: LOG_RISING },
  },
};

const gammaLogDensity: Standard = (np, z, a) =>
  np.sub(np.sub(np.apply('xlogy', less1(np, a), z), z), np.apply('gammaln', a));

const gamma: Distribution = {
  name: 'gamma',
  shapes: ['a'],
  support: POSITIVE,
  density: (np, z, a) => np.apply('gammaDensity', a, z),
  logDensity: gammaLogDensity,
  probabilities: { cdf: { doc: cdf, f: (np, z, a) => np.apply('gammainc', a, z), ends: RISING } },
};

/** χ² is gamma with half as many degrees of freedom, of half the variable. */
const chi2: Distribution = {
  name: 'chi2',
  shapes: ['df'],
  support: POSITIVE,
  density: (np, z, df) => half(np, gamma.density(np, half(np, z), half(np, df))),
  logDensity: (np, z, df) => np.sub(gammaLogDensity(np, half(np, z), half(np, df)), np.constant(Math.LN2)),
  probabilities: {
    cdf: { doc: cdf, f: (np, z, df) => np.apply('gammainc', half(np, df), half(np, z)), ends: RISING },
  },
};

const beta: Distribution = {
  name: 'beta',
  shapes: ['a', 'b'],
  support: [0, 1],
  density: (np, z, a, b) => np.apply('betaDensity', a!, b!, z),
  logDensity: (np, z, a, b) => {
    const lower = np.apply('xlogy', less1(np, a!), z);
    const upper = np.apply('xlog1py', less1(np, b!), np.neg(z));
    return np.sub(np.add(lower, upper), np.apply('betaln', a!, b!));
  },
  probabilities: { cdf: { doc: cdf, f: (np, z, a, b) => np.apply('betainc', a!, b!, z), ends: RISING } },
};

/** A function of Poisson's distribution of mean mu; `body` sees k − loc, which is steps and has no derivative. */
function poissonFunction(
  method: string,
  doc: string,
  body: (np: Np, k: NodeId, whole: NodeId, mu: NodeId) => NodeId,
): NumpyFunction {
  const parameters = { k: p.array, mu: p.array, loc: { ...optional, standard: '0' } };
  return define(`stats.poisson.${method}`, doc, parameters, (np, { k, mu, loc }) => {
    const count = np.sub(k, loc ?? np.constant(0));
    const mean = np.where(np.le(np.constant(0), mu), mu, np.constant(Number.NaN));
    return body(np, count, np.apply('floor', count), mean);
  });
}

/** `value` where k is a count, `otherwise` elsewhere. */
function ofCount(np: Np, k: NodeId, whole: NodeId, value: NodeId, otherwise: number): NodeId {
  const isCount = np.and(np.le(np.constant(0), k), np.eq(k, whole));
  return np.where(isCount, value, np.constant(otherwise));
}

const poisson: readonly NumpyFunction[] = [
  poissonFunction('pmf', 'Probability of k events.', (np, k, whole, mu) =>
    ofCount(np, k, whole, np.apply('gammaDensity', plus1(np, whole), mu), 0),
  ),
  poissonFunction('logpmf', 'Logarithm of the probability of k events.', (np, k, whole, mu) => {
    const power = np.sub(np.apply('xlogy', whole, mu), mu);
    const value = np.sub(power, np.apply('gammaln', plus1(np, whole)));
    return ofCount(np, k, whole, value, Number.NEGATIVE_INFINITY);
  }),
  poissonFunction('cdf', cdf, (np, k, whole, mu) => {
    const value = np.apply('gammaincc', plus1(np, whole), mu);
    return np.where(np.lt(k, np.constant(0)), np.constant(0), value);
  }),
];

/** A function of the number of successes in n trials; `body` sees k − loc and n, which are counts and have no derivatives. */
function binomialFunction(method: string, doc: string, impossible: number, body: Standard): NumpyFunction {
  const parameters = { k: p.array, n: p.array, p: p.array, loc: { ...optional, standard: '0' } };
  return define(`stats.binom.${method}`, doc, parameters, (np, given) => {
    const count = np.sub(given.k, given.loc ?? np.constant(0));
    const [k, n] = [np.apply('floor', count), np.apply('floor', given.n)];
    const inside = np.and(np.le(np.constant(0), given.p), np.le(given.p, np.constant(1)));
    const isSensible = np.and(inside, np.and(np.le(np.constant(0), n), np.eq(given.n, n)));
    const chance = np.where(isSensible, given.p, np.constant(Number.NaN));
    const failures = np.apply('max', np.sub(n, k), np.constant(0));
    const value = body(np, np.apply('max', k, np.constant(0)), failures, chance);
    return np.where(np.le(k, n), ofCount(np, count, k, value, impossible), np.constant(impossible));
  });
}

/** By the formula with the beta function, which does not cancel: C(n, k) = 1 / ((n + 1)·B(k + 1, n − k + 1)). */
const binomialLog: Standard = (np, k, failures, chance) => {
  const power = np.add(np.apply('xlogy', k, chance), np.apply('xlog1py', failures, np.neg(chance)));
  const ways = np.add(
    log(np, plus1(np, np.add(k, failures))),
    np.apply('betaln', plus1(np, k), plus1(np, failures)),
  );
  return np.sub(power, ways);
};

const binom: readonly NumpyFunction[] = [
  binomialFunction('pmf', 'Probability of k successes in n trials.', 0, (np, k, failures, chance) => {
    // the density of k + 1 and n − k + 1 is n + 1 times that
    const density = np.apply('betaDensity', plus1(np, k), plus1(np, failures), chance);
    return np.div(density, plus1(np, np.add(k, failures)));
  }),
  binomialFunction(
    'logpmf',
    'Logarithm of the probability of k successes in n trials.',
    Number.NEGATIVE_INFINITY,
    binomialLog,
  ),
];

export const univariate: readonly NumpyFunction[] = [
  ...[norm, t, gamma, chi2, beta].flatMap(functionsOf),
  ...poisson,
  ...binom,
];
