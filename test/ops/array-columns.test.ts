/** The cotangent of joined arrays of which only some move: multiplied out for those alone, and right. */

import { describe, expect, it } from 'vitest';
import { type NDArray, sizeOf } from '../../src/array/ndarray.ts';
import { vjpOf } from '../../src/derive/arrays.ts';
import { Graph, type NodeId } from '../../src/graph/graph.ts';
import { ArrayBuilder } from '../../src/ops/array-builder.ts';
import { columnsOfProducts } from '../../src/ops/array-columns.ts';
import '../../src/ops/array-rows.ts';
import { Values } from '../../src/ops/evaluate.ts';
import { random } from '../numpy/checked.ts';
import { type Call, checkAgainstDifferences, checkModes, checkOrders } from './array-checks.ts';
import { kernels } from './rows.ts';

const FLAGS = [true, false];
const TRANSPOSES = FLAGS.flatMap((transposeX) => FLAGS.map((transposeY) => ({ transposeX, transposeY })));

/** A layer of a recurrent network: [constant, state, constant] times several matrices, a stack of them or not. */
const layer = (leading: readonly number[], dtype: 'float64' | 'complex128', transposeY: boolean): Call => ({
  operands: [
    random(1, [...leading, 3, 4], dtype),
    random(2, [...leading, 3, 2], dtype),
    random(3, [...leading, 3, 1], dtype),
    random(4, [...leading, ...(transposeY ? [5, 7] : [7, 5])], dtype),
    random(5, [...leading, ...(transposeY ? [5, 7] : [7, 5])], dtype),
  ],
  varies: [false, true, false, true, true],
  apply(b, [before, state, after, v, w]) {
    const axis = leading.length + 1;
    const joined = b.concatenate([before!, state!, after!], axis);
    const attributes = { transposeX: false, transposeY };
    return b.add(
      b.apply('tanh', b.matmul(joined, v!, attributes)),
      b.power(b.matmul(joined, w!, attributes), 2),
    );
  },
});

describe('the derivative by one of several joined arrays', () => {
  it.each([
    ['matrices', layer([], 'float64', false)],
    ['matrices, transposed', layer([], 'float64', true)],
    ['stacks of matrices', layer([2, 3], 'float64', false)],
    ['complex matrices', layer([2], 'complex128', true)],
  ])('%s: as by differences, in all modes', (_, call) => {
    if (call.operands[0]!.dtype === 'float64') checkAgainstDifferences(call);
    checkModes(call);
    checkOrders(call, 3);
  });

  it('multiplies by the rows that it needs', () => {
    const graph = new Graph();
    const b = new ArrayBuilder(graph, kernels);
    const [state, weights, above] = [
      [3, 2],
      [7, 5],
      [3, 5],
    ].map((shape, i) => graph.input(i, { shape, dtype: 'float64' }));
    const joined = b.concatenate([b.literal(random(1, [3, 5], 'float64')), state!], 1);
    const [g] = vjpOf(b, [{ node: b.product(joined, weights!), g: above! }], [state!]);
    expect(graph.operands(g!)).toEqual([above, b.slice(weights!, 0, 5, 2)]);
  });
});

describe('columns of a sum of products', () => {
  it.each(TRANSPOSES)('are those of the sum, bit for bit: %o', (attributes) => {
    const graph = new Graph();
    const b = new ArrayBuilder(graph, kernels);
    const given: NDArray[] = [];
    const input = (rows: number, columns: number, flip: boolean): NodeId => {
      const value = random(given.length + 1, flip ? [columns, rows] : [rows, columns], 'float64');
      return graph.input(given.push(value) - 1, value);
    };
    const product = (): NodeId =>
      b.matmul(input(6, 4, attributes.transposeX), input(4, 9, attributes.transposeY), attributes);
    const [p, q, r] = [product(), product(), product()];
    const sum = b.add(b.add(b.add(p, q), r), b.add(p, q));
    const columns = columnsOfProducts(b, sum, 3, 4)!;
    const values = new Values(graph, kernels, given);
    expect(values.any(columns)).toEqual(values.any(b.slice(sum, 1, 3, 4)));
  });

  it('are not looked for in anything else', () => {
    const graph = new Graph();
    const b = new ArrayBuilder(graph, kernels);
    const x = graph.input(0, { shape: [3, 3], dtype: 'float64' });
    const row = graph.input(1, { shape: [1, 3], dtype: 'float64' });
    const product = b.product(x, x);
    expect(columnsOfProducts(b, b.add(product, x), 0, 2)).toBeUndefined();
    expect(columnsOfProducts(b, b.add(product, b.product(row, x)), 0, 2)).toBeUndefined();
    expect(columnsOfProducts(b, b.mul(product, product), 0, 2)).toBeUndefined();
  });

  it('are found however many terms there are, and however often they are added to themselves', () => {
    const graph = new Graph();
    const b = new ArrayBuilder(graph, kernels);
    const x = graph.input(0, { shape: [2, 2], dtype: 'float64' });
    let sum = b.product(x, x);
    for (let i = 0; i < 20_000; i++) sum = b.add(sum, b.product(x, x));
    for (let i = 0; i < 60; i++) sum = b.add(sum, sum);
    expect(sizeOf(b.shapeOf(columnsOfProducts(b, sum, 0, 1)!))).toBe(2);
  });
});
