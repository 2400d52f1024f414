/** The distributions that RandomState and Generator compute alike, as rows of their tables. Parameters and defaults are NumPy's. */

import {
  fRatio,
  gumbel,
  laplace,
  logistic,
  noncentralChisquare,
  standardCauchy,
  standardT,
  triangular,
} from './continuous.ts';
import { binomial, geometric, logseries, negativeBinomial, poisson } from './discrete.ts';
import { beta, chisquare, standardGamma } from './gamma.ts';
import {
  BELOW_ONE,
  COUNT,
  distribution,
  FINITE,
  NON_NEGATIVE,
  POSITIVE,
  POSITIVE_PROBABILITY,
  PROBABILITY,
  type RealParameter,
} from './method.ts';
import type { Source } from './source.ts';

const LOC: RealParameter = { name: 'loc', default: 0 };
const SCALE: RealParameter = { name: 'scale', default: 1, domain: NON_NEGATIVE };

/** Numbers in [0, 1): `random`, and by older names in RandomState. */
export const RANDOM = distribution('numbers from 0 to 1, 1 excluded', 'float64', [], (source: Source) =>
  source.uniform(),
);

/** Return the row of the binomial distribution. */
export function binomialBy(draw: typeof binomial) {
  return distribution(
    'successes in n trials of probability p',
    'int64',
    [
      { name: 'n', domain: COUNT },
      { name: 'p', domain: PROBABILITY },
    ],
    draw,
  );
}

export const DISTRIBUTIONS = {
  uniform: distribution(
    'numbers from low to high, high excluded',
    'float64',
    [
      { name: 'low', default: 0, domain: FINITE },
      { name: 'high', default: 1, domain: FINITE },
    ],
    (source: Source, low, high) => low + (high - low) * source.uniform(),
  ),
  standard_normal: distribution(
    'the normal distribution of mean 0 and deviation 1',
    'float64',
    [],
    (source) => source.normal(),
  ),
  normal: distribution(
    'the normal distribution of mean loc and standard deviation scale',
    'float64',
    [LOC, SCALE],
    (source, loc, scale) => loc + scale * source.normal(),
  ),
  lognormal: distribution(
    'numbers whose logarithm is normal',
    'float64',
    [
      { name: 'mean', default: 0 },
      { name: 'sigma', default: 1, domain: NON_NEGATIVE },
    ],
    (source, mean, sigma) => source.math.exp(mean + sigma * source.normal()),
  ),
  standard_exponential: distribution('the exponential distribution of mean 1', 'float64', [], (source) =>
    source.exponential(),
  ),
  exponential: distribution(
    'the exponential distribution of mean scale',
    'float64',
    [SCALE],
    (source, scale) => {
      return scale * source.exponential();
    },
  ),
  standard_gamma: distribution(
    'the gamma distribution of scale 1',
    'float64',
    [{ name: 'shape', domain: NON_NEGATIVE }],
    standardGamma,
  ),
  gamma: distribution(
    'the gamma distribution',
    'float64',
    [{ name: 'shape', domain: NON_NEGATIVE }, SCALE],
    (source, shape, scale) => scale * standardGamma(source, shape),
  ),
  beta: distribution(
    'the beta distribution on [0, 1]',
    'float64',
    [
      { name: 'a', domain: POSITIVE },
      { name: 'b', domain: POSITIVE },
    ],
    beta,
  ),
  chisquare: distribution(
    'sums of df squared normal numbers',
    'float64',
    [{ name: 'df', domain: POSITIVE }],
    chisquare,
  ),
  noncentral_chisquare: distribution(
    'sums of df squared normal numbers around means whose squares sum to nonc',
    'float64',
    [
      { name: 'df', domain: POSITIVE },
      { name: 'nonc', domain: NON_NEGATIVE },
    ],
    noncentralChisquare,
  ),
  f: distribution(
    'the F distribution: a ratio of two mean squares',
    'float64',
    [
      { name: 'dfnum', domain: POSITIVE },
      { name: 'dfden', domain: POSITIVE },
    ],
    fRatio,
  ),
  standard_t: distribution(
    "Student's t distribution of df degrees of freedom",
    'float64',
    [{ name: 'df', domain: POSITIVE }],
    standardT,
  ),
  standard_cauchy: distribution('the Cauchy distribution around 0', 'float64', [], standardCauchy),
  laplace: distribution(
    'the Laplace distribution: exponential on both sides of loc',
    'float64',
    [LOC, SCALE],
    laplace,
  ),
  logistic: distribution('the logistic distribution', 'float64', [LOC, SCALE], logistic),
  gumbel: distribution('the Gumbel distribution of extreme values', 'float64', [LOC, SCALE], gumbel),
  rayleigh: distribution('the Rayleigh distribution', 'float64', [SCALE], (source, scale) => {
    return scale * Math.sqrt(2 * source.exponential());
  }),
  weibull: distribution(
    'the Weibull distribution of scale 1',
    'float64',
    [{ name: 'a', domain: NON_NEGATIVE }],
    (source, a) => (a === 0 ? 0 : source.math.pow(source.exponential(), 1 / a)),
  ),
  triangular: distribution(
    'the triangular distribution from left to right with its peak at mode',
    'float64',
    [{ name: 'left' }, { name: 'mode' }, { name: 'right' }],
    triangular,
  ),
  poisson: distribution(
    'the Poisson distribution of mean lam',
    'int64',
    [{ name: 'lam', default: 1, domain: NON_NEGATIVE }],
    poisson,
  ),
  binomial: binomialBy(binomial),
  negative_binomial: distribution(
    'failures before the n-th success of probability p',
    'int64',
    [
      { name: 'n', domain: POSITIVE },
      { name: 'p', domain: POSITIVE_PROBABILITY },
    ],
    negativeBinomial,
  ),
  geometric: distribution(
    'trials up to the first success of probability p',
    'int64',
    [{ name: 'p', domain: POSITIVE_PROBABILITY }],
    geometric,
  ),
  logseries: distribution(
    'the logarithmic series distribution',
    'int64',
    [{ name: 'p', domain: BELOW_ONE }],
    logseries,
  ),
};
