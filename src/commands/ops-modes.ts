/**
 * Whether a function of NumPy has derivatives: it is called with variables, and asked, as differentiation would, whether its
 * result moves with them. So nothing is said here that the rows of `numpy/` and `ops/` do not say.
 */

import { type ArrayType, type DType, type Shape, sizeOf, width } from '../array/ndarray.ts';
import { internalError, isScriptFault } from '../base/errors.ts';
import { Dependence } from '../derive/rules.ts';
import { Graph, type NodeId } from '../graph/graph.ts';
import type { NumpyFunction } from '../numpy/define.ts';
import { type Argument, Np, Plain, Ref, type Result } from '../numpy/np.ts';
import type { Parameter } from '../numpy/parameters.ts';
import type { NumberOrArray } from '../ops/compute.ts';
import { Values } from '../ops/evaluate.ts';
import { type Kernels, makeKernels } from '../ops/kernels.ts';
import { NATIVE_LIBM } from '../ops/native-libm.ts';

/** The result moves with an argument, or it never does. */
export type Movement = 'smooth' | 'zero';

/** How a function is called. */
interface Attempt {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Which of the arrays are variables; `other` stands for those that are not. */
  readonly varying: 'all' | 'first' | 'last';
  /** Whether arrays are given that may be left out. */
  readonly all: boolean;
  /** For what is no array. */
  readonly other: Argument;
}

const PLAIN: Attempt = { shape: [2, 2], dtype: 'float64', varying: 'all', all: false, other: 1 };

/** What arguments are when they are no variables: indices, permutations, the subscripts of `einsum`. */
const OTHERS: readonly Argument[] = [1, [0, 1], [[0, 1], [1, 0]], 'ij']; // biome-ignore format: a list
const SHAPES: readonly Shape[] = [[4], [3], [2, 2, 2], []];

const ATTEMPTS: readonly Attempt[] = [
  PLAIN,
  ...SHAPES.map((shape) => ({ ...PLAIN, shape })),
  { ...PLAIN, dtype: 'complex128' },
  { ...PLAIN, dtype: 'int64' },
  { ...PLAIN, all: true },
  { ...PLAIN, all: true, shape: [] },
  { ...PLAIN, all: true, shape: [2], varying: 'last', other: [0, 1] },
  ...(['all', 'first', 'last'] as const).flatMap((varying) =>
    OTHERS.map((other) => ({ ...PLAIN, varying, other })),
  ),
];

/** The type of a matrix with a flag that says which triangle it is. */
const FACTOR = /^\[\w+: number, \w+: boolean\]$/;

const kernels: Kernels = makeKernels(NATIVE_LIBM, () => {
  throw internalError('a special function decides about a shape');
});

/** Return how the result of a function moves, by the calls that suit it; undefined where none does. */
export function movementOf(row: NumpyFunction): Movement | undefined {
  let found: Movement | undefined;
  for (const attempt of ATTEMPTS) {
    const movement = new Trial(attempt).movementOf(row);
    if (movement === 'smooth') return movement;
    found ??= movement;
  }
  return found;
}

/** One call. */
class Trial {
  private readonly attempt: Attempt;
  private readonly graph = new Graph();
  private readonly inputs: NumberOrArray[] = [];
  private readonly variables: NodeId[] = [];

  constructor(attempt: Attempt) {
    this.attempt = attempt;
  }

  movementOf(row: NumpyFunction): Movement | undefined {
    const { graph, inputs, variables } = this;
    const values = new Values(graph, kernels, inputs);
    const np = new Np(graph, kernels, { value: (node) => values.any(node), pin: () => {}, warn: () => {} });
    const given = this.argumentsFor(Object.values(row.parameters));
    try {
      const nodes = nodesOf(row.call(np, given));
      if (variables.length === 0) return 'zero';
      const dependence = new Dependence(np, variables);
      return nodes.some((node) => dependence.of(node)) ? 'smooth' : 'zero';
    } catch (error) {
      if (isScriptFault(error)) return undefined;
      throw error;
    }
  }

  private argumentsFor(parameters: readonly Parameter<unknown>[]): Argument[] {
    const { all, varying, other } = this.attempt;
    const given: Argument[] = [];
    const isArray = ({ type }: Parameter<unknown>): boolean => /ArrayLike|unknown/.test(type);
    const taken = parameters.filter(
      (parameter) =>
        parameter.missing === undefined || parameter.rest === true || (all && isArray(parameter)),
    );
    const arrays = taken.filter(isArray);
    const chosen = { all: arrays, first: arrays.slice(0, 1), last: arrays.slice(-1) }[varying];
    for (const parameter of parameters) {
      if (!taken.includes(parameter)) break; // what follows would have to be given by name
      if (parameter.rest === true && parameter.type.includes('string')) given.push(other);
      if (FACTOR.test(parameter.type)) given.push([this.variable(), true]);
      else if (!chosen.includes(parameter)) given.push(standIn(parameter, other));
      else if (parameter.rest === true || !parameter.type.endsWith('[]')) given.push(this.variable());
      else given.push([this.variable(), this.variable()]);
    }
    return given;
  }

  private variable(): Ref {
    const { shape, dtype } = this.attempt;
    const type: ArrayType = { shape, dtype };
    const offset = 3 * this.variables.length;
    const length = sizeOf(shape) * width(dtype);
    const real = Float64Array.from({ length }, (_, i) => 0.3 + ((7 * i + offset) % 10) / 20);
    const data = dtype === 'int64' ? real.map(Math.floor) : real;
    const isNumber = shape.length === 0 && dtype === 'float64';
    const node = this.graph.input(this.variables.length, type);
    this.variables.push(node);
    this.inputs.push(isNumber ? data[0]! : { ...type, data });
    return new Ref(node);
  }
}

/** An argument that is no variable. */
function standIn({ type }: Parameter<unknown>, other: Argument): Argument {
  if (type === 'DType') return 'float64';
  return /^number( \| null)?$/.test(type) ? 1 : other;
}

function nodesOf(result: Result): NodeId[] {
  if (result instanceof Plain) return [];
  return typeof result === 'number' ? [result] : result.flatMap(nodesOf);
}
