/** `ops` leaves no function out, and says of none more than differentiation would. */

import { describe, expect, test } from 'vitest';
import { operations, operationsJson, operationsTable } from '../../src/commands/ops.ts';
import { movementOf } from '../../src/commands/ops-modes.ts';
import * as library from '../../src/lib/index.ts';
import { np, scipy, special, stats } from '../../src/lib/namespaces.ts';
import { NUMPY_FUNCTIONS } from '../../src/numpy/index.ts';
import { PRIMITIVES } from '../../src/ops/registry.ts';

const list = operations();
const byName = new Map(list.map((operation) => [operation.name, operation]));

/** Names of the functions of a namespace and of those in it. */
function functionsOf(prefix: string, namespace: object): string[] {
  return Object.entries(namespace).flatMap(([name, value]) => {
    if (typeof value === 'function') return [`${prefix}${name}`];
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? functionsOf(`${prefix}${name}.`, value)
      : [];
  });
}

describe('ops', () => {
  test('names each function once, sorted', () => {
    const names = list.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(names.toSorted());
  });

  test('has every function of np, special, stats and scipy, and every operator', () => {
    // Generators are made, not functions of numbers; scipy has special and stats under their own names, too.
    const made = ['np.random.default_rng', 'np.random.RandomState', 'np.random.seed', 'np.random.Generator'];
    const callable = [
      ...functionsOf('np.', np),
      ...functionsOf('special.', special),
      ...functionsOf('stats.', stats),
      ...functionsOf('scipy.', scipy).filter((name) => !/^scipy\.(special|stats|integrate)\./.test(name)),
      ...functionsOf('', library).filter((name) => !name.includes('.')),
    ];
    expect(callable.filter((name) => !byName.has(name) && !made.includes(name))).toEqual([]);
    for (const row of PRIMITIVES) for (const name of row?.names ?? []) expect(byName.has(name)).toBe(true);
  });

  test.each([
    'np.floor',
    'np.sign',
    'np.argmax',
    'np.zeros_like',
    'np.isnan',
    'Math.floor',
    'np.random.normal',
  ])('%s has no modes: its derivative is zero', (name) => {
    expect(byName.get(name)!.modes).toEqual([]);
  });

  test.each([
    'np.sin',
    'np.where',
    'np.einsum',
    'np.imag',
    'np.linalg.inv',
    'np.insert',
    'np.choose',
    'special.gamma',
    'grad',
  ])('%s has all modes', (name) => {
    expect(byName.get(name)!.modes).toEqual(['taylor', 'reverse', 'forward']);
  });

  test('some call suits each function, so that none is only assumed to have derivatives', () => {
    const called = NUMPY_FUNCTIONS.filter(({ names }) =>
      names.some((name) => /^(np|special|stats|scipy)\./.test(name)),
    );
    expect(called.filter((row) => movementOf(row) === undefined).map(({ names }) => names[0])).toEqual([]);
  });

  test('special points are those of the rows', () => {
    expect(byName.get('np.sqrt')!.points).toContainEqual({ at: [0], derivative: Number.POSITIVE_INFINITY });
    expect(byName.get('Math.abs')!.points).toContainEqual({ at: [0], derivative: 0 });
  });

  test('JSON reads back; what is not finite is null', () => {
    const { schema, ops } = JSON.parse(operationsJson(list));
    expect(schema).toBe(1);
    expect(ops).toHaveLength(list.length);
    expect(ops.find(({ name }: { name: string }) => name === 'np.sqrt').points).toContainEqual({
      at: [0],
      derivative: null,
    });
  });

  test('the table has a line a function', () => {
    const lines = operationsTable(list).trimEnd().split('\n');
    expect(lines).toHaveLength(list.length + 1);
    expect(lines.find((line) => line.startsWith('np.sqrt '))).toContain('[d: 0 → inf');
  });
});
