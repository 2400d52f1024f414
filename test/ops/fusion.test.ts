/** Operations that are computed together, a stretch at a time, have the values, bit for bit, that each alone has. */

import { describe, expect, it } from 'vitest';
import type { NDArray } from '../../src/array/ndarray.ts';
import { FIRST_ARRAY, Graph, INPUT, type NodeId } from '../../src/graph/graph.ts';
import { ArrayBuilder } from '../../src/ops/array-builder.ts';
import '../../src/ops/array-rows.ts';
import { compute, type NumberOrArray } from '../../src/ops/compute.ts';
import { Values } from '../../src/ops/evaluate.ts';
import { kernels } from './rows.ts';

/** No multiple of what is computed at once, and odd. */
const SIZE = 5 * 2 ** 11 + 517;

const numbers = (seed: number): NDArray => ({
  shape: [SIZE],
  dtype: 'float64',
  data: Float64Array.from({ length: SIZE }, (_, i) => 3 * Math.sin(seed + 1.7 * i * (seed + 1))),
});

/** The value of a node, every operation computed by itself. */
function alone(graph: Graph, inputs: readonly NDArray[]): (id: NodeId) => NumberOrArray {
  const known = new Map<NodeId, NumberOrArray>();
  const evaluate = (id: NodeId): NumberOrArray => {
    if (graph.isConstant(id)) return graph.constantValue(id)!;
    if (graph.ops[id] === INPUT) return inputs[graph.x[id]!]!;
    let value = known.get(id);
    if (value === undefined) {
      const op = graph.ops[id]!;
      const attributes = op >= FIRST_ARRAY ? graph.attributesOf(id) : undefined;
      value = compute(kernels, op, graph.operands(id).map(evaluate), attributes, graph.typeOf(id));
      known.set(id, value);
    }
    return value;
  };
  return evaluate;
}

const bytes = (value: NumberOrArray): Buffer =>
  Buffer.from((typeof value === 'number' ? Float64Array.of(value) : value.data).buffer);

/** A graph of arithmetic, functions, masks, reductions and numbers, made by chance. */
function someGraph(seed: number): { graph: Graph; nodes: NodeId[] } {
  let state = seed * 7919 + 1;
  const chance = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const graph = new Graph();
  const b = new ArrayBuilder(graph, kernels);
  const type = { shape: [SIZE], dtype: 'float64' } as const;
  const nodes = [graph.input(0, type), graph.input(1, type), b.constant(0.75)];
  const pick = (): NodeId => nodes[chance(nodes.length)]!;
  const array = (): NodeId => nodes.filter((id) => !graph.isNumber(id))[chance(2)]!;
  for (let i = 0; i < 30; i++) {
    const makers: (() => NodeId)[] = [
      () => b.add(pick(), pick()),
      () => b.mul(pick(), pick()),
      () => b.sub(pick(), pick()),
      () => b.div(pick(), b.add(b.constant(2.5), b.mul(pick(), pick()))),
      () => b.neg(pick()),
      () => b.where(b.lt(pick(), pick()), pick(), pick()),
      () => b.apply('sin', pick()),
      () => b.apply('exp', b.neg(b.mul(pick(), pick()))),
      () => b.apply('atan', pick()),
      () => b.apply('pow', pick(), b.constant(2)),
      () => b.sum(array(), [0]),
    ];
    nodes.push(makers[chance(makers.length)]!());
  }
  return { graph, nodes };
}

describe('operations computed together', () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))('have the values they have alone (%i)', (seed) => {
    const { graph, nodes } = someGraph(seed);
    const inputs = [numbers(1), numbers(2)];
    const expected = alone(graph, inputs);
    const values = new Values(graph, kernels, inputs);
    for (const node of [nodes.at(-1)!, nodes.at(-5)!, nodes[12]!, ...nodes])
      expect(bytes(values.any(node)).equals(bytes(expected(node)))).toBe(true);
  });

  it('keep what was asked for, not what it was computed from', () => {
    const graph = new Graph();
    const b = new ArrayBuilder(graph, kernels);
    let x: NodeId = graph.input(0, { shape: [SIZE], dtype: 'float64' });
    for (let i = 0; i < 20; i++) x = b.add(b.mul(x, b.constant(0.5)), b.constant(i));
    const values = new Values(graph, kernels, [numbers(0)]);
    const before = values.bytes;
    values.any(x);
    expect(values.bytes - before).toBe(2 * 8 * SIZE); // the result, and the input
  });

  it('are computed twice at most', () => {
    const graph = new Graph();
    const b = new ArrayBuilder(graph, kernels);
    const counted = Object.assign([...kernels], { complex: kernels.complex });
    const x = graph.input(0, { shape: [SIZE], dtype: 'float64' });
    const shared = b.mul(x, b.constant(3));
    const later = Array.from({ length: 5 }, (_, i) => b.add(shared, b.constant(i + 1)));
    const values = new Values(graph, counted, [numbers(0)]);
    const bytes = later.map((node) => {
      const before = values.bytes;
      values.any(node);
      return (values.bytes - before) / (8 * SIZE);
    });
    expect(bytes).toEqual([2, 2, 1, 1, 1]); // with the input; then `shared` becomes known
  });
});

describe('a graph that is evaluated again', () => {
  it('keeps of costly operations those that were asked for again', () => {
    const graph = new Graph();
    const b = new ArrayBuilder(graph, kernels);
    const x = graph.input(0, { shape: [SIZE], dtype: 'float64' });
    const angle = b.mul(x, b.constant(3));
    const sine = b.apply('sin', angle);
    const first = b.add(sine, b.constant(1));
    const second = b.mul(sine, b.constant(2));
    const input = numbers(0);
    const values = new Values(graph, kernels, [input]);
    const expected = alone(graph, [input]);
    const arraysAfter = (node: NodeId): number => {
      expect(bytes(values.any(node))).toEqual(bytes(expected(node)));
      return values.bytes / (8 * SIZE);
    };
    expect(arraysAfter(first)).toBe(3); // with the input and the sine
    values.reset();
    expect([arraysAfter(first), arraysAfter(second)]).toEqual([2, 5]); // the sine and its angle are computed again
    values.reset();
    expect([arraysAfter(first), arraysAfter(second)]).toEqual([3, 4]); // and no longer
  });
});

describe('memory of arrays that nobody asked for', () => {
  it('is used again, and what is asked for later is computed again', () => {
    const graph = new Graph();
    const b = new ArrayBuilder(graph, kernels);
    const x = graph.input(0, { shape: [SIZE], dtype: 'float64' });
    const sine = b.apply('sin', x);
    const reshaped = b.reshape(sine, [SIZE, 1]);
    const total = b.sum(b.add(reshaped, b.constant(1)), [0, 1]);
    const values = new Values(graph, kernels, [numbers(1)]);
    const before = [values.any(total), values.any(x)];
    values.release();
    const other = new Values(graph, kernels, [numbers(2)]);
    const lent = other.any(b.apply('cos', x)) as NDArray; // in the memory of `sine`
    const copy = Float64Array.from(lent.data);
    expect(bytes(values.any(reshaped))).toEqual(bytes(alone(graph, [numbers(1)])(reshaped)));
    other.release();
    new Values(graph, kernels, [numbers(3)]).any(sine);
    expect(lent.data).toEqual(copy);
    expect([values.any(total), values.any(x)]).toEqual(before);
  });
});
