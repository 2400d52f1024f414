/**
 * The distributions of `stats`: values against mpmath's, in the tails too (`stats.json`: function, arguments, value); their derivatives by
 * every argument, compared with differences in every mode; what they are beyond their support and for parameters that make no sense.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expandAlong } from '../../src/derive/arrays.ts';
import { type Argument, Ref } from '../../src/numpy/np.ts';
import { array, expectDerivatives, expectNear, Host, run } from './checked.ts';

const values = JSON.parse(readFileSync(`${import.meta.dirname}/stats.json`, 'utf8')) as readonly (readonly [
  name: string,
  args: readonly number[],
  value: number,
])[];

/** The value of a call that returns a number. */
const numberOf = (name: string, ...args: readonly Argument[]): number =>
  run(`stats.${name}`, ...args)[0]!.data[0]!;

/** Where the condition of the problem allows no more: relative errors. */
const TOLERANCE: Readonly<Record<string, number>> = {
  'norm.pdf': 2e-13, // the exponent −800 is rounded
  'norm.cdf': 1e-13, // erfc where it is below 1e-100
  'norm.sf': 1e-13, // the same
  'norm.ppf': 1e-13, // erfcinv there
  'norm.isf': 1e-13, // the same
  't.pdf': 1e-12, // the exponent −(df + 1)/2·log(1 + x²/df)
  't.cdf': 1e-12, // the same
};

describe('values', () => {
  it.each(values)('%s(%j) is %d', (name, args, expected) => {
    const error = Math.abs(numberOf(name, ...args) - expected);
    expect(error).toBeLessThanOrEqual((TOLERANCE[name] ?? 5e-14) * Math.abs(expected));
  });

  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  it.each<[string, readonly number[], number]>([
    ['gamma.pdf', [-1, 2], 0],
    ['gamma.pdf', [0, 1], 1],
    ['gamma.logpdf', [-1, 2], -inf],
    ['gamma.logpdf', [0, 1], 0],
    ['gamma.cdf', [-1, 2], 0],
    ['chi2.pdf', [0, 2], 0.5],
    ['chi2.cdf', [-3, 2], 0],
    ['beta.pdf', [1.5, 2, 3], 0],
    ['beta.pdf', [0, 1, 3], 3],
    ['beta.logpdf', [-0.5, 2, 3], -inf],
    ['beta.logpdf', [1, 3, 1], Math.log(3)],
    ['beta.cdf', [-1, 2, 3], 0],
    ['beta.cdf', [2, 2, 3], 1],
    ['beta.pdf', [0, 30, 40], 0],
    ['beta.pdf', [1, 30, 40], 0],
    ['poisson.pmf', [1.5, 2], 0],
    ['poisson.pmf', [-1, 2], 0],
    ['poisson.pmf', [0, 0], 1],
    ['poisson.logpmf', [-1, 2], -inf],
    ['poisson.cdf', [-0.5, 2], 0],
    ['binom.pmf', [1.5, 4, 0.5], 0],
    ['binom.pmf', [5, 4, 0.5], 0],
    ['binom.pmf', [0, 4, 0], 1],
    ['binom.pmf', [4, 4, 1], 1],
    ['binom.pmf', [30, 60, 1], 0],
    ['binom.pmf', [0, 0, 0.3], 1],
    ['binom.pmf', [3, 4, 0.5, 2], 0.25],
    ['binom.logpmf', [-1, 4, 0.5], -inf],
    ['binom.logpmf', [1, 4, 0], -inf],
    ['binom.logpmf', [0, 4, 0], 0],
    ['norm.cdf', [-inf], 0],
    ['norm.logcdf', [inf], 0],
    ['norm.ppf', [0], -inf],
    ['t.cdf', [inf, 3], 1],
    ['t.cdf', [0, 3], 0.5],
    ['norm.pdf', [1, 0, -1], nan],
    ['t.cdf', [1, -2], nan],
    ['gamma.cdf', [1, 2, 0, 0], nan],
    ['poisson.pmf', [1, -2], nan],
    ['binom.pmf', [1, 2, 1.5], nan],
    ['binom.logpmf', [1, 2.5, 0.5], nan],
  ])('%s(%j) is %d, as SciPy has it', (name, args, expected) => {
    const found = numberOf(name, ...args);
    if (Number.isNaN(expected)) expect(found).toBeNaN();
    else expect(found).toBeCloseTo(expected, 15);
  });

  it('broadcast all their arguments', () => {
    const [found] = run('stats.norm.logpdf', array([[0], [1]]), array([0, 1, 2]), { scale: 2 });
    const expected = [0, 1, 2, 1, 0, 1].map((z) => (-z * z) / 8 - Math.log(2 * Math.PI) / 2 - Math.LN2);
    expectNear(found!, array([expected.slice(0, 3), expected.slice(3)]));
  });
});

describe('derivatives by every argument', () => {
  const x = array([-1.3, 0.4, 2.1]);
  const loc = array(0.3);
  const scale = array([1.2, 2.3, 0.8]);
  const above = array([0.9, 1.7, 4.2]);
  const within = array([0.2, 0.5, 0.7]);
  const a = array([1.4, 2.5, 3.3]);
  const b = array([2.2, 0.7, 1.6]);
  const noLoc = array(0);

  it.each([
    ...['pdf', 'logpdf', 'cdf', 'logcdf', 'sf', 'logsf'].map(
      (method) => [`norm.${method}`, [x, loc, scale]] as const,
    ),
    ...['ppf', 'isf'].map((method) => [`norm.${method}`, [within, loc, scale]] as const),
    ...['pdf', 'logpdf', 'cdf', 'logcdf'].map((method) => [`t.${method}`, [x, a, loc, scale]] as const),
    ...['pdf', 'logpdf', 'cdf'].flatMap((method) => [
      [`gamma.${method}`, [above, a, noLoc, scale]] as const,
      [`chi2.${method}`, [above, a, noLoc, scale]] as const,
      [`beta.${method}`, [within, a, b, noLoc, scale]] as const,
    ]),
  ])('%s', (name, at) => {
    expectDerivatives((call, ...inputs) => call(`stats.${name}`, ...inputs), at, {
      step: 1e-3,
      tolerance: 1e-7,
    });
  });

  it.each(['pmf', 'logpmf', 'cdf'])('poisson.%s', (method) => {
    const counts: Argument = [0, 2, 5];
    expectDerivatives((call, mu) => call(`stats.poisson.${method}`, counts, mu), [above]);
  });

  it.each(['pmf', 'logpmf'])('binom.%s', (method) => {
    const counts: Argument = [0, 2, 5];
    expectDerivatives((call, p) => call(`stats.binom.${method}`, counts, 5, p), [within]);
  });

  it.each(['pdf', 'logpdf'])('dirichlet.%s', (method) => {
    const points = array([
      [0.2, 0.5],
      [0.3, 0.1],
      [0.5, 0.4],
    ]);
    expectDerivatives((call, p, alpha) => call(`stats.dirichlet.${method}`, p, alpha), [points, a]);
    expectDerivatives(
      (call, p, alpha) => call(`stats.dirichlet.${method}`, p, alpha),
      [array([0.2, 0.3]), a],
    );
  });

  it('hold far in the tails', () => {
    // (log Φ)′ is x below by 1/x, (log F)′ of Student's t is −df/x
    expect(slopeAt('norm.logcdf', -1e4)).toBeCloseTo(1e4 + 1e-4, 9);
    expect(slopeAt('norm.logsf', 1e4)).toBeCloseTo(-1e4 - 1e-4, 9);
    expect(slopeAt('t.logcdf', -1e20, 3) * 1e20).toBeCloseTo(3, 9);
  });

  it('are those of the support at its ends', () => {
    expect(slopeAt('gamma.pdf', 0, 2)).toBeCloseTo(1, 14);
    expect(slopeAt('beta.pdf', 0, 2, 3)).toBeCloseTo(12, 12);
    expect(slopeAt('beta.pdf', 1, 2, 2)).toBeCloseTo(-6, 12);
    expect(slopeAt('gamma.pdf', -1, 2)).toBe(0);
    expect(slopeAt('t.cdf', 0, 1)).toBeCloseTo(1 / Math.PI, 14);
  });
});

/** ∂f/∂x at the first argument. */
function slopeAt(name: string, x: number, ...others: readonly number[]): number {
  const host = new Host();
  const input = host.input(array(x));
  const { node } = host.call(`stats.${name}`, new Ref(input), ...others);
  const [, slope] = expandAlong(host.np, new Map([[input, host.np.constant(1)]]), [node], 1)[0]!;
  return slope! < 0 ? 0 : host.values.of(slope!);
}

describe('the multivariate normal distribution', () => {
  const mean = array([0.3, -1.2]);
  const points = array([
    [0.1, 0.4],
    [1.5, -2],
    [0, 0],
  ]);
  const cov = array([
    [2, 0.5],
    [0.5, 1.3],
  ]);
  const name = 'stats.multivariate_normal.logpdf';

  /** −log(2π) − log det/2 − d²/2 in two dimensions, by Cramer's rule. */
  const expected = [
    [0.1, 0.4],
    [1.5, -2],
    [0, 0],
  ].map(([x, y]) => {
    const [u, v] = [x! - 0.3, y! + 1.2];
    const det = 2 * 1.3 - 0.25;
    return -Math.log(2 * Math.PI) - Math.log(det) / 2 - (1.3 * u * u - u * v + 2 * v * v) / det / 2;
  });

  it('takes a batch of points, in any shape', () => {
    expectNear(run(name, points, mean, cov)[0]!, array(expected));
    const cube = run(name, { ...points, shape: [3, 1, 2] }, mean, cov);
    expectNear(cube[0]!, array(expected));
    expectNear(run(name, array([0.1, 0.4]), mean, cov)[0]!, array(expected[0]));
    expectNear(run(name.replace('log', ''), points, mean, cov)[0]!, array(expected.map(Math.exp)));
  });

  it('takes a covariance as a number or a diagonal, and numbers as points', () => {
    const standard = (z: number): number => (-z * z) / 2 - Math.log(2 * Math.PI) / 2;
    expectNear(
      run(name, array([0.5, 2]), { mean: 1, cov: 4 })[0]!,
      array([-0.25, 0.5].map((z) => standard(z) - Math.LN2)),
    );
    expectNear(run(name, 0.5)[0]!, array(standard(0.5)));
    const both = standard(0.5) + standard(1) - Math.LN2;
    expectNear(run(name, array([0.5, 2]), array([0, 0]), array([1, 4]))[0]!, array(both));
  });

  it('has derivatives by points, mean and covariance, also where eigenvalues coincide', () => {
    const identity = array([
      [1, 0],
      [0, 1],
    ]);
    const symmetric: Parameters<typeof expectDerivatives>[0] = (call, x, m, c) =>
      call(name, x!, m!, call('np.multiply', 0.5, call('np.add', c!, call('np.transpose', c!))));
    for (const matrix of [cov, identity]) expectDerivatives(symmetric, [points, mean, matrix]);
    expectDerivatives((call, c) => call('stats.multivariate_normal.entropy', null, c), [cov]);
  });

  it('lives on the range of a singular covariance, if that is allowed', () => {
    // (x, x) for a standard normal x; the length of (1, 1) is √2
    const singular = array([
      [1, 1],
      [1, 1],
    ]);
    expect(() => run(name, points, mean, singular)).toThrow('positive definite');
    const found = run(
      name,
      array([
        [0.7, 0.7],
        [0.7, 0.8],
      ]),
      array([0, 0]),
      singular,
      { allow_singular: true },
    );
    const onLine = -0.49 / 2 - Math.log(2 * Math.PI) / 2 - Math.LN2 / 2;
    expectNear(found[0]!, array([onLine, Number.NEGATIVE_INFINITY]));
  });

  it('has the derivatives of a singular covariance within its rank', () => {
    const direction = array([[1.2], [0.7], [-0.4]]);
    const along = array([[0.6, 0.35, -0.2]]);
    expectDerivatives(
      (call, v) => {
        const covariance = call('np.matmul', v, call('np.transpose', v));
        return call(name, along.data.length === 3 ? call('np.ravel', v) : v, null, covariance, true);
      },
      [direction],
    );
  });

  it('ignores what leaves the range of a singular covariance, as its pseudo-inverse does', () => {
    const host = new Host();
    const input = host.input(
      array([
        [1, 1],
        [1, 1],
      ]),
    );
    const { node } = host.call(name, [0, 0], null, new Ref(input), true);
    const direction = host.np.literal(
      array([
        [1, 0],
        [0, 0],
      ]),
    );
    const [, slope] = expandAlong(host.np, new Map([[input, direction]]), [node], 1)[0]!;
    expect(host.values.of(slope!)).toBeCloseTo(-0.125, 12); // −A⁺₀₀/2
  });

  it('says which shapes do not fit', () => {
    expect(() => run(name, points, array([1, 2, 3]), cov)).toThrow('a mean of shape (3,) does not fit');
    expect(() => run(name, array([1, 2, 3]), mean, cov)).toThrow('a point has 2 components');
    expect(() => run('stats.dirichlet.pdf', array([0.5]), array([1, 2, 3]))).toThrow('3 or 2 components');
  });
});
