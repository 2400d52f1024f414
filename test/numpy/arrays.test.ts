/**
 * Functions that make, shape, join, split, index, sort and pad arrays, against NumPy's values (`arrays.json`, in the form of the golden
 * files), with arguments that vary and with constants; and their derivatives against each other: forward and reverse mode are transposes.
 */

import { describe, expect, it } from 'vitest';
import { type NDArray, sizeOf } from '../../src/array/ndarray.ts';
import { expandAlong, vjpOf } from '../../src/derive/arrays.ts';
import { NONE, type NodeId } from '../../src/graph/graph.ts';
import { type Argument, Plain, Ref, type Result } from '../../src/numpy/np.ts';
import { expectClose } from '../golden/cases.ts';
import { Host } from './checked.ts';
import { argumentsOf, type Case, casesOf, title, valuesOf } from './json-cases.ts';

const cases = casesOf('arrays.json');

/** Powers are rounded as the libm does; all other values are NumPy's, bit for bit. */
const POWERS: ReadonlySet<string> = new Set(['np.logspace', 'np.geomspace']);

/** An array as an argument; real and complex ones vary if wanted. */
function argumentOf(host: Host, array: NDArray, varied: NodeId[] | undefined): Argument {
  const varies = varied !== undefined && (array.dtype === 'float64' || array.dtype === 'complex128');
  if (!varies) return new Ref(host.np.literal(array));
  const input = host.input(array);
  varied.push(input);
  return new Ref(input);
}

function nodesOf(result: Result): NodeId[] {
  if (result instanceof Plain) throw new Error('no array');
  return typeof result === 'number' ? [result] : result.flatMap(nodesOf);
}

/** Call the function of a case in a new graph; `varied` collects its inputs. */
function call(host: Host, test: Case, varied?: NodeId[]): NodeId[] {
  return nodesOf(
    host.results(
      test.fn,
      argumentsOf(test, (array) => argumentOf(host, array, varied)),
    ),
  );
}

function compare(host: Host, found: readonly NodeId[], test: Case): void {
  const truth = valuesOf(test);
  expect(found.length).toBe(truth.length);
  for (const [i, node] of found.entries()) {
    expectClose(host.array(node), truth[i]!, POWERS.has(test.fn) ? 1e-15 : 0, `result ${i}`);
    if (truth[i]!.shape.length > 0) expect(host.array(node).dtype).toBe(truth[i]!.dtype);
  }
}

/** An array in the type of another, of numbers that no two of which are related. */
function direction({ shape, dtype }: NDArray, seed: number): NDArray {
  const count = sizeOf(shape) * (dtype === 'complex128' ? 2 : 1);
  return { shape, dtype, data: Float64Array.from({ length: count }, (_, i) => Math.sin(1 + seed + 1.7 * i)) };
}

describe.each(cases.map((test, i) => [title(test, i), test] as const))('%s', (_, test) => {
  it('has the value of NumPy, of constants and of what varies', () => {
    const constant = new Host();
    compare(constant, call(constant, test), test);
    const varying = new Host();
    compare(varying, call(varying, test, []), test);
  });

  it('has a reverse mode that is the transpose of its forward mode', () => {
    const host = new Host();
    const { np } = host;
    const inputs: NodeId[] = [];
    const outputs = call(host, test, inputs);
    if (inputs.length === 0) return;
    const known = (node: NodeId, seed: number): NodeId => np.literal(direction(host.array(node), seed));
    const along = new Map(inputs.map((input, i) => [input, known(input, i)]));
    const cotangents = outputs.map((node, i) => ({ node, g: known(node, 10 + i) }));
    const pair = (x: NodeId, y: NodeId): number =>
      y === NONE ? 0 : host.array(np.sumAll(np.real(np.mul(x, y)))).data[0]!;
    const forward = expandAlong(np, along, outputs, 1).map(([, tangent], i) =>
      pair(cotangents[i]!.g, tangent!),
    );
    const reverse = vjpOf(np, cotangents, inputs).map((g, i) => pair(along.get(inputs[i]!)!, g));
    const sum = (terms: readonly number[]): number => terms.reduce((total, term) => total + term, 0);
    expect(sum(reverse)).toBeCloseTo(sum(forward), 8);
  });
});
