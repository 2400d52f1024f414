/** What functions of arrays refuse, what they pin a trace to, and which sides they leave out of derivatives. */

import { describe, expect, it } from 'vitest';
import type { NDArray, Shape } from '../../src/array/ndarray.ts';
import { sizeOf } from '../../src/array/ndarray.ts';
import { vjpOf } from '../../src/derive/arrays.ts';
import { Graph, type NodeId } from '../../src/graph/graph.ts';
import { NUMPY_FUNCTIONS } from '../../src/numpy/index.ts';
import { type Argument, Np, Ref } from '../../src/numpy/np.ts';
import type { NumberOrArray } from '../../src/ops/compute.ts';
import { Values } from '../../src/ops/evaluate.ts';
import { kernels } from '../ops/rows.ts';
import { Host } from './checked.ts';

function counted(shape: Shape): NDArray {
  return { shape, dtype: 'float64', data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => i) };
}

const vector = counted([5]);
const matrix = counted([3, 4]);

describe('a call is refused', () => {
  it.each<[string, (NDArray | Argument)[], RegExp]>([
    ['np.reshape', [matrix, [5, 2]], /\(3, 4\) cannot be reshaped to \(5, 2\)/],
    ['np.reshape', [matrix, [5, -1]], /\(3, 4\) cannot be reshaped to \(5, -1\)/],
    ['np.reshape', [matrix, [-1, -1]], /only one length/],
    ['np.transpose', [matrix, [0]], /1 axes do not match an array of dimension 2/],
    ['np.transpose', [matrix, [0, -2]], /an axis is named twice/],
    ['np.moveaxis', [matrix, [0, 1], 0], /as many axes/],
    ['np.squeeze', [matrix, 0], /not of length 1/],
    ['np.expand_dims', [vector, 3], /axis 3 is out of bounds/],
    ['np.broadcast_to', [vector, [5, 2]], /do not fit together/],
    ['np.roll', [matrix, [1, 2, 3], [0, 1]], /different lengths/],
    ['np.repeat', [vector, [1, 2]], /2 repeats for an axis of length 5/],
    ['np.repeat', [vector, -1], /may not be negative/],
    ['np.arange', [0, 1, 0], /step may not be 0/],
    ['np.linspace', [0, 1, -1], /-1, may not be negative/],
    ['np.concatenate', [[]], /at least one array/],
    ['np.concatenate', [[1, 2]], /numbers cannot be joined/],
    ['np.block', [[[1, 2], 3]], /nested equally deep/],
    ['np.insert', [vector, 7, 0], /index 7 is out of bounds for axis 0 with size 5/],
    ['np.delete', [vector, 5], /index 5 is out of bounds for axis 0 with size 5/],
    ['np.delete', [vector, '0, 1'], /expects one index/],
    ['np.split', [vector, 2], /length 5 cannot be split into 2 equal parts/],
    ['np.array_split', [vector, 0], /one part at least/],
    ['np.vsplit', [vector, 1], /two axes or more/],
    ['np.r_', ['1:x'], /is no slice/],
    ['np.take', [vector, [0, 5]], /index 5 is out of bounds for axis 0 with size 5/],
    ['np.take_along_axis', [matrix, [0], 0], /as many axes/],
    ['np.compress', [[0, 0, 0, 1], matrix, 0], /index 3 is out of bounds for axis 0 with size 3/],
    ['np.where', [vector, 1], /both x and y, or neither/],
    ['np.select', [[], []], /one at least/],
    ['np.piecewise', [vector, [true], [1, 2, 3]], /or one more/],
    [
      'np.choose',
      [
        [0, 2],
        [1, 2],
      ],
      /no choice 2 among 2/,
    ],
    ['np.diag', [counted([1, 1, 1])], /a vector or a matrix/],
    ['np.partition', [vector, 5], /index 5 is out of bounds for axis 0 with size 5/],
    ['np.searchsorted', [matrix, 1], /looks in a vector/],
    ['np.pad', [vector, -1], /whole numbers from 0/],
    ['np.pad', [counted([0]), 1, 'edge'], /axis 0, which is empty/],
    ['np.pad', [vector, 1, 'mirror'], /np.pad: mode expects "edge" \| "wrap"/],
  ])('%s %#', (name, given, message) => {
    const host = new Host();
    const wrapped = given.map((argument) =>
      typeof argument === 'object' && argument !== null && 'data' in argument
        ? new Ref(host.input(argument as NDArray))
        : argument,
    );
    expect(() => host.results(name, wrapped as Argument[])).toThrow(message);
  });
});

/** The nodes that a call of a function of one vector pins the trace to, by their dtypes. */
function pinsOf(name: string, ...more: Argument[]): string[] {
  const graph = new Graph();
  const inputs: NumberOrArray[] = [vector];
  const values = new Values(graph, kernels, inputs);
  const pins: string[] = [];
  const np = new Np(graph, kernels, {
    value: (node) => values.any(node),
    pin: (node) => pins.push(graph.typeOf(node).dtype),
    warn() {},
  });
  const x = new Ref(graph.input(0, { shape: vector.shape, dtype: 'float64' }));
  NUMPY_FUNCTIONS.find((row) => row.names.includes(name))!.call(np, [x, ...more]);
  return pins;
}

describe('a trace is pinned', () => {
  it.each(['np.nonzero', 'np.flatnonzero', 'np.argwhere', 'np.where', 'np.unique'])(
    'by %s to a mask, not to the values',
    (name) => expect(pinsOf(name)).toEqual(['bool']),
  );

  it.each(['np.sort', 'np.argsort', 'np.sort_complex', 'np.ravel'])('not by %s', (name) =>
    expect(pinsOf(name)).toEqual([]),
  );

  it('not by the choice between two arrays', () => expect(pinsOf('np.where', 1, 2)).toEqual([]));
});

describe('the side that is not taken', () => {
  /** The gradient of the sum of `choose(1/x, x)` at x = 0 and 1, where 1/x is taken at 1. */
  function gradient(choose: (host: Host, x: Ref, reciprocal: Ref) => Ref): number[] {
    const host = new Host();
    const x = host.input({ shape: [2], dtype: 'float64', data: Float64Array.of(0, 1) });
    const reciprocal = new Ref(host.np.div(host.np.constant(1), x));
    const chosen: NodeId = choose(host, new Ref(x), reciprocal).node;
    const [g] = vjpOf(host.np, [{ node: host.np.sumAll(chosen), g: host.np.constant(1) }], [x]);
    return [...host.array(g!).data];
  }

  it.each<[string, (host: Host, x: Ref, reciprocal: Ref) => Ref]>([
    ['np.where', ({ call }, x, reciprocal) => call('np.where', x, reciprocal, x)],
    ['np.select', ({ call }, x, reciprocal) => call('np.select', [x], [reciprocal], x)],
    ['np.piecewise', ({ call }, x, reciprocal) => call('np.piecewise', x, [x], [reciprocal, x])],
    ['np.choose', ({ call }, x, reciprocal) => call('np.choose', [0, 1], [x, reciprocal])],
  ])('of %s is structurally absent', (_, choose) => {
    expect(gradient(choose)).toEqual([1, -1]);
  });
});
