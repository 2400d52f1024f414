/**
 * From a derivation to a program: which nodes are computed, in which order, and where decisions are made. The interpreter
 * and the compiled form run the same program, so they do the same operations in the same order.
 *
 * The order is what run time depends on most (DESIGN, "Compile"). What decisions need comes first, each node just before
 * the first decision that needs it, so that a point that takes another path is known early. The rest follows by the node
 * of the trace it was made for: all orders of one operation together, so that few numbers live long.
 */

import { ALIAS, CONST, type Derivation, type Graph, INPUT } from '../graph/graph.ts';
import { decisionCode, FIRST_DECISION } from '../graph/wire.ts';
import type { ArrayEvaluation } from './array-program.ts';

/** No operand. */
const ABSENT = -1;

/**
 * Straight-line code over numbered values: first the inputs, by ordinal, then the constants, and step i computes value
 * `inputs + constants.length + i` from values x[i], y[i], z[i] (0 beyond the operation's arity).
 */
export interface Program {
  readonly inputs: number;
  readonly constants: Float64Array;
  readonly ops: Uint8Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly z: Int32Array;
  /** Decision k is `2 · test + (holds ? 0 : 1)`, the test being `TESTS[test]` of `graph/wire.ts`. */
  readonly tests: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Decision k is made when so many steps are done; never falling. */
  readonly after: Int32Array;
  /** The wanted values. */
  readonly columns: Int32Array;
  /** How many of the last decisions are not the script's but say that everything can be computed in this way. */
  readonly requirements: number;
  /** What is computed in place of the steps, where operations on arrays are left (`array-program.ts`). */
  readonly arrays?: ArrayEvaluation;
}

/** What a program is made of. */
export interface Computation extends Pick<Derivation, 'graph' | 'decisions' | 'columns' | 'owner'> {
  /** How many of the last decisions are not the script's but say that everything can be computed in this way. */
  readonly requirements?: number;
}

/** The number of the value that step 0 computes. */
export function firstStep(program: Program): number {
  return program.inputs + program.constants.length;
}

const PIN = decisionCode('same', true) - FIRST_DECISION;

/** Whether a value is one of the constants. */
export function isConstant(program: Program, value: number): boolean {
  return value >= program.inputs && value < firstStep(program);
}

/** Whether decision k says that a number is a certain constant: those who leave there may do so in many directions. */
export function isPin(program: Program, k: number): boolean {
  return program.tests[k] === PIN && isConstant(program, program.right[k]!);
}

/** Whether decision k says that everything can be computed in the program's way. */
export function isRequirement(program: Program, k: number): boolean {
  return k >= program.tests.length - program.requirements && k < program.tests.length;
}

/** Return the program that computes the columns of a derivation and makes its decisions. Aliases vanish. */
export function schedule(derivation: Computation): Program {
  const { graph, decisions, columns } = derivation;
  const source = withoutAliases(derivation);
  const needed = firstNeed(derivation, source);
  const { order, before } = sortedSteps(derivation, source, needed);

  const inputs = countInputs(graph);
  const constants: number[] = [];
  const value = new Int32Array(graph.size);
  for (let id = 0; id < graph.size; id++) {
    if (graph.ops[id] === INPUT) value[id] = graph.x[id]!;
    else if (graph.ops[id] === CONST && needed[id] !== UNUSED)
      value[id] = inputs - 1 + constants.push(graph.constants[graph.x[id]!]!);
  }
  const first = inputs + constants.length;
  for (let i = 0; i < order.length; i++) value[order[i]!] = first + i;
  for (let id = 0; id < graph.size; id++) value[id] = value[source[id]!]!;

  // Loops, not `from` with a function, which takes ten times as long.
  const steps = order.length;
  const ops = new Uint8Array(steps);
  const [x, y, z] = [new Int32Array(steps), new Int32Array(steps), new Int32Array(steps)];
  for (let i = 0; i < steps; i++) {
    const id = order[i]!;
    ops[i] = graph.ops[id]!;
    x[i] = value[graph.x[id]!]!;
    if (graph.y[id] !== ABSENT) y[i] = value[graph.y[id]!]!;
    if (graph.z[id] !== ABSENT) z[i] = value[graph.z[id]!]!;
  }
  return {
    inputs,
    constants: Float64Array.from(constants),
    ops,
    x,
    y,
    z,
    tests: Uint8Array.from(decisions, ({ test, holds }) => decisionCode(test, holds) - FIRST_DECISION),
    left: Int32Array.from(decisions, (decision) => value[decision.x]!),
    right: Int32Array.from(decisions, (decision) => value[decision.y]!),
    after: before.slice(1, decisions.length + 1),
    columns: Int32Array.from(columns, (id) => value[id]!),
    requirements: derivation.requirements ?? 0,
  };
}

/** The inputs of a trace are its first nodes. */
export function countInputs({ ops }: Graph): number {
  let count = 0;
  while (ops[count] === INPUT) count++;
  return count;
}

/** Return for each node the node it is another name of: itself but for aliases. */
function withoutAliases({ graph }: Computation): Int32Array {
  const source = new Int32Array(graph.size);
  for (let id = 0; id < graph.size; id++) source[id] = graph.ops[id] === ALIAS ? source[graph.x[id]!]! : id;
  return source;
}

const UNUSED = 0x7fffffff;

/** Return for each node the first decision that needs it; the number of decisions if only columns do; UNUSED if nothing. */
function firstNeed({ graph, decisions, columns }: Computation, source: Int32Array): Int32Array {
  const needed = new Int32Array(graph.size).fill(UNUSED);
  const need = (id: number, by: number): void => {
    if (id !== ABSENT && by < needed[source[id]!]!) needed[source[id]!] = by;
  };
  for (const [k, { x, y }] of decisions.entries()) {
    need(x, k);
    need(y, k);
  }
  for (const id of columns) need(id, decisions.length);
  for (let id = graph.size - 1; id >= 0; id--) {
    const by = needed[id]!;
    if (by === UNUSED || graph.ops[id]! <= ALIAS) continue;
    need(graph.x[id]!, by);
    need(graph.y[id]!, by);
    need(graph.z[id]!, by);
  }
  return needed;
}

/**
 * Sort the nodes that are computed: by the decision that needs them first, then by owner, then by age. `before[k]` is the
 * number of steps of all keys below k. (An owner is raised to the highest owner among the operands, which keeps operands
 * first; in reverse mode the cotangents thereby stay in their order of creation.)
 */
function sortedSteps(
  { graph, decisions, owner }: Computation,
  source: Int32Array,
  needed: Int32Array,
): { order: Int32Array; before: Int32Array } {
  const late = decisions.length;
  const keys = new Int32Array(graph.size).fill(ABSENT);
  const before = new Int32Array(late + graph.size + 1);
  const keyOf = (id: number): number => (id === ABSENT ? ABSENT : keys[source[id]!]!);
  for (let id = 0; id < graph.size; id++) {
    if (needed[id] === UNUSED || graph.ops[id]! <= ALIAS) continue;
    let key = needed[id]!;
    if (key === late) {
      key = Math.max(late + owner[id]!, keyOf(graph.x[id]!), keyOf(graph.y[id]!), keyOf(graph.z[id]!));
    }
    keys[id] = key;
    before[key + 1]!++;
  }
  for (let key = 0; key < before.length - 1; key++) before[key + 1]! += before[key]!;
  const order = new Int32Array(before[before.length - 1]!);
  const next = before.slice();
  for (let id = 0; id < graph.size; id++) if (keys[id] !== ABSENT) order[next[keys[id]!]!++] = id;
  return { order, before };
}
