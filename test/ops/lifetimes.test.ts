/** A graph that is evaluated again gives up what nothing is going to read, and its values stay what they are. */

import { describe, expect, it } from 'vitest';
import type { NDArray } from '../../src/array/ndarray.ts';
import { Graph, type NodeId } from '../../src/graph/graph.ts';
import { ArrayBuilder } from '../../src/ops/array-builder.ts';
import '../../src/ops/array-rows.ts';
import type { NumberOrArray } from '../../src/ops/compute.ts';
import { Values } from '../../src/ops/evaluate.ts';
import { random } from '../numpy/checked.ts';
import { kernels } from './rows.ts';

const numbersOf = (value: NumberOrArray): number[] => (typeof value === 'number' ? [value] : [...value.data]);

/** So many that even a short chain is worth it. */
const ROWS = 600;

/** A chain of products: x, x W, x W W … */
function chain(length: number): { graph: Graph; inputs: NDArray[]; nodes: NodeId[] } {
  const graph = new Graph();
  const b = new ArrayBuilder(graph, kernels);
  const inputs = [random(1, [ROWS, 30], 'float64'), random(2, [30, 30], 'float64')];
  const [x, w] = inputs.map((input, i) => graph.input(i, input)) as [NodeId, NodeId];
  const nodes = [x];
  for (let i = 0; i < length; i++) nodes.push(b.apply('tanh', b.product(nodes.at(-1)!, w)));
  return { graph, inputs, nodes };
}

describe('values of a graph that is evaluated again', () => {
  it('are given up when nothing is going to read them', () => {
    const { graph, inputs, nodes } = chain(50);
    const values = new Values(graph, kernels, inputs);
    const held = [0, 1, 2, 3].map(() => {
      const result = numbersOf(values.any(nodes.at(-1)!));
      const { bytes } = values;
      values.reset();
      return { result, arrays: (bytes - 8 * 900) / (8 * 30 * ROWS) };
    });
    expect(held.map(({ arrays }) => arrays)).toEqual([101, 101, 2, 2]); // input and result
    for (const { result } of held) expect(result).toEqual(held[0]!.result);
  });

  it('are kept if they were asked for before, and computed once more if not', () => {
    const { graph, inputs, nodes } = chain(6);
    const truth = nodes.map((node) => numbersOf(new Values(graph, kernels, inputs).any(node)));
    const values = new Values(graph, kernels, inputs);
    const arraysAfter = (asked: readonly number[]): number => {
      for (const i of asked) expect(numbersOf(values.any(nodes[i]!))).toEqual(truth[i]);
      const { bytes } = values;
      values.reset();
      return (bytes - 8 * 900) / (8 * 30 * ROWS);
    };
    expect([arraysAfter([6]), arraysAfter([6]), arraysAfter([6])]).toEqual([13, 13, 2]);
    expect(arraysAfter([6, 3])).toBe(3);
    expect(arraysAfter([6])).toBe(3);
    expect(arraysAfter([6, 3])).toBe(3);
  });

  it('are not given up on the word of an evaluation that ended early', () => {
    const { graph, inputs, nodes } = chain(6);
    const values = new Values(graph, kernels, inputs);
    values.any(nodes[6]!);
    values.reset();
    values.any(nodes[2]!);
    values.reset(false);
    for (const node of nodes) values.any(node);
    expect(values.bytes).toBe(8 * (900 + 13 * 30 * ROWS));
  });

  it('that are asked for together share what they have in common', () => {
    const { graph, inputs, nodes } = chain(6);
    const values = new Values(graph, kernels, inputs);
    const asked = [nodes[4]!, nodes[6]!, nodes[5]!];
    for (let i = 0; i < 4; i++) {
      values.compute(asked);
      expect(asked.map((node) => values.has(node))).toEqual([true, true, true]);
      for (const node of asked)
        expect(values.any(node)).toEqual(new Values(graph, kernels, inputs).any(node));
      values.reset();
    }
  });
});

/** A generator of whole numbers below n. */
function dice(seed: number): (n: number) => number {
  let state = seed + 1;
  return (n) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % n;
  };
}

/** A graph made at random of square matrices: operations one by one and together, joined arrays, others in the same memory. */
function anyGraph(seed: number, side: number): { graph: Graph; inputs: NDArray[]; nodes: NodeId[] } {
  const below = dice(seed);
  const graph = new Graph();
  const b = new ArrayBuilder(graph, kernels);
  const shape = [side, side];
  const inputs = [random(1, shape, 'float64'), random(2, shape, 'float64')];
  const nodes = inputs.map((input, i) => graph.input(i, input));
  const moves: ((x: NodeId, y: NodeId) => NodeId)[] = [
    (x, y) => b.add(x, y),
    (x, y) => b.sub(x, y),
    (x, y) => b.mul(x, y),
    (x) => b.apply('sin', x),
    (x) => b.apply('tanh', x),
    (x) => b.swap(x),
    (x) => b.reshape(b.apply('sin', b.reshape(x, [side * side])), shape),
    (x) => b.slice(b.reshape(b.reshape(x, [side * side]), [1, ...shape]), 0, 0, 1),
    (x, y) => b.slice(b.concatenate([x, y, x], 0), 0, side >> 1, side),
    (x, y) => b.mul(x, b.sum(y, [0])),
    (x, y) => b.apply('tanh', b.product(x, y)),
  ];
  for (let i = 0; i < 40; i++) {
    const operand = (): NodeId => nodes[Math.max(0, nodes.length - 1 - below(6))]!;
    nodes.push(b.reshape(moves[below(moves.length)]!(operand(), operand()), shape));
  }
  return { graph, inputs, nodes };
}

describe('graphs made at random', () => {
  it.each(Array.from({ length: 24 }, (_, seed) => seed))('have the same values each time (%i)', (seed) => {
    const { graph, inputs, nodes } = anyGraph(seed, seed % 4 === 0 ? 91 : 64);
    const below = dice(seed + 1000);
    const fresh = new Values(graph, kernels, inputs);
    const truth = new Map(nodes.map((node) => [node, numbersOf(fresh.any(node))]));
    const values = new Values(graph, kernels, inputs);
    const usual = Array.from({ length: 3 }, () => nodes[below(nodes.length)]!);
    for (let evaluation = 0; evaluation < 8; evaluation++) {
      const asked = [...usual, ...Array.from({ length: evaluation % 3 }, () => nodes[below(nodes.length)]!)];
      if (evaluation % 2 === 1) values.compute(asked);
      const found = asked.map((node) => [node, values.any(node)] as const); // none may change later
      for (const [node, value] of found) expect(numbersOf(value)).toEqual(truth.get(node));
      values.reset(evaluation !== 3);
      for (const [node, value] of found) expect(numbersOf(value)).toEqual(truth.get(node));
    }
  });
});
