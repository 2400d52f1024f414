/**
 * Which functions of a module are pure by their text: what they return follows from their arguments and from the outside names they
 * read, and calling them does nothing else. What their arguments and those names hold is looked at when they are called (the guest's
 * `direct.ts`): there, a function must be pure itself. Not being proven pure costs time only.
 */

import { type Kind, MATH, MATH_CONSTANT } from './plain-proof.ts';
import type { Binding, Scopes } from './scopes.ts';
import { bare, eachChild, type Node, type NodeOf, type Parser, type Program } from './syntax.ts';

export type FunctionNode = NodeOf<'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression'>;

/** Operators of `autograd-cli` that do nothing but call functions and differentiate. */
export const PURE_OPERATORS: ReadonlySet<string> = new Set([
  'grad', 'valueAndGrad', 'elementwiseGrad', 'holomorphicGrad', 'gradAndAux', 'multigradDict', 'gradNamed', 'jacobian', 'hessian',
  'hessianVectorProduct', 'hessianTensorProduct', 'tensorJacobianProduct', 'vectorJacobianProduct', 'jvp', 'derivatives', 'taylor', 'checkpoint',
]); // biome-ignore format: a list of words

/** Modules whose exports are built into the guest; other built-in modules are scripts themselves. */
const OPERATORS = 'autograd-cli';
const BUILT_IN: ReadonlySet<string> = new Set([OPERATORS, 'autograd-cli/numpy', 'autograd-cli/scipy']);

/** Global namespaces that are constant. */
const NAMESPACES: ReadonlySet<string> = new Set(['np', 'special', 'stats', 'scipy']);

const CONSTRUCTORS: ReadonlySet<string> = new Set([
  'Array',
  'Map',
  'Set',
  'Error',
  'TypeError',
  'RangeError',
]);

/** Global functions and constants that may be used in any way. */
const FREE_GLOBALS: ReadonlySet<string> = new Set([
  'Number', 'String', 'Boolean', 'NaN', 'Infinity', 'undefined', 'isNaN', 'isFinite', 'parseFloat', 'parseInt',
]); // biome-ignore format: a list of words

/** Members of other globals that are pure, and constant: a script may add members to these, but not replace them. */
const MEMBERS: Readonly<Record<string, RegExp>> = {
  __proto__: null as never,
  Math: new RegExp(`${MATH.source}|${MATH_CONSTANT.source}`),
  Number:
    /^(isInteger|isFinite|isNaN|isSafeInteger|parseFloat|parseInt|EPSILON|MAX_SAFE_INTEGER|MIN_SAFE_INTEGER|MAX_VALUE|MIN_VALUE|POSITIVE_INFINITY|NEGATIVE_INFINITY|NaN)$/,
  Object: /^(keys|values|entries|fromEntries|is|hasOwn)$/,
  Array: /^(from|of|isArray)$/,
  String: /^(fromCharCode|fromCodePoint)$/,
};

/** Members that change what they belong to: pure where nothing else has seen it. */
const MUTATORS: ReadonlySet<string> = new Set([
  'push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin', 'set', 'add', 'delete', 'clear',
]); // biome-ignore format: a list of words

/** Members that draw, or that lead to what has effects. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  'random', 'constructor', 'prototype', '__proto__', 'call', 'apply', 'bind', 'next', '__defineGetter__', '__defineSetter__',
  '__lookupGetter__', '__lookupSetter__',
]); // biome-ignore format: a list of words

/** Methods that call a function, and how many arguments they have before the one that becomes its `this`. */
const CALLERS: Readonly<Record<string, number>> = {
  __proto__: null as never,
  map: 1, forEach: 1, filter: 1, some: 1, every: 1, flatMap: 1, find: 1, findIndex: 1, findLast: 1, findLastIndex: 1, from: 2,
}; // biome-ignore format: a table

/** Names by which scripts change what built-in objects do, or make objects that answer differently each time. */
const MEDDLING: ReadonlySet<string> = new Set([
  'Proxy', 'Reflect', 'globalThis', 'prototype', '__proto__', 'defineProperty', 'defineProperties', 'setPrototypeOf', 'getPrototypeOf',
  '__defineGetter__', '__defineSetter__',
]); // biome-ignore format: a list of words

/** What has no effect but those of its parts. */
const TRANSPARENT: ReadonlySet<Node['type']> = new Set<Node['type']>([
  'ArrayExpression', 'ArrayPattern', 'AssignmentPattern', 'BinaryExpression', 'BlockStatement', 'ChainExpression', 'ConditionalExpression',
  'DoWhileStatement', 'EmptyStatement', 'ExpressionStatement', 'ForStatement', 'IfStatement', 'Literal', 'LogicalExpression', 'ObjectExpression',
  'ParenthesizedExpression', 'RestElement', 'ReturnStatement', 'SequenceExpression', 'SpreadElement', 'SwitchCase', 'SwitchStatement',
  'TemplateElement', 'TemplateLiteral', 'ThrowStatement', 'VariableDeclarator', 'WhileStatement',
]); // biome-ignore format: a list of words

/** What the result of a pure function depends on. */
export interface Sources {
  /** The outside names that it reads, but for those of what is built in. */
  readonly outside: readonly string[];
  /** So many of its arguments, from the first on; undefined for all. */
  readonly parameters: number | undefined;
}

export interface Purity {
  /** Return what the result of a function depends on; undefined if it is not proven pure. */
  sourcesOf(node: FunctionNode): Sources | undefined;
  /** Whether the module may change what built-in objects do, as its words tell. */
  readonly meddles: boolean;
}

/** Look at the functions of `program`; `kindOf` is that of `plain-proof.ts`. */
export function findPurity(
  program: Program,
  keys: Parser['visitorKeys'],
  scopes: Scopes,
  kindOf: (node: Node) => Kind | undefined,
): Purity {
  const imports = new Map<Node, string>();
  for (const statement of program.body)
    if (statement.type === 'ImportDeclaration')
      for (const specifier of statement.specifiers) imports.set(specifier, statement.source.value);
  return {
    sourcesOf: (node) => new Look(node, { keys, scopes, kindOf, imports }).sources(),
    meddles: meddles(program),
  };

  function meddles(node: Node): boolean {
    let found = MEDDLING.has(wordOf(node) ?? '');
    eachChild(keys, node, (child) => {
      found ||= meddles(child);
    });
    return found;
  }
}

interface Facts {
  readonly keys: Parser['visitorKeys'];
  readonly scopes: Scopes;
  readonly kindOf: (node: Node) => Kind | undefined;
  /** Where import specifiers import from. */
  readonly imports: ReadonlyMap<Node, string>;
}

/** Thrown at the first thing that is not proven pure. */
class Impure extends Error {}

/** A walk through one function with all functions inside of it. */
class Look {
  private readonly root: FunctionNode;
  private readonly facts: Facts;
  private readonly names = new Set<string>();

  constructor(root: FunctionNode, facts: Facts) {
    this.root = root;
    this.facts = facts;
  }

  sources(): Sources | undefined {
    try {
      this.functionParts(this.root);
      return { outside: [...this.names], parameters: this.parameters() };
    } catch (error) {
      if (error instanceof Impure) return undefined;
      throw error;
    }
  }

  /** The number of parameters up to the last that is used. */
  private parameters(): number | undefined {
    const { params } = this.root;
    if (params.at(-1)?.type === 'RestElement') return undefined;
    return 1 + params.findLastIndex((each) => this.facts.scopes.bindingOf(each)?.used !== false);
  }

  private functionParts(node: FunctionNode): void {
    if (node.async || ('generator' in node && node.generator)) throw new Impure();
    for (const parameter of node.params) this.visit(parameter);
    if (node.body !== null) this.visit(node.body);
  }

  private visit(node: Node): void {
    switch (node.type) {
      case 'Identifier':
        return this.name(node);
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.functionParts(node);
      case 'MemberExpression':
        return this.member(node, false);
      case 'CallExpression':
        return this.call(node);
      case 'NewExpression':
        if (!this.isGlobal(node.callee, CONSTRUCTORS)) throw new Impure();
        return this.visitAll(node.arguments);
      case 'ObjectPattern':
        for (const property of node.properties) this.key(property);
        return this.children(node);
      case 'Property':
        if (node.kind !== 'init' || (!node.computed && FORBIDDEN.has(wordOf(node.key) ?? '')))
          throw new Impure();
        if (node.computed) this.visit(node.key);
        return this.visit(node.value);
      case 'AssignmentExpression':
        this.target(node.left);
        return this.visit(node.right);
      case 'UpdateExpression':
        return this.target(node.argument);
      case 'UnaryExpression':
        return node.operator === 'delete' ? this.target(node.argument) : this.visit(node.argument);
      case 'ForInStatement':
      case 'ForOfStatement':
        if ('await' in node && node.await) throw new Impure();
        if (node.left.type === 'VariableDeclaration') this.visit(node.left);
        else this.target(node.left);
        this.visit(node.right);
        return this.visit(node.body);
      case 'VariableDeclaration':
        if (node.kind === 'using' || node.kind === 'await using') throw new Impure();
        return this.children(node);
      case 'LabeledStatement':
        return this.visit(node.body);
      case 'BreakStatement':
      case 'ContinueStatement':
        return;
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
        return this.visit(node.expression);
    }
    if (TRANSPARENT.has(node.type)) this.children(node);
    else if (!isType(node)) throw new Impure();
  }

  private visitAll(nodes: readonly Node[]): void {
    for (const node of nodes) this.visit(node);
  }

  private children(node: Node): void {
    eachChild(this.facts.keys, node, (child) => this.visit(child));
  }

  // ── Names ──

  private name(node: Node & { readonly type: 'Identifier' }): void {
    const binding = this.facts.scopes.bindingOf(node);
    if (binding === undefined) {
      const isPure =
        FREE_GLOBALS.has(node.name) || NAMESPACES.has(node.name) || PURE_OPERATORS.has(node.name);
      if (!isPure) throw new Impure();
    } else if (this.isBuiltIn(binding)) this.checkImport(binding);
    else if (!this.isInside(binding)) this.names.add(binding.name);
  }

  /** Whether a name is declared within the function: that of the function itself is not. */
  private isInside(binding: Binding): boolean {
    const { root } = this;
    const isOwn =
      root.type === 'FunctionDeclaration' && root.id !== null && this.bindingOf(root.id) === binding;
    return !isOwn && binding.at >= root.start && binding.at < root.end;
  }

  private bindingOf(node: Node): Binding | undefined {
    return this.facts.scopes.bindingOf(node);
  }

  private isBuiltIn({ declaration }: Binding): boolean {
    const source = declaration && this.facts.imports.get(declaration);
    return source !== undefined && BUILT_IN.has(source);
  }

  private checkImport({ declaration }: Binding): void {
    if (declaration?.type !== 'ImportSpecifier') return; // a namespace: its members are checked
    const { imported } = declaration;
    const name = imported.type === 'Identifier' ? imported.name : imported.value;
    if (FORBIDDEN.has(name)) throw new Impure();
    if (this.facts.imports.get(declaration) === OPERATORS && !PURE_OPERATORS.has(name)) throw new Impure();
  }

  /** Whether an expression is the module of the operators. */
  private isOperators(expression: Node): boolean {
    const node = bare(expression);
    const declaration = node.type === 'Identifier' ? this.bindingOf(node)?.declaration : undefined;
    return declaration !== undefined && this.facts.imports.get(declaration) === OPERATORS;
  }

  private isGlobal(node: Node, names: ReadonlySet<string>): boolean {
    return node.type === 'Identifier' && names.has(node.name) && this.bindingOf(node) === undefined;
  }

  /** Whether an expression is `np`, `np.linalg` …, whose functions change nothing. */
  private isNamespace(expression: Node): boolean {
    const node = bare(expression);
    if (node.type === 'MemberExpression') return !node.computed && this.isNamespace(node.object);
    if (node.type !== 'Identifier') return false;
    const binding = this.bindingOf(node);
    return binding === undefined ? NAMESPACES.has(node.name) : this.isBuiltIn(binding);
  }

  // ── Members ──

  private member({ object, property, computed }: NodeOf<'MemberExpression'>, isCalled: boolean): void {
    const word = computed && property.type !== 'Literal' ? undefined : wordOf(property);
    if (computed) this.visit(property);
    if (property.type === 'PrivateIdentifier' || FORBIDDEN.has(word ?? '')) throw new Impure();
    const global = bare(object);
    if (
      global.type === 'Identifier' &&
      this.bindingOf(global) === undefined &&
      !NAMESPACES.has(global.name)
    ) {
      if (word === undefined || MEMBERS[global.name]?.test(word) !== true) throw new Impure();
      return;
    }
    this.visit(object);
    if (this.isOperators(object) && !PURE_OPERATORS.has(word ?? '')) throw new Impure();
    if (!MUTATORS.has(word ?? '') || this.isNamespace(object)) return;
    if (!isCalled || !this.isFresh(object)) throw new Impure();
  }

  /** What a call does beside its arguments' effects: methods change their objects, and call functions on others. */
  private call({ callee, arguments: args }: NodeOf<'CallExpression'>): void {
    const inner = bare(callee);
    const method = inner.type === 'ChainExpression' ? bare(inner.expression) : inner;
    if (method.type === 'MemberExpression') {
      const { computed, property } = method;
      const word = computed && property.type !== 'Literal' ? undefined : wordOf(property);
      // One that is chosen by a text that is not known might change what it is chosen from.
      if (word === undefined && this.facts.kindOf(property) !== 'number') throw new Impure();
      if (args.length > (CALLERS[word ?? ''] ?? Infinity)) throw new Impure();
      this.member(method, true);
    } else if (!this.isGlobal(method, CONSTRUCTORS)) this.visit(callee);
    this.visitAll(args);
  }

  /** A key of a pattern, by which a method may be taken away from its object. */
  private key(property: NodeOf<'ObjectPattern'>['properties'][number]): void {
    if (property.type === 'RestElement') return;
    const word = property.computed ? undefined : wordOf(property.key);
    if (word === undefined || FORBIDDEN.has(word) || MUTATORS.has(word)) throw new Impure();
  }

  // ── Assignments ──

  private target(node: Node): void {
    const inner = bare(node);
    switch (inner.type) {
      case 'Identifier': {
        const binding = this.facts.scopes.bindingOf(inner);
        if (binding === undefined || !this.isInside(binding)) throw new Impure();
        return;
      }
      case 'MemberExpression':
        if (!this.isFresh(inner.object)) throw new Impure();
        return this.member(inner, false);
      case 'ArrayPattern':
        for (const element of inner.elements) if (element !== null) this.target(element);
        return;
      case 'ObjectPattern':
        for (const property of inner.properties) {
          this.key(property);
          this.target(property.type === 'RestElement' ? property.argument : property.value);
        }
        return;
      case 'AssignmentPattern':
        this.target(inner.left);
        return this.visit(inner.right);
      case 'RestElement':
        return this.target(inner.argument);
      default:
        throw new Impure();
    }
  }

  /** Whether an expression is a list, an object, a map or a set that the function has made. */
  private isFresh(expression: Node): boolean {
    const node = bare(expression);
    switch (node.type) {
      case 'ArrayExpression':
      case 'ObjectExpression':
        return true;
      case 'NewExpression':
        return this.isGlobal(node.callee, CONSTRUCTORS);
      case 'CallExpression':
        return this.makesList(bare(node.callee));
      case 'Identifier': {
        const binding = this.facts.scopes.bindingOf(node);
        if (binding?.values === undefined || !this.isInside(binding)) return false;
        return binding.values.every((value) => bare(value).type !== 'Identifier' && this.isFresh(value));
      }
      default:
        return false;
    }
  }

  /** Whether a function makes a list: `Array`, `Array.from`, `Array.of`. */
  private makesList(callee: Node): boolean {
    const object = callee.type === 'MemberExpression' ? callee.object : callee;
    return object.type === 'Identifier' && object.name === 'Array' && this.isGlobal(object, CONSTRUCTORS);
  }
}

/** Whether a node is there for the type checker only. */
function isType(node: Node): boolean {
  return (
    node.type.startsWith('TS') && node.type !== 'TSEnumDeclaration' && node.type !== 'TSModuleDeclaration'
  );
}

/** The word that a name, a text or a part of a template is. */
function wordOf(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'Literal') return String(node.value);
  return node.type === 'TemplateElement' ? (node.value.cooked ?? undefined) : undefined;
}
