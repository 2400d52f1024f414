/**
 * Which functions of a module are pure by their text: what they return follows from their arguments and from the outside names they
 * read, and calling them does nothing else. What their arguments and those names hold is looked at when they are called (the guest's
 * `direct.ts`): there, a function must be pure itself. Not being proven pure costs time only.
 */

import type { Kind } from './plain-proof.ts';
import type { Binding, Scopes } from './scopes.ts';
import { bare, eachChild, type Node, type NodeOf, type Parser, type Program } from './syntax.ts';

export type FunctionNode = NodeOf<'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression'>;

/** Operators of `autograd-cli` that do nothing but call functions and differentiate. */
export const PURE_OPERATORS: ReadonlySet<string> = new Set([
  'grad', 'valueAndGrad', 'elementwiseGrad', 'holomorphicGrad', 'gradAndAux', 'multigradDict', 'gradNamed', 'jacobian', 'hessian',
  'hessianVectorProduct', 'hessianTensorProduct', 'tensorJacobianProduct', 'vectorJacobianProduct', 'jvp', 'derivatives', 'taylor', 'checkpoint',
]); // biome-ignore format: a list of words

/** Objects of which only functions are used; but for those with a forbidden name, they are pure. */
const NAMESPACES: ReadonlySet<string> = new Set(['Math', 'np', 'special', 'stats', 'scipy']);

/** Modules whose exports are built into the guest; other built-in modules are scripts themselves. */
const OPERATORS = 'autograd-cli';
const BUILT_IN: ReadonlySet<string> = new Set([OPERATORS, 'autograd-cli/numpy', 'autograd-cli/scipy']);

const CONSTRUCTORS: ReadonlySet<string> = new Set([
  'Array',
  'Map',
  'Set',
  'Error',
  'TypeError',
  'RangeError',
]);

const OTHER_GLOBALS: ReadonlySet<string> = new Set([
  'Object', 'Number', 'String', 'Boolean', 'NaN', 'Infinity', 'undefined', 'isNaN', 'isFinite', 'parseFloat', 'parseInt',
]); // biome-ignore format: a list of words

/** Members that change what they belong to: pure where nothing else has seen it. */
const MUTATORS: ReadonlySet<string> = new Set([
  'push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin', 'set', 'add', 'delete', 'clear',
]); // biome-ignore format: a list of words

/** Members that draw, that change something else, or that lead to what does. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  'random', 'constructor', 'prototype', '__proto__', 'call', 'apply', 'bind', 'next', 'assign', 'freeze', 'seal', 'preventExtensions',
  'defineProperty', 'defineProperties', 'setPrototypeOf', 'getPrototypeOf', '__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__',
]); // biome-ignore format: a list of words

/** Names by which a script can change what built-in functions do, or make objects that answer differently each time. */
const MEDDLING: ReadonlySet<string> = new Set([
  'Proxy', 'Reflect', 'globalThis', 'prototype', '__proto__', 'defineProperty', 'defineProperties', 'setPrototypeOf', 'getPrototypeOf',
  '__defineGetter__', '__defineSetter__',
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
  /** Whether the module may change what is built in. */
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
    const word = node.type === 'Identifier' ? node.name : node.type === 'Literal' ? node.value : undefined;
    let found = (typeof word === 'string' && MEDDLING.has(word)) || isTarget(node);
    eachChild(keys, node, (child) => {
      found ||= meddles(child);
    });
    return found;
  }

  /** Whether a member of a built-in object is assigned to. */
  function isTarget(node: Node): boolean {
    if (node.type !== 'AssignmentExpression' && node.type !== 'UpdateExpression') return false;
    const target = bare(node.type === 'AssignmentExpression' ? node.left : node.argument);
    if (target.type !== 'MemberExpression') return false;
    const object = bare(target.object);
    return object.type === 'Identifier' && scopes.bindingOf(object) === undefined;
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
        return this.member(node);
      case 'CallExpression':
        this.callee(node.callee);
        for (const argument of node.arguments) this.visit(argument);
        return;
      case 'NewExpression':
        if (!this.isGlobal(node.callee, CONSTRUCTORS)) throw new Impure();
        for (const argument of node.arguments) this.visit(argument);
        return;
      case 'Property':
        if (node.kind !== 'init') throw new Impure();
        if (node.computed) this.visit(node.key);
        else checkWord(wordOf(node.key));
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
      case 'ThisExpression':
      case 'Super':
      case 'MetaProperty':
      case 'ImportExpression':
      case 'AwaitExpression':
      case 'YieldExpression':
      case 'TaggedTemplateExpression':
      case 'ClassDeclaration':
      case 'ClassExpression':
      case 'TryStatement':
      case 'TSEnumDeclaration':
        throw new Impure();
      default:
        if (!node.type.startsWith('TS')) this.children(node);
    }
  }

  private children(node: Node): void {
    eachChild(this.facts.keys, node, (child) => this.visit(child));
  }

  // ── Names ──

  private name(node: Node & { readonly type: 'Identifier' }): void {
    const binding = this.facts.scopes.bindingOf(node);
    if (binding === undefined) {
      if (!isPureGlobal(node.name)) throw new Impure();
    } else if (this.isBuiltIn(binding)) this.checkImport(binding);
    else if (!this.isInside(binding)) this.names.add(binding.name);
  }

  /** Whether a name is declared within the function: that of the function itself is not. */
  private isInside({ at, declaration }: Binding): boolean {
    return at >= this.root.start && at < this.root.end && declaration !== this.root;
  }

  private isBuiltIn({ declaration }: Binding): boolean {
    const source = declaration && this.facts.imports.get(declaration);
    return source !== undefined && BUILT_IN.has(source);
  }

  private checkImport({ declaration }: Binding): void {
    if (declaration?.type !== 'ImportSpecifier') return; // a namespace: its members are checked
    const { imported } = declaration;
    const name = imported.type === 'Identifier' ? imported.name : imported.value;
    checkWord(name);
    if (this.facts.imports.get(declaration) === OPERATORS && !PURE_OPERATORS.has(name)) throw new Impure();
  }

  /** Whether an expression is the module of the operators. */
  private isOperators(expression: Node): boolean {
    const node = bare(expression);
    const binding = node.type === 'Identifier' ? this.facts.scopes.bindingOf(node) : undefined;
    return binding?.declaration !== undefined && this.facts.imports.get(binding.declaration) === OPERATORS;
  }

  private isGlobal(node: Node, names: ReadonlySet<string>): boolean {
    return (
      node.type === 'Identifier' && names.has(node.name) && this.facts.scopes.bindingOf(node) === undefined
    );
  }

  /** Whether an expression is `np`, `np.linalg` …, whose functions change nothing. */
  private isNamespace(expression: Node): boolean {
    const node = bare(expression);
    if (node.type === 'MemberExpression') return !node.computed && this.isNamespace(node.object);
    if (node.type !== 'Identifier') return false;
    const binding = this.facts.scopes.bindingOf(node);
    return binding === undefined ? NAMESPACES.has(node.name) : this.isBuiltIn(binding);
  }

  // ── Members ──

  private member(node: Node & { readonly type: 'MemberExpression' }): void {
    if (node.property.type === 'PrivateIdentifier') throw new Impure();
    this.visit(node.object);
    if (node.computed) this.visit(node.property);
    const isKnown = !node.computed || node.property.type === 'Literal';
    const word = isKnown ? wordOf(node.property) : undefined;
    if (word !== undefined) checkWord(word);
    if (this.isOperators(node.object) && !(word !== undefined && PURE_OPERATORS.has(word)))
      throw new Impure();
    if (word === undefined || !MUTATORS.has(word) || this.isNamespace(node.object)) return;
    if (!this.isFresh(node.object)) throw new Impure();
  }

  /** A function is called: one that is chosen by a text that is not known might change what it is chosen from. */
  private callee(node: Node): void {
    const inner = bare(node);
    if (inner.type === 'MemberExpression' && inner.computed && inner.property.type !== 'Literal')
      if (this.facts.kindOf(inner.property) !== 'number') throw new Impure();
    this.visit(node);
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
        return this.member(inner);
      case 'ArrayPattern':
        for (const element of inner.elements) if (element !== null) this.target(element);
        return;
      case 'ObjectPattern':
        for (const property of inner.properties) this.targetProperty(property);
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

  private targetProperty(property: NodeOf<'ObjectPattern'>['properties'][number]): void {
    if (property.type === 'RestElement') return this.target(property.argument);
    if (property.computed) this.visit(property.key);
    else checkWord(wordOf(property.key));
    this.target(property.value);
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

function checkWord(word: string): void {
  if (FORBIDDEN.has(word)) throw new Impure();
}

const isPureGlobal = (name: string): boolean =>
  NAMESPACES.has(name) || CONSTRUCTORS.has(name) || OTHER_GLOBALS.has(name) || PURE_OPERATORS.has(name);

/** The word that a key or a literal member is. */
function wordOf(key: Node): string {
  return key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : '';
}
