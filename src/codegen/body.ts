/**
 * The statements of a function: from the merged graph and its tree of decisions to lines of text. Which numbers get a name and
 * which stand within an expression is decided here; how an operation is written is the language's.
 *
 * A number is computed where all paths need it that can still be taken: before the decision that divides them, and otherwise on
 * each side. What is used once and short has no name.
 */

import { AutogradError, internalError } from '../base/errors.ts';
import { CONST, FIRST_ARRAY, type Graph, INPUT, LIST, LITERAL, type NodeId } from '../graph/graph.ts';
import { NAMES, primitiveOf } from '../ops/registry.ts';
import { applied, atom, type Code, negated } from './code.ts';
import { formOf } from './forms.ts';
import type { Language } from './language.ts';
import { type Condition, operandsOf, questionOf, type Tree } from './merge.ts';
import type { Names } from './names.ts';

/** Longest expression that stands within another one. */
const SHORT = 56;

/** Most statements of a function. */
const MOST_STATEMENTS = 1_000_000;

/** Set of nodes. */
type Nodes = Uint8Array;

/** What the script says of a function's numbers and decisions. */
export interface Origins {
  /** What a number is called. */
  name(node: NodeId): string | undefined;
  /** Where a decision was taken. */
  place(condition: Condition): string | undefined;
}

export interface BodyOptions {
  readonly language: Language;
  readonly graph: Graph;
  readonly tree: Tree;
  /** Of the inputs, by ordinal. */
  readonly inputs: readonly string[];
  readonly names: Names;
  /** What helpers are called. */
  readonly helperNames: ReadonlyMap<string, string>;
  readonly origins: Origins;
  /** Names for the wanted numbers, in the order of the columns. */
  readonly labels: readonly string[];
  /** The statements that end a path. */
  readonly result: (columns: readonly Code[]) => readonly string[];
}

/** Names and expressions that hold from a statement on, to the end of its block. */
class Scope {
  private readonly outer: Scope | undefined;
  private readonly codes = new Map<NodeId, Code>();
  readonly names: Names;

  constructor(names: Names, outer?: Scope) {
    this.names = names;
    this.outer = outer;
  }

  get(node: NodeId): Code | undefined {
    return this.codes.get(node) ?? this.outer?.get(node);
  }

  set(node: NodeId, code: Code): void {
    this.codes.set(node, code);
  }

  inner(): Scope {
    return new Scope(this.names.inner(), this);
  }
}

/** Return the lines of a function's body, not indented. */
export function bodyLines(options: BodyOptions): string[] {
  return new Body(options).lines();
}

class Body {
  private readonly options: BodyOptions;
  private readonly uses: Int32Array;
  private readonly wanted = new Map<Tree, Nodes>();
  private readonly labelOf = new Map<NodeId, string>();
  private statements = 0;

  constructor(options: BodyOptions) {
    this.options = options;
    this.uses = countUses(options.graph, options.tree);
  }

  lines(): string[] {
    const { tree, inputs, names } = this.options;
    const scope = new Scope(names);
    for (const [ordinal, name] of inputs.entries()) scope.set(ordinal as NodeId, atom(name));
    this.needs(tree);
    return this.block(tree, scope);
  }

  // ── What is computed where ──

  /** The nodes that are needed on all paths of a tree. */
  private needs(tree: Tree): Nodes {
    const { graph } = this.options;
    const nodes: Nodes = new Uint8Array(graph.size);
    for (const { x, y } of tree.guards) nodes[x] = nodes[y] = 1;
    for (const column of tree.columns ?? []) nodes[column] = 1;
    const [first, ...others] = tree.branches.map((branch) => this.needs(branch.tree));
    for (const { condition } of tree.branches) nodes[condition.x] = nodes[condition.y] = 1;
    if (first !== undefined)
      for (let id = 0; id < graph.size; id++)
        if (first[id] === 1 && others.every((other) => other[id] === 1)) nodes[id] = 1;
    closeOver(graph, nodes);
    this.wanted.set(tree, nodes);
    return nodes;
  }

  private block(tree: Tree, scope: Scope): string[] {
    const lines: string[] = [];
    for (const guard of tree.guards) {
      lines.push(...this.compute([guard.x, guard.y], scope));
      lines.push(...this.when({ ...guard, holds: !guard.holds }, scope, [this.options.language.leave]));
    }
    lines.push(...(tree.columns === undefined ? this.choice(tree, scope) : this.leaf(tree.columns, scope)));
    return lines;
  }

  private leaf(columns: readonly NodeId[], scope: Scope): string[] {
    for (const [i, column] of columns.entries())
      if (!this.labelOf.has(column)) this.labelOf.set(column, this.options.labels[i]!);
    const lines = this.compute(columns, scope);
    return [...lines, ...this.options.result(columns.map((column) => this.number(column, scope)))];
  }

  /** The smaller ones of the branches are blocks, the largest one goes on after them. */
  private choice({ branches }: Tree, scope: Scope): string[] {
    const sorted = branches
      .map((branch) => ({ ...branch, size: sizeOfTree(branch.tree) }))
      .sort((a, b) => a.size - b.size);
    const questions = branches.flatMap(({ condition: { x, y } }) => [x, y]);
    const lines = this.compute(questions, scope);
    lines.push(...this.compute(this.shared(branches.map(({ tree }) => this.wanted.get(tree)!)), scope));
    // A question with two answers is answered by the one as soon as not by the other.
    const [{ condition: first }, second] = [branches[0]!, branches[1]!];
    const isComplete = branches.length === 2 && questionOf(first) === questionOf(second!.condition);
    for (const { condition, tree } of isComplete ? sorted.slice(0, -1) : sorted)
      lines.push(...this.when(condition, scope, this.block(tree, scope.inner())));
    if (isComplete) lines.push(...this.block(sorted.at(-1)!.tree, scope));
    else lines.push(this.options.language.leave);
    return lines;
  }

  private shared(sets: readonly Nodes[]): NodeId[] {
    const ids: NodeId[] = [];
    for (let id = 0; id < this.options.graph.size; id++)
      if (sets.every((set) => set[id] === 1)) ids.push(id as NodeId);
    return ids;
  }

  /** The statement that runs `block` where a condition is met. */
  private when(condition: Condition, scope: Scope, block: readonly string[]): string[] {
    const { language, origins, graph } = this.options;
    const { test, x, y, holds } = condition;
    const asked =
      test === 'truth'
        ? this.truth(x, scope)
        : language.condition(test, this.number(x, scope), this.number(y, scope), graph.constantValue(y));
    const { text } = holds ? asked : negated(asked);
    const place = origins.place(condition);
    const comment = place === undefined ? '' : ` // ${place}`;
    const [only] = block;
    const short = `if (${text}) ${only}`;
    if (block.length === 1 && only === language.leave) return [`${short}${comment}`];
    return [`if (${text}) {${comment}`, ...block.map((line) => (line === '' ? '' : `  ${line}`)), '}'];
  }

  private truth(x: NodeId, scope: Scope): Code {
    if (this.isMask(x)) return this.mask(x, scope);
    return this.options.language.condition('truth', this.number(x, scope), atom(''), undefined);
  }

  // ── Statements ──

  /** The statements that compute `nodes`, as far as they are not computed yet. */
  private compute(nodes: readonly NodeId[], scope: Scope): string[] {
    const { graph } = this.options;
    const wanted: Nodes = new Uint8Array(graph.size);
    for (const node of nodes) wanted[node] = 1;
    closeOver(graph, wanted, (id) => scope.get(id) !== undefined);
    const lines: string[] = [];
    for (let id = 0; id < graph.size; id++)
      if (wanted[id] === 1 && scope.get(id as NodeId) === undefined)
        lines.push(...this.statement(id as NodeId, scope));
    return lines;
  }

  private statement(id: NodeId, scope: Scope): readonly string[] {
    const { graph, language, origins } = this.options;
    const op = graph.ops[id]!;
    if (op === CONST) {
      scope.set(id, language.number(graph.constantValue(id)!));
      return [];
    }
    if (op === INPUT || op === LITERAL || op === LIST || op >= FIRST_ARRAY)
      throw internalError(`no statement for ${NAMES[op]}`);
    const code = this.operation(id, op, scope);
    const named = origins.name(id);
    if (named === undefined && this.uses[id] === 1 && code.text.length <= SHORT) {
      scope.set(id, code);
      return [];
    }
    if (++this.statements > MOST_STATEMENTS) throw tooLong();
    const label = named ?? this.labelOf.get(id);
    const name = label === undefined ? scope.names.numbered('t') : scope.names.claim(label);
    scope.set(id, atom(name));
    return [language.declare(name, code, this.isMask(id))];
  }

  private operation(id: NodeId, op: number, scope: Scope): Code {
    const { graph, language, helperNames } = this.options;
    const name = NAMES[op]!;
    const operands = operandsOf(graph, id);
    const form = formOf(
      language.family,
      name,
      primitiveOf(op),
      operands.map((x) => graph.constantValue(x)),
    );
    const takesMasks = name === 'and' || name === 'where';
    const codes = operands.map((operand, i) =>
      takesMasks && (i === 0 || name === 'and') ? this.mask(operand, scope) : this.number(operand, scope),
    );
    return applied(form.kind === 'helper' ? { ...form, name: helperNames.get(form.name)! } : form, codes);
  }

  private isMask(id: NodeId): boolean {
    const op = this.options.graph.ops[id]!;
    return op > LIST && op < FIRST_ARRAY && primitiveOf(op).derivative.kind === 'mask';
  }

  private code(id: NodeId, scope: Scope): Code {
    const code = scope.get(id);
    if (code === undefined) throw internalError(`the node ${id} is used before it is computed`);
    return code;
  }

  /** A node as a number. */
  private number(id: NodeId, scope: Scope): Code {
    const code = this.code(id, scope);
    if (!this.isMask(id)) return code;
    const { language } = this.options;
    return applied({ kind: 'choice' }, [code, language.number(1), language.number(0)]);
  }

  /** A node as a condition. */
  private mask(id: NodeId, scope: Scope): Code {
    const code = this.code(id, scope);
    if (this.isMask(id)) return code;
    return negated(this.options.language.condition('eq', code, this.options.language.number(0), 0));
  }
}

function sizeOfTree({ guards, columns, branches }: Tree): number {
  return branches.reduce((size, { tree }) => size + sizeOfTree(tree), guards.length + (columns?.length ?? 0));
}

/** Add what the nodes of a set are computed from, but not beyond nodes that are `known`. */
function closeOver(graph: Graph, nodes: Nodes, known: (id: NodeId) => boolean = () => false): void {
  for (let id = graph.size - 1; id >= 0; id--)
    if (nodes[id] === 1 && !known(id as NodeId))
      for (const operand of operandsOf(graph, id as NodeId)) nodes[operand] = 1;
}

/** How often the text of each node would appear if none had a name. */
function countUses(graph: Graph, tree: Tree): Int32Array {
  const uses = new Int32Array(graph.size);
  const visit = ({ guards, columns, branches }: Tree): void => {
    for (const { test, x, y } of [...guards, ...(branches.length > 0 ? [branches[0]!.condition] : [])]) {
      uses[x]!++;
      if (test !== 'truth') uses[y]!++;
    }
    if (branches.length > 2) uses[branches[0]!.condition.x]!++;
    for (const column of columns ?? []) uses[column]!++;
    for (const branch of branches) visit(branch.tree);
  };
  visit(tree);
  for (let id = graph.size - 1; id >= 0; id--)
    if (uses[id]! > 0) for (const operand of operandsOf(graph, id as NodeId)) uses[operand]!++;
  return uses;
}

function tooLong(): AutogradError {
  return new AutogradError('E_LIMIT', `the source would have more than ${MOST_STATEMENTS} statements`, {
    hint: 'ask for a lower order (-n), or for fewer paths (--range, --at)',
  });
}
