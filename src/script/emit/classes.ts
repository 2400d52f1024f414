/** Classes: modifiers, abstract and declared members away; parameter properties become fields and assignments. */

import type { Handlers, Node } from '../syntax.ts';
import type { Context } from './context.ts';

type Class = Node & { type: 'ClassDeclaration' | 'ClassExpression' };
type Element = Class['body']['body'][number];
type Method = Element & { type: 'MethodDefinition' };
type Field = Element & { type: 'PropertyDefinition' };

const MODIFIERS = new Set(['public', 'private', 'protected', 'readonly', 'override', 'abstract', 'declare']);
const WORD = /[a-z]+/y;

function wordAt(source: string, offset: number): string {
  WORD.lastIndex = offset;
  return WORD.exec(source)?.[0] ?? '';
}

function refuseDecorators(cx: Context, decorators: readonly Node[] | undefined): void {
  const [first] = decorators ?? [];
  if (first === undefined) return;
  throw cx.refuse(
    'decorators are not supported',
    first.start,
    'call the function on the class or the method yourself',
  );
}

function classParts(cx: Context, node: Class): void {
  refuseDecorators(cx, node.decorators);
  if (node.declare) return cx.eraseStatement(node);
  const { out } = cx;
  if (node.abstract) out.blank(node.start, node.start + 'abstract'.length);
  cx.erase(node.typeParameters);
  if (node.superClass !== null) cx.visit(node.superClass);
  cx.erase(node.superTypeArguments);
  const last = node.implements?.at(-1);
  if (last !== undefined) {
    const before = node.superTypeArguments ?? node.superClass ?? node.typeParameters ?? node.id;
    const start = cx.token(before?.end ?? cx.facts.source.indexOf('class', node.start) + 'class'.length);
    out.blank(start, last.end);
  }
  classBody(cx, node);
}

function classBody(cx: Context, { body, superClass }: Class): void {
  const { out } = cx;
  out.copyTo(body.start + 1);
  const creator = body.body.find(isConstructor);
  const properties = creator === undefined ? [] : parameterProperties(cx, creator);
  if (properties.length > 0) out.insert(`${properties.join(';')};`, body.start);
  for (const element of body.body) {
    if (isErased(element)) cx.eraseStatement(element);
    else if (element === creator && properties.length > 0) {
      modifiers(cx, creator);
      constructorWithProperties(cx, creator, properties, superClass !== null);
    } else cx.visit(element);
  }
}

const isConstructor = (element: Element): element is Method =>
  element.type === 'MethodDefinition' &&
  element.kind === 'constructor' &&
  element.value.type !== 'TSEmptyBodyFunctionExpression';

function isErased(element: Element): boolean {
  if (element.type === 'MethodDefinition') return element.value.type === 'TSEmptyBodyFunctionExpression';
  return element.type.startsWith('TS') || (element.type === 'PropertyDefinition' && element.declare === true);
}

/** Return the names of the parameters that are fields. */
function parameterProperties(cx: Context, { value }: Method): string[] {
  const names: string[] = [];
  for (const parameter of value.params) {
    if (parameter.type !== 'TSParameterProperty') continue;
    refuseDecorators(cx, parameter.decorators);
    const inner = parameter.parameter;
    const id = inner.type === 'AssignmentPattern' ? inner.left : inner;
    if (id.type === 'Identifier') names.push(id.name);
  }
  return names;
}

/** Write a constructor that first of all (after `super`) sets the fields its parameters are. */
function constructorWithProperties(
  cx: Context,
  { value }: Method,
  names: readonly string[],
  isDerived: boolean,
): void {
  const { out } = cx;
  const body = value.body!;
  const first = body.body.findIndex(
    (statement) => !('directive' in statement) || statement.directive == null,
  );
  const calls = body.body.findIndex(
    (each) =>
      each.type === 'ExpressionStatement' &&
      each.expression.type === 'CallExpression' &&
      each.expression.callee.type === 'Super',
  );
  if (isDerived && calls < 0) {
    const hint = 'call super(…) in a statement of its own, or assign the fields yourself';
    throw cx.refuse('parameter properties need a plain super() call in the constructor', body.start, hint);
  }
  const before = isDerived ? calls + 1 : first < 0 ? body.body.length : first;
  const assignments = names.map((name) => `this.${name}=${name};`).join('');
  const writeBody = () => {
    out.copyTo(body.start + 1);
    cx.visitAll(body.body.slice(0, before));
    if (before > 0) out.copyTo(body.body[before - 1]!.end);
    out.insert(before > 0 ? `;${assignments}` : assignments, body.start);
    cx.visitAll(body.body.slice(before));
    out.copyTo(body.end);
  };
  cx.visitAll(value.params);
  writeBody();
}

/** Blank the modifiers before the key of a class element or the name of a parameter; where the line end before was needed, end what came before. */
function modifiers(cx: Context, element: { readonly start: number; readonly key: Node }): void {
  const { source } = cx.facts;
  for (let at = element.start; at < element.key.start; ) {
    const word = wordAt(source, at);
    const end = at + Math.max(word.length, 1);
    if (MODIFIERS.has(word)) {
      cx.out.blank(at, end);
      if (/[[*]/.test(source[cx.token(end)]!)) cx.out.insert(';', at);
    }
    at = cx.token(end);
  }
}

/** Write the key of a class element without its `?` or `!`. */
function elementKey(cx: Context, { key, computed }: Method | Field): void {
  if (computed) cx.visit(key);
  const afterKey = cx.token(key.end);
  const mark = computed ? cx.token(afterKey + 1) : afterKey;
  if (cx.facts.source[mark] === '?' || cx.facts.source[mark] === '!') cx.out.blank(mark, mark + 1);
}

export const classes: Handlers<Context> = {
  ClassDeclaration: classParts,
  ClassExpression: classParts,
  MethodDefinition(cx, node) {
    refuseDecorators(cx, node.decorators);
    modifiers(cx, node);
    elementKey(cx, node as Method);
    cx.visit(node.value);
  },
  PropertyDefinition(cx, node) {
    refuseDecorators(cx, node.decorators);
    modifiers(cx, node);
    elementKey(cx, node as Field);
    cx.erase(node.typeAnnotation);
    if (node.value !== null) cx.visit(node.value);
    cx.endErased(node);
  },
  AccessorProperty(cx, node) {
    throw cx.refuse('`accessor` is not supported', node.start, 'write a getter and a setter');
  },
  TSParameterProperty(cx, node) {
    cx.out.blank(node.start, node.parameter.start);
    cx.visit(node.parameter);
  },
};
