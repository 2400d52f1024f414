/**
 * Keywords, NumPy 2's names and SciPy's functions against the values of NumPy 2.4 and SciPy 1.17 (`additions.json`, in the form of the
 * golden files); the derivatives of those that are `smooth` there, in every mode, against differences.
 */

import { describe, expect, it } from 'vitest';
import type { NDArray } from '../../src/array/ndarray.ts';
import { type Argument, Plain, Ref, type Result } from '../../src/numpy/np.ts';
import { expectClose } from '../golden/cases.ts';
import { refusal } from '../sandbox/rewritten.ts';
import { expectDerivatives, Host, random } from './checked.ts';
import { argumentsOf, casesOf, title, valuesOf } from './json-cases.ts';

const cases = casesOf('additions.json');

function arraysOf(host: Host, result: Result): NDArray[] {
  if (result instanceof Plain) throw new Error('no array');
  return typeof result === 'number' ? [host.array(result)] : result.flatMap((each) => arraysOf(host, each));
}

describe.each(cases.map((each, i) => [title(each, i), each] as const))('%s', (_, each) => {
  it('has the value of NumPy or SciPy', () => {
    const host = new Host();
    const result = host.results(
      each.fn,
      argumentsOf(each, (x) => new Ref(host.np.literal(x))),
    );
    const found = arraysOf(host, result);
    const truth = valuesOf(each);
    expect(found.length).toBe(truth.length);
    for (const [i, array] of found.entries()) {
      expectClose(array, truth[i]!, 1e-12, `result ${i}`);
      if (truth[i]!.shape.length > 0) expect(array.dtype).toBe(truth[i]!.dtype);
    }
  });
});

const smooth = cases.filter((each) => each.smooth);

describe.each(smooth.map((each, i) => [title(each, i), each] as const))('%s', (_, each) => {
  it('has the derivatives that differences have', () => {
    const arrays: NDArray[] = [];
    argumentsOf(each, (x) => {
      if (x.dtype === 'float64') arrays.push(x);
      return 0;
    });
    expectDerivatives(
      (call, ...inputs) => {
        let next = 0;
        const wrap = (x: NDArray): Argument => (x.dtype === 'float64' ? inputs[next++]! : literal(call, x));
        return call(each.fn, ...argumentsOf(each, wrap));
      },
      arrays,
      { order: 2, tolerance: 1e-7, step: 1e-3 },
    );
  });
});

/** A constant array as an argument of a call in a graph. */
function literal(call: (name: string, ...given: Argument[]) => Ref, { shape, data, dtype }: NDArray): Ref {
  return call('np.reshape', call('np.astype', [...data], dtype), [...shape]);
}

describe('what is refused', () => {
  it('truths have no differences and no negatives', async () => {
    expect(await refusal('(() => { const a = np.array([true, false]); return a - a; })()')).toContain(
      'truths cannot be subtracted',
    );
    expect(await refusal('-np.array([true])')).toContain('a truth has no negative');
  });

  it('an extreme of chosen elements needs an initial value', async () => {
    expect(await refusal('np.max([1, 2], { where: [true, false] })')).toContain('np.max: with where');
  });

  it('a number has no elements, and not every text is an index', async () => {
    expect(await refusal('np.sum(np.ones(3))[0]')).toContain('[0] of a number');
    expect(await refusal('np.ones(3)["a:b"]')).toContain('"a:b" is no index');
    expect(await refusal('np.ones(3)[0 / 0]')).toContain('"NaN" is no index');
  });

  it('names of SciPy that are not available are told from mistyped ones', async () => {
    expect(await refusal('special.ellipk(0.5)')).toContain(
      "special.ellipk is SciPy's, but not available here",
    );
    expect(await refusal('special.sofmax([1])')).toContain('did you mean special.softmax?');
    expect(await refusal('np.linalg.test()')).toContain("np.linalg.test is NumPy's");
  });
});

it('np.result_type promotes as NumPy 1.24 does', async () => {
  const types = [
    ['np.array([true]), 1', 'int64'],
    ['3, "float64"', 'float64'],
    ['np.arange(3), 1.5', 'float64'],
    ['np.array([true]), "bool"', 'bool'],
    ['np.array([1.5]), "complex128"', 'complex128'],
    ['3', 'int64'],
    ['1.5', 'float64'],
    ['np.ones(2), np.array([true])', 'float64'],
  ] as const;
  for (const [given, dtype] of types)
    expect(await refusal(`(() => { throw new Error(np.result_type(${given})); })()`)).toContain(dtype);
  expect(await refusal('np.result_type()')).toContain('np.result_type needs an array');
});

describe('running and nested derivatives of what is chosen', () => {
  it('elements that do not count have no derivative, not even of NaN', () => {
    const x = random(3, [2, 3]);
    expectDerivatives(
      (call, a) => {
        const sizes = call('np.log', a);
        return call('np.nanmean', call('np.where', call('np.greater', a, 0.7), sizes, Number.NaN), {
          axis: 1,
        });
      },
      [{ ...x, data: x.data.map((e) => 0.5 + Math.abs(e)) }],
    );
  });
});
