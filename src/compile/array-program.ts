/**
 * Programs that hold operations on arrays: they have no steps but a graph, which is evaluated at each point, with every decision
 * checked. Slower than compiled steps and much faster than a call of the script.
 */

import { type AutogradError, isScriptFault } from '../base/errors.ts';
import { CONST, type Graph, type NodeId } from '../graph/graph.ts';
import { decisionCode, FIRST_DECISION } from '../graph/wire.ts';
import { Values } from '../ops/evaluate.ts';
import type { Kernels } from '../ops/kernels.ts';
import { StraightLine, WORTH_A_LINE } from '../ops/straight-line.ts';
import { type Computation, countInputs, type Program } from './schedule.ts';

/**
 * Return a computation as a program without steps. Its last decision is one more than its own: that everything can be
 * computed (a matrix has an inverse). `left` and `right` are numbers of values only for a constant that a number is pinned to.
 */
export function arrayProgram(computation: Computation): Program {
  const { graph, decisions, columns } = computation;
  const inputs = countInputs(graph);
  const constants: number[] = [];
  const right = decisions.map(({ y }) =>
    graph.ops[y] === CONST ? inputs - 1 + constants.push(graph.constantValue(y)!) : 0,
  );
  const tests = decisions.map(({ test, holds }) => decisionCode(test, holds) - FIRST_DECISION);
  return {
    inputs,
    constants: Float64Array.from(constants),
    ops: new Uint8Array(0),
    x: new Int32Array(0),
    y: new Int32Array(0),
    z: new Int32Array(0),
    tests: Uint8Array.from([...tests, COMPUTED]),
    left: new Int32Array(decisions.length + 1),
    right: Int32Array.from([...right, 0]),
    after: new Int32Array(decisions.length + 1),
    columns: Int32Array.from(columns, (_, j) => j),
    requirements: 1,
    arrays: new ArrayEvaluation(computation),
  };
}

const COMPUTED = decisionCode('truth', true) - FIRST_DECISION;

/** What evaluating a program came to: how many decisions it made as recorded, and the first number of the one that failed. */
export interface Evaluation {
  readonly passed: number;
  readonly left: number;
  /** Why not everything can be computed. */
  readonly fault?: AutogradError;
}

/** Says whether a decision is made as recorded, of the numbers it compares. */
type Agrees = (test: number, x: number, y: number) => boolean;

/** The graph of a program, with what its evaluations have in common. */
export class ArrayEvaluation {
  readonly graph: Graph;
  private readonly computation: Computation;
  private points = 0;
  private line: StraightLine | undefined;

  constructor(computation: Computation) {
    this.computation = computation;
    this.graph = computation.graph;
  }

  /** Evaluate the program at a point; `out` gets the columns if all its decisions are made as recorded by `agrees`. */
  evaluate(
    { tests }: Program,
    kernels: Kernels,
    point: readonly number[],
    out: Float64Array,
    agrees: Agrees,
  ): Evaluation {
    const { graph, computation } = this;
    if (++this.points === WORTH_A_LINE) this.line = lineOf(computation, kernels);
    const evaluation = this.line && this.follow(this.line, tests, point, out, agrees);
    if (evaluation !== undefined) return evaluation;
    const values = new Values(graph, kernels, point);
    const number = (id: NodeId): number => {
      const value = values.any(id);
      return typeof value === 'number' ? value : value.data[0]!;
    };
    try {
      return this.decide(tests, out, agrees, number);
    } catch (error) {
      if (!isScriptFault(error)) throw error;
      return { passed: computation.decisions.length, left: Number.NaN, fault: error };
    }
  }

  /** Evaluate at a point along a straight line; undefined where something cannot be computed, perhaps behind a decision that fails. */
  private follow(
    line: StraightLine,
    tests: Uint8Array,
    point: readonly number[],
    out: Float64Array,
    agrees: Agrees,
  ): Evaluation | undefined {
    line.begin();
    for (let id = 0; id < point.length; id++) line.set(id as NodeId, point[this.graph.x[id]!]!);
    try {
      line.run();
    } catch (error) {
      if (!isScriptFault(error)) throw error;
      return undefined;
    }
    return this.decide(tests, out, agrees, (id) => line.first(id));
  }

  /** Compare what the decisions compare, then write the columns. */
  private decide(
    tests: Uint8Array,
    out: Float64Array,
    agrees: Agrees,
    number: (id: NodeId) => number,
  ): Evaluation {
    const { decisions, columns } = this.computation;
    for (const [k, { x, y }] of decisions.entries()) {
      const left = number(x);
      if (!agrees(tests[k]!, left, number(y))) return { passed: k, left };
    }
    for (const [j, column] of columns.entries()) out[j] = number(column);
    return { passed: tests.length, left: Number.NaN };
  }
}

function lineOf({ graph, decisions, columns }: Computation, kernels: Kernels): StraightLine | undefined {
  const compared = decisions.flatMap(({ x, y }) => [x, y]);
  const inputs = Array.from({ length: countInputs(graph) }, (_, id) => id as NodeId);
  return StraightLine.of(graph, kernels, inputs, [], [...columns, ...compared]);
}
