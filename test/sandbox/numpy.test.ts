/** `np` and `special` for numbers: values against NumPy and SciPy, derivatives, decisions, names that do not exist. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { load, trace, value } from './harness.ts';

/** Expressions in x with the value and the derivative NumPy 1.24 and HIPS autograd (or hand) give at x. */
const CASES: readonly (readonly [string, number, number, number])[] = [
  ['np.square(x)', 3, 9, 6],
  ['np.reciprocal(x)', 2, 0.5, -0.25],
  ['np.negative(x)', 2, -2, -1],
  ['np.positive(x)', 2, 2, 1],
  ['np.deg2rad(x)', 180, Math.PI, Math.PI / 180],
  ['np.radians(x)', 180, Math.PI, Math.PI / 180],
  ['np.rad2deg(x)', Math.PI, 180, 180 / Math.PI],
  ['np.degrees(x)', Math.PI, 180, 180 / Math.PI],
  ['np.exp2(x)', 3, 8, 8 * Math.LN2],
  ['np.fabs(x)', -2, 2, -1],
  ['np.add(x, 1)', 2, 3, 1],
  ['np.subtract(1, x)', 2, -1, -1],
  ['np.multiply(x, x)', 3, 9, 6],
  ['np.divide(1, x)', 2, 0.5, -0.25],
  ['np.true_divide(x, 4)', 2, 0.5, 0.25],
  ['np.power(x, 3)', 2, 8, 12],
  ['np.float_power(2, x)', 3, 8, 8 * Math.LN2],
  ['np.mod(x, 3)', 7.5, 1.5, 1],
  ['np.mod(x, 3)', -7.5, 1.5, 1],
  ['np.mod(x, -3)', 7.5, -1.5, 1],
  ['np.mod(7.5, x)', 3, 1.5, -2],
  ['np.mod(-7.5, x)', 3, 1.5, 3],
  ['np.mod(x, 3)', -6, 0, 1],
  ['np.remainder(x, 0.25)', 1.1, 1.1 % 0.25, 1],
  ['np.fmod(x, 3)', -7.5, -1.5, 1],
  ['np.floor_divide(x, 0.1)', 1, 9, 0],
  ['np.floor_divide(x, 2)', -3.5, -2, 0],
  ['np.divmod(x, 2)[0]', -3.5, -2, 0],
  ['np.divmod(x, 2)[1]', -3.5, 0.5, 1],
  ['np.maximum(x, 1)', 2, 2, 1],
  ['np.maximum(x, 1)', 1, 1, 0.5],
  ['np.fmax(x, NaN)', 2, 2, 1],
  ['np.fmin(NaN, x)', 2, 2, 1],
  ['np.fmin(x, 1)', 2, 1, 0],
  ['np.clip(x, -1, 1)', 0.5, 0.5, 1],
  ['np.clip(x, -1, 1)', 1, 1, 0],
  ['np.clip(x, null, 1)', 2, 1, 0],
  ['np.clip(x, { a_min: 3, a_max: 4 })', 2, 3, 0],
  ['np.clip(x, 3, { a_max: 4 })', 2, 3, 0],
  ['np.sign(x)', -2, -1, 0],
  ['np.heaviside(x, 0.5)', 0, 0.5, 0],
  ['np.heaviside(x, 0.5)', 2, 1, 0],
  ['np.copysign(x, -1)', 2, -2, -1],
  ['np.copysign(3, x)', -0, -3, 0],
  ['np.round(x, 2)', 1.236, 1.24, 0],
  ['np.round(x)', 2.5, 2, 0],
  ['np.around(x, { decimals: -1 })', 25, 20, 0],
  ['np.rint(x)', -1.5, -2, 0],
  ['np.fix(x)', -1.5, -1, 0],
  ['np.trunc(x)', -1.5, -1, 0],
  ['np.nan_to_num(x)', Number.NaN, 0, 0],
  ['np.nan_to_num(x)', Infinity, Number.MAX_VALUE, 0],
  ['np.nan_to_num(x, { neginf: -5 })', -Infinity, -5, 0],
  ['np.nan_to_num(x)', 2, 2, 1],
  ['np.real(x)', 2, 2, 1],
  ['np.imag(x)', 2, 0, 0],
  ['np.conj(x)', 2, 2, 1],
  ['np.angle(x)', -2, Math.PI, 0],
  ['np.modf(x)[0]', 2.25, 0.25, 1],
  ['np.ldexp(x, 3)', 2, 16, 8],
  ['np.where(np.greater(x, 0), np.power(x, 3), np.sin(x))', 2, 8, 12],
  ['np.where(np.less(x, 0), np.sqrt(x), np.square(x))', 0, 0, 0],
  ['np.select([np.less(x, 0), np.less(x, 3)], [0, np.square(x)], 9)', 2, 4, 4],
  ['np.select([false], [0], { default: x })', 2, 2, 1],
  ['np.sum([[x, 1], [x, 0]])', 2, 5, 2],
  ['np.prod([x, x, 3])', 2, 12, 12],
  ['np.mean([x, 1, 3])', 2, 2, 1 / 3],
  ['np.max([x, 1, 3])', 5, 5, 1],
  ['np.amin([x, 7])', 5, 5, 1],
  ['np.dot([x, 1], [3, x])', 5, 20, 4],
  ['np.logaddexp(x, 0)', 0, Math.LN2, 0.5],
  ['np.arctan2(x, 1)', 0, 0, 1],
  ['np.isnan(x) ? 0 : np.isfinite(x) ? x : 1', 2, 2, 1],
  ['np.isinf(x) ? 0 : x', 2, 2, 1],
  ['np.isclose(x, 2.0000000001) ? x : 0', 2, 2, 1],
  ['np.logical_not(x) ? 1 : np.logical_and(x, 0) ? 2 : np.logical_or(0, x) ? x : 3', 2, 2, 1],
  ['special.multigammaln(x, 1)', 4, Math.log(6), 1.2561176684318003],
  ['special.logsumexp([x, 0])', 0, Math.LN2, 0.5],
  ['special.logsumexp([x, 0, -1000])', 0, Math.LN2, 0.5],
  ['special.rgamma(x)', 4, 1 / 6, -1.2561176684318003 / 6],
  ['special.expit(x)', 0, 0.5, 0.25],
]; // biome-ignore format: a table

describe('np and special of numbers', () => {
  test.each(CASES)('%s at %d', async (expression, x, expected, slope) => {
    const script = await load(`export const f = (x) => ${expression};`);
    const [actual, derivative] = script.derivatives(x);
    expect(actual).toBeCloseTo(expected, 13);
    expect(derivative).toBeCloseTo(slope, 12);
    if (Number.isFinite(x) && !Object.is(x, -0)) expect(script.at(0, 'f', [x], -1).values).toEqual([actual]);
  });

  test('a name that is not there says whether NumPy or SciPy has it', async () => {
    const missing = ['np.foo', 'np.histogram', 'special.zeta', 'special.betta'];
    const texts = await value(
      `[${missing.map((m) => `(() => { try { ${m} } catch (e) { return e.message; } })()`)}]`,
    );
    expect(texts).toEqual([
      'np.foo does not exist',
      "np.histogram is NumPy's, but not available here",
      "special.zeta is SciPy's, but not available here",
      'special.betta does not exist; did you mean special.beta?',
    ]);
  });
});

test('golden functions without arrays, complex numbers or stats find every name they use', async () => {
  const golden = JSON.parse(readFileSync(new URL('../golden/scalar.json', import.meta.url), 'utf8')) as {
    ts: string;
  }[];
  const names = new Set(golden.flatMap(({ ts }) => ts.match(/\b(?:np|special)\.\w+/g) ?? []));
  const later = /np\.(array|complex|linalg|var|std|trace|outer|cumsum)$/;
  const wanted = [...names].filter((name) => !later.test(name));
  expect(wanted.length).toBeGreaterThan(60);
  expect(await value(`[${wanted.map((name) => `typeof ${name}`)}]`)).toEqual(wanted.map(() => 'function'));
});

test('a mistyped name is answered with the nearest', async () => {
  await expect(value('np.sinn(1)')).rejects.toThrow('np.sinn does not exist; did you mean np.sin?');
  await expect(value('special.gamaln(1)')).rejects.toThrow('did you mean special.gammaln?');
});

test('the names JavaScript itself looks for are absent, not errors', async () => {
  expect(await value('[np.then, np.toJSON, "sinn" in np, np[Symbol.iterator] === undefined]')).toEqual([
    null,
    null,
    false,
    true,
  ]);
});

test('arguments that are no numbers are refused by name', async () => {
  await expect(trace('() => np.sin("1")', 1)).rejects.toThrow('np.sin expects a number, got string');
  await expect(trace('() => np.add(1)', 1)).rejects.toThrow('np.add expects a number, got undefined');
  await expect(trace('() => np.sin(["1"])', 1)).rejects.toThrow('np.sin: x expects numbers or an array');
  await expect(trace('(x) => np.sum([x], { axis: 1 })', 1)).rejects.toThrow('axis 1 is out of bounds');
  await expect(trace('() => np.max([])', 1)).rejects.toThrow('has no identity');
  expect(
    await value('[np.add(true, 1), np.pi, np.isscalar(3), np.shape(3), np.ndim(3), np.size(3)]'),
  ).toEqual([2, Math.PI, true, [], 0, 1]);
});

test.each(['np.round(1.2345, x)', 'np.round(1.2345, { decimals: x })', 'special.multigammaln(5, x)'])(
  '%s: an argument that only chooses is pinned',
  async (expression) => {
    const { decisions, values } = (await load(`export const f = (x) => ${expression};`)).at(2);
    expect(decisions).toEqual(['same true']);
    expect(values).toEqual([await value(expression.replace('x', '2'))]);
  },
);

test('the namespaces cannot be changed', async () => {
  for (const change of [
    'np.sin = 1',
    'delete np.sin',
    'np.mine = 1',
    'Object.setPrototypeOf(np, null)',
    'special.erf = 1',
  ]) {
    await expect(load(change)).rejects.toThrow();
  }
});
