/**
 * The traced paths of a function as one graph and a tree of decisions. Equal operations of different paths become one node, so
 * that what paths have in common, derivatives included, is written once.
 */

import type { ArrayType } from '../array/ndarray.ts';
import {
  ALIAS,
  CONST,
  type Derivation,
  FIRST_ARRAY,
  Graph,
  INPUT,
  LIST,
  LITERAL,
  NONE,
  type NodeId,
} from '../graph/graph.ts';
import type { Test } from '../graph/wire.ts';

/** What is asked of numbers of the merged graph, and the answer that belongs to a path. */
export interface Condition {
  readonly test: Test;
  readonly x: NodeId;
  readonly y: NodeId;
  readonly holds: boolean;
  /** In the script. */
  readonly place: string | undefined;
}

/** Conditions that all paths from here on meet, one after the other; then the result, or a choice between paths. */
export interface Tree {
  readonly guards: readonly Condition[];
  readonly columns: readonly NodeId[] | undefined;
  /** At least two; the conditions exclude each other. */
  readonly branches: readonly { readonly condition: Condition; readonly tree: Tree }[];
}

/** A path in terms of the merged graph. */
interface MergedPath {
  readonly conditions: readonly Condition[];
  readonly columns: readonly NodeId[];
}

/** What of a derivation is written. */
export type Path = Pick<Derivation, 'graph' | 'decisions' | 'columns'> & {
  /** Variables that take the place of input nodes, by ordinal. */
  readonly variables?: readonly NodeId[];
  readonly origins?: Origins;
};

/** What the script says of a path's numbers and decisions. */
export interface Origins {
  /** The variable that a number is, and where. */
  readonly numbers: ReadonlyMap<NodeId, Origin>;
  /** Where each decision was taken. */
  readonly decisions: readonly (string | undefined)[];
}

export interface Origin {
  readonly name: string;
  readonly place: string;
}

/** Return one graph of all paths, and their tree. The inputs, of these types, are its first nodes. */
export function mergePaths(
  paths: readonly Path[],
  inputs: readonly ArrayType[],
): { readonly graph: Graph; readonly tree: Tree; readonly origins: ReadonlyMap<NodeId, Origin> } {
  const graph = new Graph();
  const origins = new Map<NodeId, Origin>();
  for (const [ordinal, type] of inputs.entries()) graph.input(ordinal, type);
  const merged = paths.map((path) => mergedPath(graph, path, origins));
  return { graph, tree: treeOf(merged, 0), origins };
}

function mergedPath(graph: Graph, path: Path, origins: Map<NodeId, Origin>): MergedPath {
  const { graph: from, decisions, columns, variables = [] } = path;
  const copies = copied(from, graph, variables, [...decisions.flatMap(({ x, y }) => [x, y]), ...columns]);
  const copyOf = (id: NodeId): NodeId => copies[id]! as NodeId;
  for (const [id, origin] of path.origins?.numbers ?? [])
    if (copies[id] !== NONE && !origins.has(copyOf(id))) origins.set(copyOf(id), origin);
  const known = new Set<string>();
  const conditions: Condition[] = [];
  for (const [i, { test, x, y, holds }] of decisions.entries()) {
    const condition = { test, x: copyOf(x), y: copyOf(y), holds, place: path.origins?.decisions[i] };
    const question = questionOf(condition);
    if (known.has(question)) continue; // asked before on this path, and answered alike
    known.add(question);
    conditions.push(condition);
  }
  return { conditions, columns: columns.map(copyOf) };
}

/** Equal for conditions that ask the same. */
export function questionOf({ test, x, y }: Condition): string {
  return `${test} ${x} ${y}`;
}

/** Copy `nodes` and what they are computed from; return the copies by node. Aliases vanish. */
function copied(from: Graph, to: Graph, variables: readonly NodeId[], nodes: readonly NodeId[]): Int32Array {
  const wanted = neededFor(from, nodes);
  const copies = new Int32Array(from.size).fill(NONE);
  for (const [ordinal, variable] of variables.entries()) copies[variable] = ordinal;
  for (let id = 0; id < from.size; id++)
    if (wanted[id] === 1 && copies[id] === NONE) copies[id] = copy(from, to, id as NodeId, copies);
  return copies;
}

function neededFor(graph: Graph, nodes: readonly NodeId[]): Uint8Array {
  const wanted = new Uint8Array(graph.size);
  for (const node of nodes) wanted[node] = 1;
  for (let id = graph.size - 1; id >= 0; id--)
    if (wanted[id] === 1) for (const operand of operandsOf(graph, id as NodeId)) wanted[operand] = 1;
  return wanted;
}

/** Return all nodes that a path computes with, in order. */
export function neededNodes({ graph, decisions, columns }: Path): NodeId[] {
  const wanted = neededFor(graph, [...decisions.flatMap(({ x, y }) => [x, y]), ...columns]);
  return Array.from(wanted.keys()).filter((id) => wanted[id] === 1) as NodeId[];
}

function copy(from: Graph, to: Graph, id: NodeId, copies: Int32Array): NodeId {
  const op = from.ops[id]!;
  const copyOf = (operand: number): NodeId => (operand < 0 ? NONE : (copies[operand]! as NodeId));
  if (op === INPUT) return from.x[id]! as NodeId; // the inputs of the merged graph are its first nodes
  if (op === CONST) return to.constant(from.constantValue(id)!);
  if (op === LITERAL) return to.literal(from.literalValue(id)!);
  const [x, y] = [copyOf(from.x[id]!), copyOf(from.y[id]!)];
  if (op === ALIAS) return x;
  if (op === LIST) return to.node(LIST, x, y);
  if (op >= FIRST_ARRAY) return to.array(op, from.typeOf(id), x, y, from.attributesOf(id));
  return to.node(op, x, y, copyOf(from.z[id]!), from.typeOf(id));
}

/** The nodes that a node is made of; the lists among them, too. */
export function operandsOf({ ops, x, y, z }: Graph, id: NodeId): NodeId[] {
  const op = ops[id]!;
  if (op === CONST || op === INPUT || op === LITERAL) return [];
  const operands = op === ALIAS ? [x[id]!] : op >= FIRST_ARRAY ? [x[id]!, y[id]!] : [x[id]!, y[id]!, z[id]!];
  return operands.filter((operand) => operand !== NONE) as NodeId[];
}

/** The tree of paths that agree before decision `k`. */
function treeOf(paths: readonly MergedPath[], k: number): Tree {
  const guards: Condition[] = [];
  for (let at = k; ; at++) {
    const condition = paths[0]!.conditions[at];
    if (condition === undefined) return { guards, columns: paths[0]!.columns, branches: [] };
    const groups = new Map<string, MergedPath[]>();
    for (const path of paths) {
      const met = path.conditions[at]!;
      const key = `${questionOf(met)} ${met.holds}`;
      groups.set(key, [...(groups.get(key) ?? []), path]);
    }
    if (groups.size === 1) guards.push(condition);
    else {
      const branches = [...groups.values()].map((group) => ({
        condition: group[0]!.conditions[at]!,
        tree: treeOf(group, at + 1),
      }));
      return { guards, columns: undefined, branches };
    }
  }
}
