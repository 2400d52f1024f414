/**
 * The golden cases on the host: value, gradient (reverse), jvp (forward), hvp (reverse over reverse and forward over reverse)
 * and the second Taylor coefficient, all from the rows. Programs (`compose`) run in the sandbox: scripts.test.ts.
 */

import { afterAll, describe, expect, it } from 'vitest';
import { type ArrayType, type NDArray, NUMBER } from '../../src/array/ndarray.ts';
import { expandAlong, vjpOf } from '../../src/derive/arrays.ts';
import { Graph, NONE, type NodeId } from '../../src/graph/graph.ts';
import { NUMPY_FUNCTIONS } from '../../src/numpy/index.ts';
import { type Argument, Np, Plain, Ref, type Result } from '../../src/numpy/np.ts';
import { asArray, type NumberOrArray } from '../../src/ops/compute.ts';
import { Values } from '../../src/ops/evaluate.ts';
import { kernels } from '../ops/rows.ts';
import {
  type Case,
  expectClose,
  FILES,
  isJsonArray,
  type Json,
  type JsonArray,
  type JsonValue,
  readCases,
  specialNumber,
  symmetrized,
  toNDArray,
} from './cases.ts';

const TOLERANCE = 1e-8;

const functions = new Map(NUMPY_FUNCTIONS.flatMap((row) => row.names.map((name) => [name, row] as const)));

const OPERATORS: Readonly<Record<string, string>> = {
  add: 'add', sub: 'subtract', mul: 'multiply', truediv: 'true_divide', floordiv: 'floor_divide', mod: 'mod', pow: 'power', matmul: 'matmul',
  neg: 'negative', pos: 'positive', abs: 'abs', lt: 'less', le: 'less_equal', gt: 'greater', ge: 'greater_equal', eq: 'equal', ne: 'not_equal',
}; // biome-ignore format: a table of words

/** The functions behind methods with another name. */
const METHODS: Readonly<Record<string, string>> = { T: 'transpose', flatten: 'ravel' };

function nameOf(fn: string): string {
  if (functions.has(fn)) return fn;
  const [family, name] = fn.split('.') as [string, string];
  if (family === 'op') return `np.${OPERATORS[name]}`;
  if (family === 'method') return `np.${METHODS[name] ?? name}`;
  return fn;
}

/** One case being run: its inputs as nodes of a graph. */
class Run {
  readonly graph = new Graph();
  readonly inputValues: NumberOrArray[] = [];
  readonly inputs: NodeId[] = [];
  readonly values: Values;
  readonly np: Np;

  constructor() {
    this.values = new Values(this.graph, kernels, this.inputValues);
    const trace = { value: (node: NodeId) => this.values.any(node), pin: () => {}, warn: () => {} };
    this.np = new Np(this.graph, kernels, trace);
  }

  /** An argument; one that varies consists of inputs. */
  argument(json: Json, varies: boolean): Argument {
    if (isJsonArray(json))
      return new Ref(varies ? this.input(toNDArray(json)) : this.np.literal(toNDArray(json)));
    if (Array.isArray(json)) return json.map((element) => this.argument(element, varies));
    if (typeof json === 'number') return varies ? new Ref(this.input(json)) : json;
    if (typeof json === 'string') return specialNumber(json) ?? json;
    return json as Argument;
  }

  private input(value: NumberOrArray): NodeId {
    const type: ArrayType = typeof value === 'number' ? NUMBER : value;
    const isScalar = typeof value !== 'number' && value.shape.length === 0 && value.dtype === 'float64';
    const node = this.graph.input(
      this.inputValues.length,
      isScalar ? NUMBER : { shape: type.shape, dtype: type.dtype },
    );
    this.inputValues.push(isScalar ? value.data[0]! : value);
    this.inputs.push(node);
    return node;
  }

  arrayOf(node: NodeId): NDArray {
    return asArray(this.values.any(node));
  }
}

/** All items of a case's index, as the function `index` takes them. */
function indexItems(item: Json): Argument[] {
  const one = (part: Json): Argument => {
    if (part === 'newaxis') return null;
    if (part === 'ellipsis') return '...';
    if (typeof part === 'object' && part !== null && 'slice' in part)
      return (part.slice as (number | null)[]).map((end) => end ?? '').join(':');
    return undefined;
  };
  return (Array.isArray(item) ? item : [item]).map((part) => one(part) ?? (part as Argument));
}

function call(run: Run, { fn, args, kwargs, wrt }: Case): Result {
  const name = nameOf(fn);
  const row = functions.get(name);
  if (row === undefined) throw new Error(`no function is called ${name}`);
  if (fn === 'index') {
    const items = indexItems(args[1]!).map((item) => (isJsonArray(item) ? run.argument(item, false) : item));
    return row.call(run.np, [run.argument(args[0]!, true), ...items]);
  }
  const given = args.map((arg, i) => run.argument(arg, wrt.includes(i)));
  const keywords = Object.fromEntries(Object.entries(kwargs).map(([k, v]) => [k, run.argument(v, false)]));
  if (fn === 'np.r_' || fn === 'np.c_') return row.call(run.np, given.flat() as Argument[]);
  return row.call(run.np, Object.keys(keywords).length > 0 ? [...given, keywords] : given);
}

/** The nodes of a result beside the truth for each. */
function leaves(result: Result, truth: JsonValue): [NodeId | Plain, JsonValue][] {
  if (typeof result === 'number') return [[result, truth]];
  if (result instanceof Plain) return [[result, isTuple(truth) ? truth.tuple.map(firstOf) : truth]];
  const parts = isTuple(truth) ? truth.tuple : (truth as readonly JsonValue[]);
  expect(result.length).toBe(parts.length);
  return result.flatMap((part, i) => leaves(part, parts[i]!));
}

/** A 0-d array as its number. */
function firstOf(value: JsonValue): Json {
  return isJsonArray(value) ? (value.data[0] as Json) : (value as Json);
}

function isTuple(value: JsonValue): value is { readonly tuple: readonly JsonValue[] } {
  return typeof value === 'object' && value !== null && 'tuple' in value;
}

/** All arrays of an argument, in order. */
function flat(json: readonly Json[]): JsonArray[] {
  return json.flatMap((value) => {
    if (isJsonArray(value)) return [value];
    if (typeof value === 'number') return [{ shape: [], dtype: 'float64', data: [value] } as JsonArray];
    return Array.isArray(value) ? flat(value) : [];
  });
}

/**
 * Special points at which INTERFACE section 3 says otherwise than HIPS (sinc, hypot and std are flat at their zero, prod with a
 * zero is exact): the gradient that holds.
 */
const OVERRULED: Readonly<Record<string, readonly number[][]>> = {
  'np.sinc sinc at 0': [[0, -4 / Math.PI]],
  'np.hypot hypot(0,0)': [[0], [0]],
  'np.std std of a constant': [[0, 0, 0]],
  'np.prod prod with a zero': [[6, 0, 0]],
  'np.linalg.norm norm at 0': [[0, 0]],
};

function overruled({ id, weights }: Case): readonly (readonly number[])[] | undefined {
  const key = Object.keys(OVERRULED).find((name) => id.includes(name));
  const [weight] = flat([weights as Json]);
  return key === undefined
    ? undefined
    : OVERRULED[key]!.map((g) => g.map((x, i) => x * ((weight!.data[i] ?? weight!.data[0]) as number)));
}

function runCase(test: Case): void {
  const run = new Run();
  const { np } = run;
  const result = call(run, test);
  const outputs = leaves(result, test.value);
  const tolerance = test.tol ?? TOLERANCE;
  for (const [node, truth] of outputs) {
    if (node instanceof Plain)
      expect(node.value).toEqual(isJsonArray(truth) ? Boolean(truth.data[0]) : truth);
    else {
      const array = isJsonArray(truth)
        ? truth
        : ({ shape: [], dtype: 'float64', data: [truth] } as JsonArray);
      expectClose(run.arrayOf(node), array, tolerance, 'value');
    }
  }
  if (test.grads === null || outputs.some(([node]) => node instanceof Plain)) return;
  const nodes = outputs.map(([node]) => node as NodeId);
  const weights = leaves(result, test.weights).map(([, weight]) => weight as JsonArray | number);
  let loss = np.constant(0);
  for (const [i, node] of nodes.entries()) {
    const weight = weights[i]!;
    const w = typeof weight === 'number' ? np.constant(weight) : np.literal(toNDArray(weight));
    loss = np.add(loss, np.sumAll(np.real(np.mul(w, node))));
  }
  const zeroed = (found: readonly NodeId[]): NodeId[] =>
    found.map((g, i) => (g === NONE ? np.zerosLike(run.inputs[i]!) : g));
  const compare = (found: readonly NodeId[], truth: readonly Json[], what: string): void => {
    for (const [i, array] of flat(truth).entries()) {
      const isSymmetric = test.symmetric !== undefined && array.shape.length >= 2;
      const shown = run.arrayOf(found[i]!);
      const g = isSymmetric ? toNDArray(symmetrized(shown as unknown as JsonArray)) : shown;
      expectClose(g, isSymmetric ? symmetrized(array) : array, tolerance, `${what} ${i}`);
    }
  };
  const grads = zeroed(vjpOf(np, [{ node: loss, g: np.constant(1) }], run.inputs));
  const held = overruled(test);
  if (held !== undefined) {
    for (const [i, g] of held.entries()) {
      const { shape } = flat(test.grads)[i]!;
      expectClose(run.arrayOf(grads[i]!), { shape, dtype: 'float64', data: g }, tolerance, `grads ${i}`);
    }
    return;
  }
  compare(grads, test.grads, 'grads');
  if (test.direction === null) return;
  const directions = flat(test.direction).map((d) => np.literal(toNDArray(d)));
  const along = new Map(run.inputs.map((input, i) => [input, directions[i]!] as const));
  const jvpTruth = test.jvp ?? test.jvp_numeric;
  if (jvpTruth !== undefined && jvpTruth !== null) {
    for (const [node, truth] of leaves(result, jvpTruth)) {
      const [, tangent] = expandAlong(np, along, [node as NodeId], 1)[0]!;
      const found = tangent === NONE ? np.zerosLike(node as NodeId) : tangent!;
      expectClose(run.arrayOf(found), flat([truth as Json])[0]!, jvpTolerance(test, tolerance), 'jvp');
    }
  }
  const hvpTruth = test.hvp ?? test.hvp_numeric;
  if (hvpTruth === undefined || hvpTruth === null) return;
  let slope = np.constant(0);
  for (const [i, g] of grads.entries()) slope = np.add(slope, np.sumAll(np.real(np.mul(g, directions[i]!))));
  const bound = test.hvp === null ? 1e-5 : tolerance;
  const hvp = (found: readonly NodeId[], what: string): void => {
    const before = test.hvp === null;
    for (const [i, array] of flat(hvpTruth).entries()) {
      const isSymmetric = test.symmetric !== undefined && array.shape.length >= 2;
      const shown = run.arrayOf(found[i]!);
      const g = isSymmetric ? toNDArray(symmetrized(shown as unknown as JsonArray)) : shown;
      expectClose(
        g,
        isSymmetric ? symmetrized(array) : array,
        bound,
        `${what}${before ? ' (numeric)' : ''} ${i}`,
        true,
      );
    }
  };
  hvp(zeroed(vjpOf(np, [{ node: slope, g: np.constant(1) }], run.inputs)), 'hvp');
  hvp(zeroed(expandAlong(np, along, grads, 1).map(([, tangent]) => tangent!)), 'hvp, forward over reverse');
  const [, , second] = expandAlong(np, along, [loss], 2)[0]!;
  const [, curvature] = expandAlong(np, along, [slope], 1)[0]!;
  const number = (node: NodeId): number => (node === NONE ? 0 : run.values.of(node));
  const expected = number(curvature!);
  if (!Number.isFinite(expected)) return;
  expect(Math.abs(2 * number(second!) - expected), 'Taylor').toBeLessThanOrEqual(
    1e-8 * Math.max(1, Math.abs(expected)),
  );
}

const jvpTolerance = (test: Case, tolerance: number): number => (test.jvp === null ? 1e-5 : tolerance);

const counts = new Map<string, { passed: number; all: number }>();

describe.each(FILES.filter((file) => file !== 'compose'))('%s.json', (file) => {
  const cases = readCases(file).filter(({ fn }) => fn !== 'compose' && fn !== 'scipy.integrate.odeint');
  const count = { passed: 0, all: cases.length };
  counts.set(file, count);
  it.each(cases.map((test) => [test.id, test] as const))('%s', (_, test) => {
    runCase(test);
    count.passed++;
  });
});

afterAll(() => {
  const lines = [...counts].map(([file, { passed, all }]) => `${file.padEnd(14)}${passed} of ${all}`);
  process.stdout.write(`golden cases on the host\n${lines.join('\n')}\n`);
});
