/**
 * Which declaration every name of a module refers to, and everything that is ever assigned to it. Types are not looked at:
 * a name that only types mention counts as unused.
 */

import type { Expression, Node, NodeOf, Parser } from './syntax.ts';
import { bare, eachChild } from './syntax.ts';

/** One declared name. */
export interface Binding {
  readonly name: string;
  /** Where it is declared first. */
  readonly at: number;
  /** What declares it: an import specifier, a declarator, a function, a class, an enum; undefined for parameters and the like. */
  declaration: Node | undefined;
  /** Everything assigned to it; undefined if something unknown is (a parameter, a destructured name, a loop over an iterable). */
  values: Expression[] | undefined;
  /** Whether it is declared once, and nothing is assigned to it beside that. */
  isConstant: boolean;
  /** Whether an expression mentions it. */
  used: boolean;
  /** Whether it lives in a block, not in a function or the module. */
  readonly inBlock: boolean;
}

export interface Scopes {
  /** The module's own names. */
  readonly module: ReadonlyMap<string, Binding>;
  /** Names of the module's interfaces and type aliases. */
  readonly types: ReadonlyMap<string, Node>;
  /** The binding of an identifier that is declared, read or assigned to; undefined for a global name. */
  bindingOf(identifier: Node): Binding | undefined;
  readonly bindings: readonly Binding[];
}

/** Called for every name that is declared or used. */
export type CheckName = (name: string, at: number) => void;

interface Scope {
  readonly names: Map<string, Binding>;
  readonly parent: Scope | undefined;
  /** The scope of a function's body, a static block or the module: where `var` goes. */
  readonly isBody: boolean;
  /** For a body: the scope of the parameters, whose names `var` joins. */
  readonly parameters: Scope | undefined;
}

/** A value assigned to a name, or that nothing is known of it. */
type Assigned = Expression | 'unknown' | undefined;

/** Resolve every name of `program`. */
export function analyse(program: Node, keys: Parser['visitorKeys'], checkName: CheckName): Scopes {
  const bindings: Binding[] = [];
  const types = new Map<string, Node>();
  const references: { identifier: Node & { type: 'Identifier' }; scope: Scope; assigned: Assigned }[] = [];
  const resolved = new Map<Node, Binding>();
  const module = open(undefined, true);
  let scope = module;
  each(program);
  for (const { identifier, scope: from, assigned } of references) {
    const binding = lookUp(from, identifier.name);
    if (binding === undefined) continue;
    resolved.set(identifier, binding);
    if (assigned === undefined) binding.used = true;
    else {
      binding.isConstant = false;
      assign(binding, assigned);
    }
  }
  return { module: module.names, types, bindings, bindingOf: (identifier) => resolved.get(identifier) };

  function open(parent: Scope | undefined, isBody = false, parameters?: Scope): Scope {
    return { names: new Map(), parent, isBody, parameters };
  }

  function within(inner: Scope, body: () => void): void {
    const outer = scope;
    scope = inner;
    body();
    scope = outer;
  }

  function assign(binding: Binding, assigned: Expression | 'unknown'): void {
    if (assigned === 'unknown') binding.values = undefined;
    else binding.values?.push(assigned);
  }

  function declare(id: Node, declaration: Node | undefined, assigned: Assigned, where = scope): void {
    if (id.type !== 'Identifier') return;
    checkName(id.name, id.start);
    let binding = where.names.get(id.name);
    if (binding === undefined) {
      const [known, inBlock] = [{ isConstant: true, used: false }, !where.isBody];
      binding = { name: id.name, at: id.start, declaration, values: [], ...known, inBlock };
      where.names.set(id.name, binding);
      bindings.push(binding);
    } else {
      binding.isConstant = false;
      if (declaration?.type !== 'TSEnumDeclaration') binding.declaration = declaration;
    }
    resolved.set(id, binding);
    if (assigned !== undefined) assign(binding, assigned);
    // A parameter of the same name is the first value of a `var`.
    if (where.parameters?.names.has(id.name)) {
      binding.isConstant = false;
      assign(binding, 'unknown');
      assign(where.parameters.names.get(id.name)!, 'unknown');
    }
  }

  function refer(identifier: Node & { type: 'Identifier' }, assigned?: Assigned): void {
    checkName(identifier.name, identifier.start);
    references.push({ identifier, scope, assigned });
  }

  /** Declare the names of a pattern; visit its defaults and keys. */
  function pattern(node: Node, declaration: Node | undefined, assigned: Assigned, where: Scope): void {
    switch (node.type) {
      case 'Identifier':
        declare(node, declaration, assigned, where);
        break;
      case 'ObjectPattern':
        for (const property of node.properties) {
          if (property.type === 'RestElement') pattern(property.argument, undefined, 'unknown', where);
          else {
            if (property.computed) each(property.key);
            pattern(property.value, undefined, 'unknown', where);
          }
        }
        break;
      case 'ArrayPattern':
        for (const element of node.elements)
          if (element !== null) pattern(element, undefined, 'unknown', where);
        break;
      case 'RestElement':
        pattern(node.argument, undefined, 'unknown', where);
        break;
      case 'AssignmentPattern':
        pattern(node.left, undefined, 'unknown', where);
        each(node.right);
        break;
      case 'TSParameterProperty':
        pattern(node.parameter, undefined, 'unknown', where);
        break;
    }
  }

  /** Note that the names in `target` get `assigned`; visit everything else in it. */
  function target(node: Node, assigned: Expression | 'unknown'): void {
    const inner = bare(node);
    switch (inner.type) {
      case 'Identifier':
        refer(inner, assigned);
        break;
      case 'ObjectPattern':
        for (const property of inner.properties) {
          if (property.type === 'RestElement') target(property.argument, 'unknown');
          else {
            if (property.computed) each(property.key);
            target(property.value, 'unknown');
          }
        }
        break;
      case 'ArrayPattern':
        for (const element of inner.elements) if (element !== null) target(element, 'unknown');
        break;
      case 'RestElement':
        target(inner.argument, 'unknown');
        break;
      case 'AssignmentPattern':
        target(inner.left, 'unknown');
        each(inner.right);
        break;
      default:
        each(inner);
    }
  }

  function variables(node: Node & { type: 'VariableDeclaration' }, assigned?: 'unknown'): void {
    if (node.declare) return;
    const where = node.kind === 'var' ? bodyOf(scope) : scope;
    for (const declarator of node.declarations) {
      pattern(declarator.id, declarator, assigned ?? declarator.init ?? undefined, where);
      if (declarator.init !== null) each(declarator.init);
    }
  }

  function functionParts(node: NodeOf<'FunctionExpression' | 'ArrowFunctionExpression'>): void {
    const parameters = open(scope);
    within(parameters, () => {
      if (node.type === 'FunctionExpression' && node.id !== null) declare(node.id, undefined, 'unknown');
      for (const parameter of node.params) pattern(parameter, undefined, 'unknown', parameters);
      const { body } = node;
      if (body === null) return;
      within(open(parameters, true, parameters), () =>
        body.type === 'BlockStatement' ? children(body) : each(body),
      );
    });
  }

  function children(node: Node): void {
    eachChild(keys, node, each);
  }

  function block(node: Node): void {
    within(open(scope), () => children(node));
  }

  function each(node: Node): void {
    switch (node.type) {
      case 'Identifier':
        return refer(node);
      case 'MemberExpression':
        each(node.object);
        if (node.computed) each(node.property);
        return;
      case 'Property':
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'AccessorProperty':
        if ('declare' in node && node.declare) return;
        if (node.computed) each(node.key);
        if (node.value !== null) each(node.value);
        return;
      case 'AssignmentExpression': {
        const inner = bare(node.left);
        // The value of `x += y` is worked out from the whole expression.
        target(node.left, node.operator === '=' ? node.right : node);
        if (inner.type === 'Identifier' && node.operator !== '=') refer(inner);
        return each(node.right);
      }
      case 'UpdateExpression': {
        const inner = bare(node.argument);
        if (inner.type !== 'Identifier') return each(node.argument);
        refer(inner, node);
        return refer(inner);
      }
      case 'VariableDeclaration':
        return variables(node);
      case 'FunctionDeclaration':
        if (node.id !== null) declare(node.id, node, 'unknown');
        return functionParts(node);
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return functionParts(node);
      case 'ClassDeclaration':
        if (node.declare) return;
        if (node.id !== null) declare(node.id, node, 'unknown');
        return block(node.id === null ? node : { ...node, id: null });
      case 'ClassExpression':
        return within(open(scope), () => {
          if (node.id !== null) declare(node.id, undefined, 'unknown');
          children({ ...node, id: null });
        });
      case 'BlockStatement':
      case 'SwitchStatement':
      case 'ForStatement':
        return block(node);
      case 'ForInStatement':
      case 'ForOfStatement':
        return within(open(scope), () => {
          if (node.left.type === 'VariableDeclaration') variables(node.left, 'unknown');
          else target(node.left, 'unknown');
          each(node.right);
          each(node.body);
        });
      case 'CatchClause':
        return within(open(scope), () => {
          if (node.param !== null) pattern(node.param, undefined, 'unknown', scope);
          each(node.body);
        });
      case 'StaticBlock':
        return within(open(scope, true), () => children(node));
      case 'LabeledStatement':
        return each(node.body);
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
        return;
      case 'ImportDeclaration':
        for (const specifier of node.specifiers) declare(specifier.local, specifier, 'unknown');
        return;
      case 'ExportNamedDeclaration':
        if (node.declaration !== null) each(node.declaration);
        if (node.source !== null || node.exportKind === 'type') return;
        for (const { local, exportKind } of node.specifiers) {
          if (exportKind !== 'type' && local.type === 'Identifier') refer(local);
        }
        return;
      case 'ExportAllDeclaration':
        return;
      case 'TSEnumDeclaration':
        if (!node.declare) enumeration(node);
        return;
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
        types.set(node.id.name, node);
        return;
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
        return each(node.expression);
      default:
        if (!node.type.startsWith('TS')) children(node);
    }
  }

  function enumeration(node: Node & { type: 'TSEnumDeclaration' }): void {
    declare(node.id, node, 'unknown');
    within(open(scope), () => {
      for (const { id } of node.body.members) declare(id, node.body, 'unknown');
      for (const { initializer } of node.body.members) if (initializer !== null) each(initializer);
    });
  }
}

function bodyOf(scope: Scope): Scope {
  while (!scope.isBody) scope = scope.parent!;
  return scope;
}

function lookUp(scope: Scope | undefined, name: string): Binding | undefined {
  for (; scope !== undefined; scope = scope.parent) {
    const binding = scope.names.get(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}
