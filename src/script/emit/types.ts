/** TypeScript's types: spaces in their place, so that lines and columns survive. */

import type { Expression, Handlers, Node, NodeOf } from '../syntax.ts';
import type { Context } from './context.ts';

type AnyFunction = NodeOf<'FunctionExpression'>;
type Arrow = NodeOf<'ArrowFunctionExpression'>;

/** Write `value as T` and the like: the expression, then spaces. */
function trailing(cx: Context, node: { readonly expression: Expression; readonly end: number }): void {
  cx.visit(node.expression);
  cx.out.blank(node.expression.end, node.end);
}

/** Write an array or object pattern or a name: `x?: T`, `x!: T`, `[a, b]: T`. */
function pattern(
  cx: Context,
  node: Node & { type: 'Identifier' | 'ArrayPattern' | 'ObjectPattern' | 'RestElement' },
): void {
  if (node.type === 'ArrayPattern') cx.visitAll(node.elements);
  else if (node.type === 'ObjectPattern') cx.visitAll(node.properties);
  else if (node.type === 'RestElement') cx.visit(node.argument);
  const { typeAnnotation } = node;
  if (node.optional) {
    const mark = cx.facts.source.lastIndexOf('?', typeAnnotation?.start ?? node.end);
    cx.out.blank(mark, mark + 1);
  }
  cx.erase(typeAnnotation);
}

/** Write the parameters of a function, without `this`. */
function parameters(cx: Context, { params }: AnyFunction | Arrow): void {
  const [first] = params;
  const hasThis = first?.type === 'Identifier' && (first.name as string) === 'this';
  if (hasThis) {
    const comma = cx.token(first.end);
    cx.out.blank(first.start, cx.facts.source[comma] === ',' ? comma + 1 : first.end);
  }
  cx.visitAll(hasThis ? params.slice(1) : params);
}

function functionParts(cx: Context, node: AnyFunction): void {
  if (node.declare) return cx.eraseStatement(node);
  cx.erase(node.typeParameters);
  parameters(cx, node);
  cx.erase(node.returnType);
  if (node.body !== null) cx.visit(node.body);
}

/**
 * Write an arrow function. No line may end before its parameters (after `return` or `async`) nor before its arrow: line ends inside
 * erased types move behind them.
 */
function arrow(cx: Context, node: Arrow): void {
  const { out, facts } = cx;
  if (node.typeParameters != null) {
    out.copyTo(node.typeParameters.start);
    const lines = out.takeTo(node.typeParameters.end);
    const bracket = cx.token(node.typeParameters.end);
    out.copyTo(bracket + 1);
    if (lines !== '') out.insert(lines, bracket);
  }
  parameters(cx, node);
  if (node.returnType != null) {
    const at = facts.source.indexOf('=>', cx.token(node.returnType.end));
    out.copyTo(node.returnType.start);
    const lines = out.takeTo(at);
    out.copyTo(at + 2);
    if (lines !== '') out.insert(lines, at);
  }
  cx.visit(node.body);
}

const eraseStatement = (cx: Context, node: Node): void => cx.eraseStatement(node);

/** Does a namespace hold types only? */
function isTypeOnly(node: Node): boolean {
  switch (node.type) {
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return true;
    case 'ExportNamedDeclaration':
      return node.exportKind === 'type' || (node.declaration !== null && isTypeOnly(node.declaration));
    case 'TSModuleDeclaration':
      if (node.declare) return true;
      return node.body?.type === 'TSModuleBlock' ? node.body.body.every(isTypeOnly) : false;
    default:
      return 'declare' in node && node.declare === true;
  }
}

export const types: Handlers<Context> = {
  Identifier(cx, node) {
    const innermost = cx.enums.length > 0 ? cx.facts.scopes.bindingOf(node)?.declaration : undefined;
    const owner = innermost && cx.enums.find(({ body }) => body === innermost);
    if (owner !== undefined) {
      cx.out.copyTo(node.start);
      cx.out.insert(`${owner.name}.`, node.start);
    }
    pattern(cx, node);
  },
  ArrayPattern: pattern,
  ObjectPattern: pattern,
  RestElement: pattern,
  VariableDeclarator(cx, node) {
    if (node.definite) {
      const mark = cx.facts.source.lastIndexOf('!', node.id.typeAnnotation?.start ?? node.id.end);
      cx.out.blank(mark, mark + 1);
    }
    cx.visit(node.id);
    if (node.init !== null) cx.visit(node.init);
  },
  TSAsExpression: trailing,
  TSSatisfiesExpression: trailing,
  TSNonNullExpression: trailing,
  TSInstantiationExpression: trailing,
  TSTypeAssertion(cx, node) {
    // `=> <T>{}` must not become a block, nor a line end in T end a `return`.
    cx.out.copyTo(node.start);
    cx.out.insert('(', node.start);
    cx.out.blank(node.start, node.expression.start);
    cx.visit(node.expression);
    cx.out.copyTo(node.end);
    cx.out.insert(')', node.end);
  },
  FunctionDeclaration: functionParts,
  FunctionExpression: functionParts,
  ArrowFunctionExpression: arrow,
  TSTypeParameterInstantiation: (cx, node) => cx.erase(node),
  TSInterfaceDeclaration: eraseStatement,
  TSTypeAliasDeclaration: eraseStatement,
  TSDeclareFunction: eraseStatement,
  TSNamespaceExportDeclaration: eraseStatement,
  TSModuleDeclaration(cx, node) {
    if (isTypeOnly(node)) return cx.eraseStatement(node);
    const hint = 'move its contents into a module of their own and import that';
    throw cx.refuse('namespaces with values are not supported', node.start, hint);
  },
  TSImportEqualsDeclaration(cx, node) {
    if (node.importKind === 'type') return cx.eraseStatement(node);
    throw cx.refuse('`import … =` is not supported', node.start, 'write import x from "…", or const x = a.b');
  },
  TSExportAssignment(cx, node) {
    throw cx.refuse('`export =` is not supported', node.start, 'write export default');
  },
};
