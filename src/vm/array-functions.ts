/**
 * What the guest asks for itself (`INTERNAL` of `graph/call-wire.ts`): attributes, elements, assignment, text, and the derivatives
 * that the operators of `autograd-cli` are made of. What is called very often (`recall`) reads its arguments itself, in `arrays.ts`.
 */

import { arrayError, type NDArray, normalizeAxis, showShape } from '../array/ndarray.ts';
import { formatArray, reprArray } from '../array/print.ts';
import { internalError } from '../base/errors.ts';
import type { Internal } from '../graph/call-wire.ts';
import { NONE, type NodeId } from '../graph/graph.ts';
import { parseItems } from '../numpy/index-items.ts';
import { assigned, indexed } from '../numpy/indexing.ts';
import { type Argument, type Np, Plain, Ref, type Result } from '../numpy/np.ts';
import { arrayOf } from '../numpy/parameters.ts';
import { draw, newGenerator, type RandomSource } from '../numpy/random.ts';
import { asArray } from '../ops/compute.ts';
import { assignmentError, type Derivatives, type Kept, type Knowledge } from './arrays.ts';
import type { Entry } from './entry.ts';

/** What a call may do with arrays and the trace. */
export interface ArrayContext {
  readonly np: Np;
  readonly derivatives: Derivatives;
  /** The plain array that an argument is, to be changed. Throws for one that is traced. */
  plainEntry(argument: Argument): Entry;
  arrayValue(node: NodeId): NDArray;
  bind(node: NodeId): void;
  variable(x: NodeId): NodeId;
  close(variables: readonly NodeId[]): void;
  output(x: NodeId): void;
  /** What is known now of the trace's nodes. */
  knowledge(): Knowledge;
  /** Keep outputs for pull-backs until the trace ends; return their number. */
  keep(kept: Kept): number;
  keptAt(number: number): Kept;
  /** The trace holds at its own point only. */
  bindToPoint(): void;
  /** The script's rule knows the derivative by these, whose values were plain to what it is the rule of. */
  coveredByRule(nodes: readonly NodeId[]): void;
  /** Take the answer of a rule of the script's. */
  answered(answer: readonly NodeId[]): void;
  endTrace(): void;
  /** Remember the gradient just taken as one of what was sent: its number, NONE where it is not. */
  remember(sent: readonly Argument[]): Result;
  /** Keep something for the guest, which gets a reference to it with the result; return its number. */
  hold(value: object): number;
  held(id: number): unknown;
}

export interface InternalFunction {
  readonly call: (context: ArrayContext, args: readonly Argument[]) => Result;
  /** Whether it always needs the trace's graph. */
  readonly traced?: boolean;
  /** Whether it does more than make nodes. */
  readonly hasEffect?: boolean;
  /** Whether nothing keeps the elements of its arguments. */
  readonly readsOnly?: boolean;
  /** Whether its result follows from the types of its arguments. */
  readonly showsTypesOnly?: boolean;
  /** The row of primitives that it is, if it is one. */
  readonly opcode?: number;
}

const NOTHING = new Plain(null);

export const INTERNAL_FUNCTIONS: Readonly<Record<Exclude<Internal, 'recall'>, InternalFunction>> = {
  shape: { call: ({ np }, [x]) => new Plain(np.shapeOf(nodeOf(x))), readsOnly: true, showsTypesOnly: true },
  dtype: { call: ({ np }, [x]) => new Plain(np.dtypeOf(nodeOf(x))), readsOnly: true, showsTypesOnly: true },
  row: { call: ({ np }, [x, i]) => row(np, nodeOf(x), i as number) },
  elements: { call: ({ np }, [x, first, count]) => elements(np, nodeOf(x), first, count), readsOnly: true },
  rows: {
    call: ({ np }, [x, first, count]) => range(first, count).map((i) => row(np, nodeOf(x), i)),
  },
  index: { call: ({ np }, [x, ...items]) => indexed(np, nodeOf(x), parseItems(np, items)) },
  assign: {
    call: (context, [x, value, ...items]) => assign(context, x, value, items),
    readsOnly: true,
    hasEffect: true,
  },
  flat: {
    call: ({ np }, [x, first, count]) => range(first, count).map((i) => np.item(nodeOf(x), i)),
    readsOnly: true,
  },
  item: { call: ({ np }, [x]) => onlyElement(np, nodeOf(x)), readsOnly: true },
  truth: { call: truth, readsOnly: true },
  text: {
    call(context, [x, pin, nested]) {
      if (pin === true) context.bind(nodeOf(x));
      const show = nested === true ? reprArray : formatArray;
      return new Plain(show(context.arrayValue(nodeOf(x))));
    },
    readsOnly: true,
  },
  value: { call: ({ np }, [x]) => np.literal(np.pinned(nodeOf(x))) },
  output: { call: output, traced: true },
  variables: {
    call: (context, xs) =>
      xs.map((x) => context.variable(differentiable(context.np, arrayOf(context.np, x, 'the argument')))),
    traced: true,
  },
  vjp: { call: vjp, traced: true },
  jvp: { call: jvp, traced: true },
  generator: {
    call: (context, [kind, seed]) =>
      context.np.constant(context.hold(newGenerator(context.np, kind as 'legacy' | 'generator', seed))),
    hasEffect: true,
  },
  draw: {
    call: (context, [generator, name, args]) =>
      draw(
        context.np,
        context.held(generator as number) as RandomSource,
        name as string,
        args as readonly Argument[],
      ),
    readsOnly: true,
    hasEffect: true,
  },
  settle: { call: ({ np }, xs) => xs.map((x) => arrayOf(np, x, 'the number')) },
  keep: { call: keep, traced: true },
  pull: {
    call(context, [number, cotangents]) {
      const { outputs, variables } = context.keptAt(number as number);
      return cotangentsOf(context, outputs, cotangents as readonly Argument[], variables);
    },
    traced: true,
  },
  jacobian: { call: jacobian, traced: true },
  custom: { call: custom },
  answer: {
    call(context, answer) {
      context.answered(answer.map((x) => (x === null ? NONE : arrayOf(context.np, x, 'the derivative'))));
      return NOTHING;
    },
    traced: true,
  },
  endTrace: {
    call(context) {
      context.endTrace();
      return NOTHING;
    },
  },
  remember: { call: (context, sent) => context.remember(sent), showsTypesOnly: true },
};

function nodeOf(argument: Argument): NodeId {
  if (!(argument instanceof Ref)) throw internalError('the guest sent no array');
  return argument.node;
}

function range(first: Argument, count: Argument): number[] {
  return Array.from({ length: count as number }, (_, i) => (first as number) + i);
}

function row(np: Np, x: NodeId, i: number): NodeId {
  const shape = np.shapeOf(x);
  const [length] = shape;
  if (length === undefined)
    throw arrayError('an array without axes has no elements to choose from', 'write x.item()');
  if (!(Number.isInteger(i) && i >= -length && i < length))
    throw arrayError(`index ${i} is out of bounds for an axis of length ${length}`);
  const from = i < 0 ? i + length : i;
  if (shape.length === 1) return np.item(x, from);
  return np.reshape(np.slice(x, 0, from, 1), shape.slice(1));
}

function elements(np: Np, x: NodeId, first: Argument, count: Argument): Result {
  const dtype = np.dtypeOf(x);
  const known = np.constantOf(x);
  if (typeof known === 'object' && (dtype === 'float64' || dtype === 'int64'))
    return new Plain([...known.data.subarray(first as number, (first as number) + (count as number))]);
  return dtype === 'float64' ? range(first, count).map((i) => np.item(x, i)) : NOTHING;
}

function onlyElement(np: Np, x: NodeId): NodeId {
  if (np.sizeOf(x) !== 1)
    throw arrayError(
      `an array of shape ${showShape(np.shapeOf(x))} is no number`,
      'choose an element with x[i], or reduce it, for example with np.sum(x)',
    );
  if (np.isComplex(x)) throw arrayError('a complex number is no number', 'take its part x.real or x.imag');
  return np.item(x, 0);
}

function truth({ np }: ArrayContext, [x]: readonly Argument[]): NodeId {
  const node = nodeOf(x);
  if (np.sizeOf(node) !== 1)
    throw arrayError(
      `the truth of an array of shape ${showShape(np.shapeOf(node))} is ambiguous`,
      'write np.all(x) or np.any(x)',
    );
  const element = np.item(node, 0);
  const number = np.isComplex(element) ? np.or(np.real(element), np.imag(element)) : element;
  return np.cast(number, 'bool');
}

/** A[items] = value. A single element of a list of numbers changes in place where nothing else refers to them. */
function assign(
  context: ArrayContext,
  argument: Argument,
  given: Argument,
  items: readonly Argument[],
): Plain {
  const { np } = context;
  const entry = context.plainEntry(argument);
  const value = arrayOf(np, given, 'the value');
  if (!np.graph.isConstant(value))
    throw assignmentError('what depends on the input cannot be assigned into an array');
  const { shape, dtype } = entry.value;
  if (np.isComplex(value) && dtype !== 'complex128')
    throw arrayError(
      'complex numbers cannot be assigned into a real array',
      'write x.astype("complex128") before',
    );
  const [i] = items;
  if (
    items.length === 1 &&
    Number.isInteger(i) &&
    shape.length === 1 &&
    dtype === 'float64' &&
    typeof given === 'number'
  )
    entry.changeable().data[normalizeAxis(i as number, shape[0]!)] = given;
  else
    entry.value = asArray(
      np.constantOf(np.cast(assigned(np, nodeOf(argument), parseItems(np, items), value), dtype))!,
    );
  return NOTHING;
}

/** Make the elements outputs; of a complex one its real part, then its imaginary part. */
function output(context: ArrayContext, [x]: readonly Argument[]): Plain {
  const { np } = context;
  const node = nodeOf(x);
  const parts = np.isComplex(node) ? [np.real(node), np.imag(node)] : [np.cast(node, 'float64')];
  for (let i = 0; i < np.sizeOf(node); i++) for (const part of parts) context.output(np.item(part, i));
  return NOTHING;
}

/** Booleans and integers as numbers that can vary. */
function differentiable(np: Np, x: NodeId): NodeId {
  return np.isComplex(x) ? x : np.cast(x, 'float64');
}

function vjp(context: ArrayContext, [outputs, cotangents, variables, close]: readonly Argument[]): Result {
  const inputs = (variables as readonly Argument[]).map(nodeOf);
  const nodes = nodesOf(context.np, outputs);
  const results = cotangentsOf(context, nodes, cotangents as readonly Argument[], inputs);
  if (close === true) context.close(inputs);
  return results;
}

function nodesOf(np: Np, outputs: Argument): NodeId[] {
  return (outputs as readonly Argument[]).map((output) => arrayOf(np, output, 'the output'));
}

/** The cotangents of `inputs` for those of `outputs`, NONE where nothing depends on one. */
function cotangentsOf(
  { np, derivatives }: ArrayContext,
  outputs: readonly NodeId[],
  cotangents: readonly Argument[],
  inputs: readonly NodeId[],
): NodeId[] {
  const seeds = cotangents.flatMap((cotangent, i) => {
    const node = outputs[i]!;
    if (cotangent === null || np.graph.isConstant(node)) return [];
    return [{ node, g: np.broadcast(arrayOf(np, cotangent, 'the cotangent'), np.shapeOf(node)) }];
  });
  return seeds.length === 0 ? inputs.map(() => NONE) : derivatives.vjp(np, seeds, inputs);
}

function keep(context: ArrayContext, [outputs, variables]: readonly Argument[]): NodeId {
  const inputs = (variables as readonly Argument[]).map(nodeOf);
  const number = context.keep({ outputs: nodesOf(context.np, outputs), variables: inputs });
  context.close(inputs);
  return context.np.constant(number);
}

function jacobian(context: ArrayContext, [outputs, variables]: readonly Argument[]): Result {
  const { np } = context;
  const inputs = (variables as readonly Argument[]).map(nodeOf);
  const linearized = nodesOf(np, outputs).map((output) =>
    np.graph.isConstant(output) ? undefined : context.derivatives.linearize(np, output, inputs),
  );
  context.close(inputs);
  const knowledge = context.knowledge();
  return linearized.map((output) => output?.expand(knowledge) ?? inputs.map(() => NONE));
}

/** An operation of the script's own, where any operand moves. */
function custom(context: ArrayContext, [rule, name, given, ...operands]: readonly Argument[]): NodeId {
  const { np } = context;
  const value = np.literal(context.arrayValue(arrayOf(np, given, 'the value')));
  context.coveredByRule(operands.flatMap((x) => (x instanceof Ref ? [x.node] : [])));
  const nodes = operands.map((x) => arrayOf(np, x, 'the argument'));
  const node = np.array('custom', [value, ...nodes], { rule, name });
  if (!np.graph.isConstant(node)) context.bindToPoint();
  return node;
}

function jvp(
  context: ArrayContext,
  [outputs, variables, tangents, order, close]: readonly Argument[],
): Result {
  const { np } = context;
  const inputs = (variables as readonly Argument[]).map(nodeOf);
  const directions = new Map(
    inputs.map((input, i) => {
      const tangent = arrayOf(np, (tangents as readonly Argument[])[i], 'the tangent');
      return [input, np.broadcast(tangent, np.shapeOf(input))];
    }),
  );
  const nodes = nodesOf(np, outputs);
  const results = context.derivatives.jvp(np, nodes, directions, order as number);
  if (close === true) context.close(inputs);
  return results;
}
