/**
 * Functions of arrays run on the host, and their derivatives in every mode compared with differences of values: reverse mode,
 * second derivatives by reverse over reverse, and Taylor coefficients to order 3 (or as many as asked for).
 */

import { expect } from 'vitest';
import { type DType, type NDArray, type Shape, sizeOf, width } from '../../src/array/ndarray.ts';
import { expandAlong, vjpOf } from '../../src/derive/arrays.ts';
import { Graph, NONE, type NodeId } from '../../src/graph/graph.ts';
import { NUMPY_FUNCTIONS } from '../../src/numpy/index.ts';
import { type Argument, Np, Plain, Ref, type Result } from '../../src/numpy/np.ts';
import { asArray, type NumberOrArray } from '../../src/ops/compute.ts';
import { Values } from '../../src/ops/evaluate.ts';
import { kernels } from '../ops/rows.ts';

const functions = new Map(NUMPY_FUNCTIONS.flatMap((row) => row.names.map((name) => [name, row] as const)));

/** Calls functions by their names; arrays are nodes wrapped in `Ref`s, as a script has them. */
export type Call = (name: string, ...given: Argument[]) => Ref;

/** A function of arrays, written in calls. */
export type ArrayFunction = (call: Call, ...inputs: Ref[]) => Ref;

export class Host {
  readonly graph = new Graph();
  readonly values: Values;
  readonly np: Np;
  private readonly inputs: NumberOrArray[] = [];

  constructor() {
    this.values = new Values(this.graph, kernels, this.inputs);
    const trace = { value: (node: NodeId) => this.values.any(node), pin: () => {}, warn: () => {} };
    this.np = new Np(this.graph, kernels, trace);
  }

  input({ shape, dtype, data }: NDArray): NodeId {
    const isNumber = shape.length === 0 && dtype === 'float64';
    this.inputs.push(isNumber ? data[0]! : { shape, dtype, data });
    return this.graph.input(this.inputs.length - 1, { shape, dtype });
  }

  /** What a function returns: one array, or several. */
  results(name: string, given: readonly Argument[]): Result {
    const row = functions.get(name);
    if (row === undefined) throw new Error(`no function is called ${name}`);
    return row.call(this.np, given);
  }

  /** One array of a result: 'np.linalg.svd 1' is the second of those that svd returns. */
  readonly call: Call = (name, ...given) => {
    const [fn, index] = name.split(' ') as [string, string?];
    const result = this.results(fn, given);
    const one = index === undefined ? result : (result as readonly Result[])[Number(index)]!;
    if (typeof one !== 'number') throw new Error(`${name} is not one array`);
    return new Ref(one);
  };

  array(node: NodeId): NDArray {
    return asArray(this.values.any(node));
  }
}

/** Call a function with plain arguments; return its arrays. */
export function run(name: string, ...given: (Argument | NDArray)[]): NDArray[] {
  const host = new Host();
  const wrapped = given.map((argument) =>
    isArray(argument) ? new Ref(host.np.literal(argument)) : argument,
  );
  const flat = (result: Result): NDArray[] => {
    if (result instanceof Plain) throw new Error(`${name} returns no array`);
    return typeof result === 'number' ? [host.array(result)] : result.flatMap(flat);
  };
  return flat(host.results(name, wrapped));
}

function isArray(value: Argument | NDArray): value is NDArray {
  return typeof value === 'object' && value !== null && 'data' in value;
}

/** A float64 array of nested lists. */
export function array(list: unknown): NDArray {
  const shape: number[] = [];
  for (let inner = list; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
  const data = Array.isArray(list) ? (list.flat(9) as number[]) : [list as number];
  return { shape, dtype: 'float64', data: Float64Array.from(data) };
}

/** Numbers in (−1, 1) that are the same for the same seed. */
export function random(seed: number, shape: Shape, dtype: DType = 'float64'): NDArray {
  let state = seed * 2654435761 + 12345;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    let x = state ^ (state >>> 15);
    x = Math.imul(x, 0x2c1b3c6d);
    return (x ^ (x >>> 12)) / 2 ** 31;
  };
  return { shape, dtype, data: new Float64Array(sizeOf(shape) * width(dtype)).map(next) };
}

const plus = (x: NDArray, v: NDArray, t: number): NDArray => ({
  ...x,
  data: x.data.map((element, i) => element + t * v.data[i]!),
});

/** Expect every element within `tolerance` of the truth, relative to the largest one or 1. */
export function expectNear(found: NDArray, truth: NDArray, tolerance = 1e-12): void {
  expect(found.shape).toEqual(truth.shape);
  expect(found.dtype).toBe(truth.dtype);
  const largest = truth.data.reduce((m, x) => Math.max(m, Math.abs(x)), 1);
  for (const [i, x] of truth.data.entries()) {
    const isNear = Object.is(found.data[i], x) || Math.abs(found.data[i]! - x) <= tolerance * largest;
    if (!isNear) expect.fail(`element ${i} is ${found.data[i]}, expected ${x}`);
  }
}

/** f at a point: the loss Re Σ w·f and its derivatives along v, as numbers. */
class Point {
  private readonly host = new Host();
  private readonly inputs: readonly NodeId[];
  private readonly directions: readonly NodeId[];
  private readonly loss: NodeId;

  constructor(f: ArrayFunction, at: readonly NDArray[], v: readonly NDArray[]) {
    const { np } = this.host;
    this.inputs = at.map((x) => this.host.input(x));
    this.directions = v.map((d) => np.literal(d));
    const { node } = f(this.host.call, ...this.inputs.map((input) => new Ref(input)));
    const { shape, dtype } = np.typeOf(node);
    this.loss = np.sumAll(np.real(np.mul(np.literal(random(7, shape, dtype)), node)));
  }

  private number(node: NodeId): number {
    return node === NONE ? 0 : this.host.values.of(node);
  }

  private gradient(output: NodeId): NodeId[] {
    const { np } = this.host;
    const found = vjpOf(np, [{ node: output, g: np.constant(1) }], this.inputs);
    return found.map((g, i) => (g === NONE ? np.zerosLike(this.inputs[i]!) : g));
  }

  private along(cotangents: readonly NodeId[], directions: readonly NodeId[]): NodeId {
    const { np } = this.host;
    return cotangents
      .map((g, i) => np.sumAll(np.real(np.mul(g, directions[i]!))))
      .reduce<NodeId>((sum, term) => np.add(sum, term), np.constant(0));
  }

  value(): number {
    return this.number(this.loss);
  }

  /** The derivative along v, by reverse mode. */
  slope(): number {
    return this.number(this.along(this.gradient(this.loss), this.directions));
  }

  /** The derivative of the gradient's component along u, by its gradient. */
  curvature(u: readonly NDArray[]): number {
    const slope = this.along(
      this.gradient(this.loss),
      u.map((d) => this.host.np.literal(d)),
    );
    return this.number(this.along(this.gradient(slope), this.directions));
  }

  /** The gradient's component along u. */
  slopeAlong(u: readonly NDArray[]): number {
    const directions = u.map((d) => this.host.np.literal(d));
    return this.number(this.along(this.gradient(this.loss), directions));
  }

  /** Taylor coefficients along v. */
  series(order: number): number[] {
    const along = new Map(this.inputs.map((input, i) => [input, this.directions[i]!] as const));
    return expandAlong(this.host.np, along, [this.loss], order)[0]!.map((node) => this.number(node));
  }
}

/** The derivative of g at 0, of order 6 in the step. */
function difference(g: (t: number) => number, step: number): number {
  const odd = (k: number): number => g(k * step) - g(-k * step);
  return (45 * odd(1) - 9 * odd(2) + odd(3)) / (60 * step);
}

interface Options {
  readonly tolerance?: number;
  readonly step?: number;
  readonly order?: number;
  /** Whether second derivatives by reverse mode are compared. */
  readonly second?: boolean;
}

/** Compare all derivatives of f at a point with differences. */
export function expectDerivatives(f: ArrayFunction, at: readonly NDArray[], options: Options = {}): void {
  const { tolerance = 1e-8, step = 4e-3, order = 3, second = true } = options;
  const v = at.map(({ shape, dtype }, i) => random(11 + i, shape, dtype));
  const u = at.map(({ shape, dtype }, i) => random(31 + i, shape, dtype));
  const point = (t: number): Point =>
    new Point(
      f,
      at.map((x, i) => plus(x, v[i]!, t)),
      v,
    );
  const near = (found: number, truth: number, what: string): void => {
    const bound = tolerance * Math.max(1, Math.abs(truth));
    expect(Math.abs(found - truth), `${what}: ${found}, expected ${truth}`).toBeLessThanOrEqual(bound);
  };
  near(
    point(0).slope(),
    difference((t) => point(t).value(), step),
    'reverse mode',
  );
  const series = point(0).series(order);
  near(series[0]!, point(0).value(), 'coefficient 0');
  near(series[1]!, point(0).slope(), 'coefficient 1');
  for (let k = 2; k <= order; k++) {
    const truth = difference((t) => point(t).series(k - 1)[k - 1]!, step) / k;
    near(series[k]!, truth, `coefficient ${k}`);
  }
  if (second)
    near(
      point(0).curvature(u),
      difference((t) => point(t).slopeAlong(u), step),
      'reverse over reverse',
    );
}
