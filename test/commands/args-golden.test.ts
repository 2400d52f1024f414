/** Programs of several arrays through `--args`: HIPS's value, gradients, Jacobians and products, from golden/compose.json. */

import { describe, expect, test } from 'vitest';
import type { Tree } from '../../src/commands/args-result.ts';
import { isJsonArray, type Json, type JsonArray, readCases } from '../golden/cases.ts';
import { callOnce } from '../harness/call.ts';

const TOLERANCE = 1e-8;

/** An array of the golden files as nested lists. */
function listOf(array: JsonArray): unknown {
  const next = array.data[Symbol.iterator]();
  const nested = (axis: number): unknown =>
    axis === array.shape.length
      ? next.next().value
      : Array.from({ length: array.shape[axis]! }, () => nested(axis + 1));
  return nested(0);
}

const plain = (json: Json): unknown => (isJsonArray(json) ? listOf(json) : json);

function flat(tree: unknown): number[] {
  return typeof tree === 'number' ? [tree] : Object.values(tree as object).flatMap(flat);
}

/** Same numbers in the same structure, within `TOLERANCE` of the largest. */
function expectEqual(found: unknown, truth: unknown, what: string): void {
  const [a, e] = [flat(found), flat(truth)];
  const shape = (tree: unknown): unknown => (Array.isArray(tree) ? tree.map(shape) : typeof tree);
  expect(shape(found), `${what}: structure`).toEqual(shape(truth));
  const largest = Math.max(1, ...e.map(Math.abs));
  for (const [i, x] of e.entries())
    expect(Math.abs(a[i]! - x), `${what}: number ${i}`).toBeLessThanOrEqual(TOLERANCE * largest);
}

/** Of several variables by name, in the order of the parameters; of one as it is. */
const parts = (tree: Tree, count: number): Tree[] => (count === 1 ? [tree] : (Object.values(tree) as Tree[]));

const cases = readCases('compose').filter(({ value }) => isJsonArray(value) && value.dtype === 'float64');

describe('programs of several arrays', () => {
  test('are all there', () => expect(cases.length).toBeGreaterThan(60));

  test.each(cases.map((each) => [each.id, each] as const))('%s', async (_, golden) => {
    const { wrt, grads, direction } = golden;
    const args = golden.args.map(plain);
    const options = { wrt: wrt.map(String) };
    const weights = JSON.stringify(listOf(golden.weights as JsonArray));
    const parameters = /^\(([^)]*)\)/.exec(golden.ts!)![1]!;
    const loss = `const f = ${golden.ts};\nexport default (${parameters}) => np.sum(np.array(${weights}) * f(${parameters}));`;

    const gradient = await callOnce('grad', loss, args, options);
    for (const [i, part] of parts(gradient.derivative, wrt.length).entries())
      expectEqual(part, plain(grads![i]!), `gradient by argument ${wrt[i]}`);

    const jacobian = await callOnce('jacobian', `export default ${golden.ts};`, args, options);
    expectEqual(jacobian.value, plain(golden.value as Json), 'value');
    const w = flat(listOf(golden.weights as JsonArray));
    for (const [i, part] of parts(jacobian.derivative, wrt.length).entries()) {
      const truth = flat(plain(grads![i]!));
      const entries = flat(part);
      const product = truth.map((_, j) =>
        w.reduce((sum, x, k) => sum + x * entries[k * truth.length + j]!, 0),
      );
      expectEqual(product, truth, `Jacobian by argument ${wrt[i]}`);
    }

    if (golden.hvp === null || direction === null) return;
    const directions = direction.map(plain);
    const vector = wrt.length === 1 ? directions[0] : directions;
    const product = await callOnce('hvp', loss, args, { ...options, vector });
    for (const [i, part] of parts(product.derivative, wrt.length).entries())
      expectEqual(part, plain(golden.hvp[i]!), `hvp by argument ${wrt[i]}`);
  });
});
