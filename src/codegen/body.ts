/**
 * The statements of a function: from the merged graph and its tree of decisions to lines of text. Which numbers get a name and
 * which stand within an expression is decided here; how an operation is written is the language's.
 *
 * A number is computed where all paths need it that can still be taken: before the decision that divides them, and otherwise on
 * each side. What is used once and short has no name.
 */

import { sizeOf } from '../array/ndarray.ts';
import { AutogradError, internalError } from '../base/errors.ts';
import { CONST, FIRST_ARRAY, type Graph, LIST, LITERAL, NONE, type NodeId } from '../graph/graph.ts';
import { codeOf, NAMES, primitiveOf } from '../ops/registry.ts';
import { applied, atom, type Code, choice, infix, LEVEL, negated } from './code.ts';
import { formOf } from './forms.ts';
import type { Language } from './language.ts';
import {
  asNumber,
  type Elements,
  elementwise,
  isPassedThrough,
  type LoopContext,
  makesMask,
  numberElements,
  readsOnce,
  stored,
  takesMask,
  type Written,
  written as writtenLoops,
} from './loops.ts';
import { type Condition, type Origin, operandsOf, questionOf, type Tree } from './merge.ts';
import type { Names } from './names.ts';
import { arrayText } from './result.ts';

/** Longest expression that stands within another one. */
const SHORT = 56;

/** Most statements of a function. */
const MOST_STATEMENTS = 1_000_000;

/** Set of nodes. */
type Nodes = Uint8Array;

export interface BodyOptions {
  readonly language: Language;
  readonly graph: Graph;
  readonly tree: Tree;
  /** By ordinal. */
  readonly inputs: readonly Elements[];
  readonly names: Names;
  /** What helpers are called. */
  readonly helperNames: ReadonlyMap<string, string>;
  /** The script's variables. */
  readonly origins: ReadonlyMap<NodeId, Origin>;
  /** Names for the wanted numbers, in the order of the columns. */
  readonly labels: readonly string[];
  /** The statements that end a path. */
  readonly result: (columns: readonly Elements[], names: Names) => readonly string[];
}

/** Names and expressions that hold from a statement on, to the end of its block. */
class Scope {
  private readonly outer: Scope | undefined;
  private readonly values = new Map<NodeId, Elements>();
  readonly names: Names;

  constructor(names: Names, outer?: Scope) {
    this.names = names;
    this.outer = outer;
  }

  get(node: NodeId): Elements | undefined {
    return this.values.get(node) ?? this.outer?.get(node);
  }

  set(node: NodeId, value: Elements): void {
    this.values.set(node, value);
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
  /** Of a node that is used once. */
  private readonly user: Int32Array;
  private readonly wanted = new Map<Tree, Nodes>();
  private readonly labelOf = new Map<NodeId, string>();
  private statements = 0;

  constructor(options: BodyOptions) {
    this.options = options;
    ({ uses: this.uses, user: this.user } = usesOf(options.graph, options.tree));
  }

  lines(): string[] {
    const { tree, inputs, names } = this.options;
    const scope = new Scope(names);
    for (const [ordinal, input] of inputs.entries()) scope.set(ordinal as NodeId, input);
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
    const results = columns.map((column) => this.elements(column, scope));
    return [...lines, ...this.options.result(results, scope.names)];
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
    const { language, graph } = this.options;
    const { test, x, y, holds, place } = condition;
    const asked =
      test === 'truth'
        ? this.truth(x, scope)
        : language.condition(test, this.number(x, scope), this.number(y, scope), graph.constantValue(y));
    const { text } = holds ? asked : negated(asked);
    const comment = place === undefined ? '' : ` // ${place}`;
    const [only] = block;
    const short = `if (${text}) ${only}`;
    if (block.length === 1 && only === language.leave) return [`${short}${comment}`];
    return [`if (${text}) {${comment}`, ...block.map((line) => (line === '' ? '' : `  ${line}`)), '}'];
  }

  private truth(x: NodeId, scope: Scope): Code {
    const { at, isMask } = this.elements(x, scope);
    return isMask ? at('0') : this.options.language.condition('truth', at('0'), atom(''), undefined);
  }

  // ── Statements ──

  /** The statements that compute `nodes`, as far as they are not computed yet. */
  private compute(nodes: readonly NodeId[], scope: Scope): string[] {
    const { graph } = this.options;
    const wanted: Nodes = new Uint8Array(graph.size);
    for (const node of nodes) wanted[node] = 1;
    closeOver(graph, wanted, (id) => scope.get(id) !== undefined);
    const lines: string[] = [];
    for (let id = 0 as NodeId; id < graph.size; id++)
      if (wanted[id] === 1 && graph.ops[id] !== LIST && scope.get(id) === undefined)
        lines.push(...this.statement(id, scope));
    return lines;
  }

  private statement(id: NodeId, scope: Scope): readonly string[] {
    const { graph, language, origins } = this.options;
    const op = graph.ops[id]!;
    if (op === CONST) {
      scope.set(id, numberElements(language.number(graph.constantValue(id)!)));
      return [];
    }
    if (op === LITERAL) return this.literal(id, scope);
    const origin = origins.get(id);
    const label = origin?.name ?? this.labelOf.get(id);
    const isInner = origin === undefined && this.isInlined(id);
    const found = this.operation(id, op, scope, '');
    if ('elements' in found) {
      const { text } = found.elements.at('i');
      if (op >= FIRST_ARRAY || (isInner && text.length <= SHORT)) {
        scope.set(id, found.elements);
        return [];
      }
    }
    if (++this.statements > MOST_STATEMENTS) throw tooLong();
    const name = label === undefined ? scope.names.numbered('t') : scope.names.claim(label);
    const { shape } = graph.typeOf(id);
    if ('elements' in found && shape.length === 0) {
      scope.set(id, { ...numberElements(atom(name)), isMask: found.elements.isMask });
      return commented([language.declare(name, found.elements.at('0'), found.elements.isMask)], origin);
    }
    scope.set(id, shape.length === 0 ? numberElements(atom(name)) : stored(name, shape));
    const written = this.operation(id, op, scope, name);
    if ('elements' in written) throw internalError(`no statement for ${NAMES[op]}`);
    return commented(written.lines, origin);
  }

  /** An array that is known: one number if all elements are the same. */
  private literal(id: NodeId, scope: Scope): readonly string[] {
    const { graph, language } = this.options;
    const { shape, data } = graph.literalValue(id)!;
    const first = language.number(data[0] ?? 0);
    if (data.every((value) => Object.is(value, data[0]))) {
      scope.set(id, { shape, isMask: false, at: () => first });
      return [];
    }
    const name = scope.names.numbered('c');
    scope.set(id, stored(name, shape));
    const numbers = Array.from(data, (value) => language.number(value).text);
    return arrayText(language.family, name, numbers, 'static ');
  }

  /** Write an operation; where it needs statements, into `name`. Without a name, only to see whether it does. */
  private operation(id: NodeId, op: number, scope: Scope, name: string): Written {
    const { graph, language } = this.options;
    const operands = graph.operands(id).map((operand) => this.elements(operand, scope));
    const { shape } = graph.typeOf(id);
    const context: LoopContext = {
      language,
      names: scope.names,
      graph,
      operands,
      dtypes: graph.operands(id).map((operand) => graph.typeOf(operand).dtype),
      attributes: op >= FIRST_ARRAY ? graph.attributesOf(id) : undefined,
      shape,
      name,
      apply: (primitive, ...codes) => this.applied(codeOf(primitive), codes, []),
    };
    if (op >= FIRST_ARRAY) return writtenLoops(op, context);
    const constants = graph.operands(id).map((operand) => graph.constantValue(operand));
    const asksMasks = NAMES[op] === 'eq' && operands.some(({ isMask }) => isMask);
    const compute = (codes: readonly Code[]): Code =>
      (asksMasks ? equalMasks(language, codes, operands, constants) : undefined) ??
      this.applied(
        op,
        codes.map((code, i) => this.asOperand(code, operands[i]!.isMask, takesMask(op, i))),
        constants,
      );
    return elementwise(context, compute, makesMask(op), name !== '');
  }

  private applied(op: number, codes: readonly Code[], constants: readonly (number | undefined)[]): Code {
    const { language, helperNames } = this.options;
    const factor = NAMES[op] === 'mul' ? constants.indexOf(1) : -1;
    if (factor >= 0) return codes[1 - factor]!; // 1 * x is x
    const form = formOf(language.family, NAMES[op]!, primitiveOf(op), constants);
    return applied(form.kind === 'helper' ? { ...form, name: helperNames.get(form.name)! } : form, codes);
  }

  /** An operand as a number or as a condition, whichever is taken. */
  private asOperand(code: Code, isMask: boolean, wantsMask: boolean): Code {
    const { language } = this.options;
    if (isMask === wantsMask) return code;
    if (wantsMask)
      return applied(infix(language.family === 'c' ? '!=' : '!==', LEVEL.equality), [
        code,
        language.number(0),
      ]);
    return applied(choice, [code, language.number(1), language.number(0)]);
  }

  /**
   * Whether a node may stand within the expression of its one user: not where that would compute it more than once, for
   * each element or each of the user's own users.
   */
  private isInlined(id: NodeId): boolean {
    const { graph } = this.options;
    if (this.uses[id] !== 1) return false;
    const { shape } = graph.typeOf(id);
    for (let user = this.user[id]! as NodeId; user !== NONE; user = this.user[user]! as NodeId) {
      const op = graph.ops[user]!;
      if (op === LIST) continue; // of an operation that takes any number of operands, each once
      if (op >= FIRST_ARRAY && isPassedThrough(op)) {
        if (this.uses[user] !== 1) return false;
        continue;
      }
      const size = sizeOf(graph.typeOf(user).shape);
      if (op >= FIRST_ARRAY) return readsOnce(op) && (shape.length > 0 || size <= 1);
      return sizeOf(shape) === size;
    }
    return shape.length === 0;
  }

  private elements(id: NodeId, scope: Scope): Elements {
    const elements = scope.get(id);
    if (elements === undefined) throw internalError(`the node ${id} is used before it is computed`);
    return elements;
  }

  /** A node as a number. */
  private number(id: NodeId, scope: Scope): Code {
    return asNumber(this.options.language, this.elements(id, scope), '0');
  }
}

/** Whether conditions are alike, or whether one holds: what a compiler would not have as a comparison of numbers. */
function equalMasks(
  { family }: Language,
  [x, y]: readonly Code[],
  operands: readonly Elements[],
  constants: readonly (number | undefined)[],
): Code | undefined {
  if (operands.every(({ isMask }) => isMask))
    return applied(infix(family === 'c' ? '==' : '===', LEVEL.equality), [
      atom(`(${x!.text})`),
      atom(`(${y!.text})`),
    ]);
  const [mask, known] = operands[0]!.isMask ? [x!, constants[1]] : [y!, constants[0]];
  if (known === 1) return mask;
  return known === 0 ? negated(mask) : undefined;
}

function sizeOfTree({ guards, columns, branches }: Tree): number {
  return branches.reduce((size, { tree }) => size + sizeOfTree(tree), guards.length + (columns?.length ?? 0));
}

/** The first line says where in the script the variable is. */
function commented([first, ...others]: readonly string[], origin: Origin | undefined): readonly string[] {
  return origin === undefined ? [first!, ...others] : [`${first} // ${origin.place}`, ...others];
}

/** Add what the nodes of a set are computed from, but not beyond nodes that are `known`. */
function closeOver(graph: Graph, nodes: Nodes, known: (id: NodeId) => boolean = () => false): void {
  for (let id = graph.size - 1; id >= 0; id--)
    if (nodes[id] === 1 && !known(id as NodeId))
      for (const operand of operandsOf(graph, id as NodeId)) nodes[operand] = 1;
}

/** How often the text of each node would appear if none had a name, and for whom it does. */
function usesOf(graph: Graph, tree: Tree): { readonly uses: Int32Array; readonly user: Int32Array } {
  const uses = new Int32Array(graph.size);
  const user = new Int32Array(graph.size).fill(NONE);
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
  for (let id = graph.size - 1; id >= 0; id--) {
    if (uses[id]! === 0) continue;
    for (const operand of operandsOf(graph, id as NodeId)) {
      uses[operand]!++;
      user[operand] = id;
    }
  }
  return { uses, user };
}

function tooLong(): AutogradError {
  return new AutogradError('E_LIMIT', `the source would have more than ${MOST_STATEMENTS} statements`, {
    hint: 'ask for a lower order (-n), or for fewer paths (--range, --at)',
  });
}
