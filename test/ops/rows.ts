/** What tests need to run a primitive by itself: V8's Math as libm, the special functions, and one row as a trace. */

import { Graph, type NodeId } from '../../src/graph/graph.ts';
import { Values } from '../../src/ops/evaluate.ts';
import * as specialFunctions from '../../src/ops/kernels/special/index.ts';
import { type Kernels, makeKernels } from '../../src/ops/kernels.ts';
import { type Kernel, LIBM1, type Libm } from '../../src/ops/primitive.ts';
import { codeOf, NAMES, PRIMITIVES } from '../../src/ops/registry.ts';

/** V8's Math: near enough to QuickJS's for everything that is not about the last bit. */
export const libm = Object.freeze({
  ...Object.fromEntries(LIBM1.map((name) => [name, Math[name]])),
  pow: Math.pow,
  atan2: Math.atan2,
  hypot: (x: number, y: number) => Math.hypot(x, y),
  fmod: (x: number, y: number) => x % y,
}) as Libm;

export const kernels: Kernels = makeKernels(
  libm,
  () => specialFunctions as unknown as Readonly<Record<string, Kernel>>,
);

/** The values of `nodes` at the inputs. */
export function valuesAt(graph: Graph, nodes: readonly NodeId[], inputs: readonly number[]): number[] {
  const values = new Values(graph, kernels, inputs);
  return nodes.map((node) => values.of(node));
}

/** Every row that is a function of numbers (not a mask): its name and itself. */
export const functionRows = NAMES.flatMap((name, code) => {
  const row = PRIMITIVES[code];
  return row === undefined || row.derivative.kind === 'mask' ? [] : [{ name, row }];
});

/** The primitive as a trace whose input is operand `vary`; the other operands are the constants in `operands`. */
export function rowTrace(name: string, operands: readonly number[], vary: number) {
  const graph = new Graph();
  const input = graph.input();
  const nodes = operands.map((value, i) => (i === vary ? input : graph.constant(value)));
  const output = graph.node(codeOf(name), nodes[0]!, nodes[1], nodes[2]);
  return { graph, input, output };
}
