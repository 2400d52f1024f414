/**
 * Whole Jacobians. One sweep with a placeholder for the cotangent (or the tangent) leaves nodes that are linear in it: a small
 * program, which is then run for every element of a basis, so that the graph is walked once whatever the size. Where all that the
 * program reads is known, its runs are computed in a graph of their own and leave nothing but numbers.
 */

import { type ArrayType, type NDArray, type Shape, sizeOf, width, zeros } from '../array/ndarray.ts';
import { ALIAS, FIRST_ARRAY, LIST, NONE, type NodeId } from '../graph/graph.ts';
import type { ArrayBuilder } from '../ops/array-builder.ts';
import { arrayCodeOf, arrayNameOf } from '../ops/array-registry.ts';
import type { NumberOrArray } from '../ops/compute.ts';
import { expandAlong, vjpOf } from './arrays.ts';
import { nodesBetween } from './derivatives.ts';

/** What is known of the nodes of a graph when the sweeps are done. */
export interface Knowledge {
  /** The value of a node that is a constant from now on; undefined for any other. */
  readonly known: (node: NodeId) => NumberOrArray | undefined;
  /** A builder for a graph that is forgotten. */
  readonly scratch: ArrayBuilder;
}

/** The derivatives of one output by several inputs, before they are computed. */
export interface Linearized {
  /** Return them by input: of shape output + input; NONE where there is none. */
  readonly expand: (knowledge: Knowledge) => NodeId[];
}

/**
 * Linearize an output: in reverse mode unless forward mode takes fewer runs. A complex output has derivatives along the real axis,
 * which are all there is to know of a holomorphic function.
 */
export function linearize(b: ArrayBuilder, output: NodeId, inputs: readonly NodeId[]): Linearized {
  const size = inputs.reduce((total, input) => total + b.sizeOf(input), 0);
  if (b.isComplex(output) || size < b.sizeOf(output)) {
    const columns = inputs.map((input) => forward(b, output, input));
    return { expand: (knowledge) => columns.map(({ expand }) => expand(knowledge)[0]!) };
  }
  return reverse(b, output, inputs);
}

function reverse(b: ArrayBuilder, output: NodeId, inputs: readonly NodeId[]): Linearized {
  const shape = b.shapeOf(output);
  const rows = (of: readonly (readonly NodeId[])[]): NodeId[] =>
    inputs.map((input, i) =>
      stacked(
        b,
        of.map((row) => row[i]!),
        shape,
        b.typeOf(input),
      ),
    );
  const pull = (g: NodeId): NodeId[] => vjpOf(b, [{ node: output, g }], inputs);
  if (b.sizeOf(output) === 1) {
    const row = [pull(oneHot(b, b.typeOf(output), 0))];
    return { expand: () => rows(row) };
  }
  return basisRuns(b, output, inputs, pull, rows);
}

function forward(b: ArrayBuilder, output: NodeId, input: NodeId): Linearized {
  const { shape } = b.typeOf(input);
  const push = (t: NodeId): NodeId[] => [expandAlong(b, new Map([[input, t]]), [output], 1)[0]![1]!];
  const columns = (of: readonly (readonly NodeId[])[]): NodeId[] => {
    const joined = stacked(
      b,
      of.map(([column]) => column!),
      shape,
      b.typeOf(output),
    );
    return [joined === NONE ? NONE : turned(b, joined, shape.length)];
  };
  if (b.sizeOf(input) === 1) {
    const column = [push(oneHot(b, b.typeOf(input), 0))];
    return { expand: () => columns(column) };
  }
  return basisRuns(b, input, [output], push, columns);
}

/** The first `count` axes moved to the end. */
function turned(b: ArrayBuilder, x: NodeId, count: number): NodeId {
  const axes = Array.from({ length: b.rankOf(x) }, (_, axis) => axis);
  return b.permute(x, [...axes.slice(count), ...axes.slice(0, count)]);
}

/** Run `sweep`, which is linear in its argument of the type of `start`, for every element of the basis. */
function basisRuns(
  b: ArrayBuilder,
  start: NodeId,
  ends: readonly NodeId[],
  sweep: (direction: NodeId) => NodeId[],
  arrange: (runs: readonly (readonly NodeId[])[]) => NodeId[],
): Linearized {
  const type = b.typeOf(start);
  const count = sizeOf(type.shape);
  const basis = Array.from({ length: count }, (_, k) => k);
  if (isOpaque(b, Math.min(start, ...ends) as NodeId)) {
    const runs = basis.map((k) => sweep(oneHot(b, type, k)));
    return { expand: () => arrange(runs) };
  }
  const placeholder = b.graph.alias(b.zerosLike(start));
  const results = sweep(placeholder);
  const steps = stepsFrom(b, placeholder, results);
  return {
    expand({ known, scratch }) {
      const outside = operandsOutside(b, steps, placeholder);
      const values = new Map(outside.map((node) => [node, b.constantOf(node) ?? known(node)] as const));
      if ([...values.values()].includes(undefined)) {
        const itself = (node: NodeId): NodeId => node;
        return arrange(basis.map((k) => run(b, b, steps, results, placeholder, oneHot(b, type, k), itself)));
      }
      const runs = basis.map((k) => {
        scratch.graph.clear();
        const given = (node: NodeId): NodeId => scratch.known(values.get(node)!);
        return run(b, scratch, steps, results, placeholder, oneHot(scratch, type, k), given).map((node) =>
          node === NONE ? NONE : b.known(scratch.constantOf(node)!),
        );
      });
      scratch.graph.clear();
      return arrange(runs);
    },
  };
}

/** Whether operations of the script's own were recorded since `start`: their rules may do what no program shows. */
function isOpaque(b: ArrayBuilder, start: NodeId): boolean {
  return b.graph.ops.subarray(start, b.graph.size).includes(arrayCodeOf('custom'));
}

/** The nodes that `results` need and that are made from the placeholder, in order. */
function stepsFrom(b: ArrayBuilder, placeholder: NodeId, results: readonly NodeId[]): NodeId[] {
  const found = results.filter((node) => node !== NONE);
  const made = new Set<NodeId>([placeholder]);
  return nodesBetween(b, placeholder, found).filter((id) => {
    if (id === placeholder || !operandsOf(b, id).some((operand) => made.has(operand))) return false;
    made.add(id);
    return true;
  });
}

function operandsOutside(b: ArrayBuilder, steps: readonly NodeId[], placeholder: NodeId): NodeId[] {
  const inside = new Set<NodeId>([placeholder, ...steps]);
  return [...new Set(steps.flatMap((id) => operandsOf(b, id)))].filter((node) => !inside.has(node));
}

function operandsOf(b: ArrayBuilder, id: NodeId): NodeId[] {
  const { graph } = b;
  if (graph.ops[id] === ALIAS) return [graph.x[id]! as NodeId];
  return isSource(graph.ops[id]!) ? [] : graph.operands(id);
}

const isSource = (op: number): boolean => op <= LIST;

/** The results with another node in place of the placeholder, made with `target`. */
function run(
  b: ArrayBuilder,
  target: ArrayBuilder,
  steps: readonly NodeId[],
  results: readonly NodeId[],
  placeholder: NodeId,
  direction: NodeId,
  outside: (node: NodeId) => NodeId,
): NodeId[] {
  const { graph } = b;
  const made = new Map<NodeId, NodeId>([[placeholder, direction]]);
  const of = (node: NodeId): NodeId => {
    let found = made.get(node);
    if (found === undefined) {
      found = outside(node);
      made.set(node, found);
    }
    return found;
  };
  for (const id of steps) {
    const op = graph.ops[id]!;
    const operands = operandsOf(b, id).map(of);
    if (op === ALIAS) made.set(id, operands[0]!);
    else if (op < FIRST_ARRAY) made.set(id, target.applyCode(op, operands));
    else made.set(id, target.array(arrayNameOf(op), operands, graph.attributesOf(id)));
  }
  return results.map((node) => (node === NONE ? NONE : (made.get(node) ?? node)));
}

/** The element number k of the basis of a type. */
function oneHot(b: ArrayBuilder, { shape, dtype }: ArrayType, k: number): NodeId {
  const element = zeros(shape, dtype);
  element.data[k * width(dtype)] = 1;
  return b.literal(element);
}

/** Rows of one type as an array of shape `shape` + theirs; NONE where all are. */
function stacked(b: ArrayBuilder, rows: readonly NodeId[], shape: Shape, row: ArrayType): NodeId {
  if (rows.every((node) => node === NONE)) return NONE;
  const target = [...shape, ...row.shape];
  const given = rows.map((node) => (node === NONE ? b.literal(zeros(row.shape, row.dtype)) : node));
  if (given.length === 1) return b.reshape(given[0]!, target);
  if (given.every((node) => b.graph.isConstant(node))) return b.literal(joined(b, given, target));
  if (row.shape.length === 0) return b.assemble(given, target);
  const parts = given.map((node) => b.reshape(node, [1, ...row.shape]));
  return b.reshape(b.concatenate(parts, 0), target);
}

/** Known rows one after the other. */
function joined(b: ArrayBuilder, rows: readonly NodeId[], shape: Shape): NDArray {
  const values = rows.map((node) => b.constantOf(node)!);
  const arrays = values.filter((value) => typeof value !== 'number');
  const dtype = arrays.some((array) => array.dtype === 'complex128') ? 'complex128' : 'float64';
  const result = zeros(shape, dtype);
  const length = result.data.length / rows.length;
  for (const [i, value] of values.entries()) {
    if (typeof value === 'number') result.data[i * length] = value;
    else result.data.set(value.data, i * length);
  }
  return result;
}
