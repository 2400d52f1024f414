/** Values of nodes that are numbers beside whole numbers and booleans. */

import { describe, expect, it } from 'vitest';
import { scalar } from '../../src/array/ndarray.ts';
import { Graph } from '../../src/graph/graph.ts';
import { ArrayBuilder } from '../../src/ops/array-builder.ts';
import { Values } from '../../src/ops/evaluate.ts';
import { kernels } from './rows.ts';

describe('values', () => {
  it('takes whole numbers and booleans without axes as operands of numbers', () => {
    const graph = new Graph();
    const b = new ArrayBuilder(graph, kernels);
    const count = graph.input(0, { shape: [], dtype: 'int64' });
    const holds = graph.input(1, { shape: [], dtype: 'bool' });
    const sum = b.add(count, b.constant(1.5));
    const chosen = b.where(holds, sum, b.constant(7));
    const values = new Values(graph, kernels, [scalar(4, 'int64'), scalar(1, 'bool')]);
    expect(values.of(sum)).toBe(5.5);
    expect(values.of(chosen)).toBe(5.5);
  });
});
