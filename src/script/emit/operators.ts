/**
 * Operators become calls of the guest's helpers (`sandbox/operators.ts` has their table), except where the operands are
 * proven plain. Operands stay where they are, so evaluation order, comments, `yield` and `await` survive; the text of a
 * helper stands for the operator's place.
 */

import { bare, type Expression, type Handlers, memberText, type Node, repeatable } from '../syntax.ts';
import { type Context, PREFIX } from './context.ts';

const IDENTITY: Readonly<Record<string, string>> = { '===': 'eq', '!==': 'ne' };

const BINARY: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'mod',
  '**': 'pow',
  '&': 'bitAnd',
  '|': 'bitOr',
  '^': 'bitXor',
  '<<': 'shl',
  '>>': 'shr',
  '>>>': 'ushr',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  ...IDENTITY,
  '==': 'looseEq',
  '!=': 'looseNe',
};

/** Comparisons that answer with an array for arrays, and their forms that must answer with a boolean. */
const TESTS: Readonly<Record<string, string>> = {
  '<': 'ifLt',
  '<=': 'ifLe',
  '>': 'ifGt',
  '>=': 'ifGe',
  '==': 'ifEq',
  '!=': 'ifNe',
  '===': 'ifIs',
  '!==': 'ifIsNot',
};

const UNARY: Readonly<Record<string, string>> = { '-': 'neg', '+': 'plus', '~': 'bitNot' };

type Binary = Node & { type: 'BinaryExpression' };

/** Return the helper for a binary operator on these operands; undefined where the native operator is right. */
function binaryHelper(cx: Context, operator: string, left: Node, right: Node): string | undefined {
  const helper = BINARY[operator];
  const readsText = operator !== '+' && !(operator in TESTS || operator in IDENTITY);
  const isNative = (operand: Node) => (readsText ? cx.isArithmetic(operand) : cx.isPlain(operand));
  if (helper === undefined || (isNative(left) && isNative(right))) return undefined;
  // No traced number and no array equals null, undefined or, without conversion, a string or a boolean.
  const strict = operator in IDENTITY;
  const loose = operator === '==' || operator === '!=';
  for (const operand of [left, right]) {
    const kind = cx.facts.kindOf(operand);
    if ((strict || loose) && kind === 'nullish') return undefined;
    if (strict && (kind === 'string' || kind === 'boolean')) return undefined;
  }
  return helper;
}

/** Return the offset of the operator after `left`. The tree leaves out parentheses around the target of an assignment. */
function operatorAt(cx: Context, left: Node): number {
  let at = cx.token(left.end);
  while (cx.facts.source[at] === ')') at = cx.token(at + 1);
  return at;
}

/** Write `helper(left, right)` for `left operator right`. */
function callBinary(cx: Context, node: Binary, helper: string): void {
  const { out } = cx;
  const at = operatorAt(cx, node.left);
  out.copyTo(node.start);
  out.insert(`${PREFIX}${helper}(`, at);
  cx.visit(node.left);
  out.copyTo(at);
  out.skipTo(at + node.operator.length);
  out.insert(',', at);
  cx.visit(node.right);
  out.copyTo(node.end);
  out.insert(')', at);
}

/** Write a condition: its value is used as a boolean only. */
export function visitTest(cx: Context, node: Expression): void {
  switch (node.type) {
    case 'ParenthesizedExpression':
      return visitTest(cx, node.expression);
    case 'LogicalExpression':
      if (node.operator === '??') break;
      visitTest(cx, node.left);
      return visitTest(cx, node.right);
    case 'ConditionalExpression':
      visitTest(cx, node.test);
      visitTest(cx, node.consequent);
      return visitTest(cx, node.alternate);
    case 'SequenceExpression':
      for (const each of node.expressions.slice(0, -1)) visitUnused(cx, each);
      return visitTest(cx, node.expressions.at(-1)!);
    case 'BinaryExpression': {
      const test = node.left.type === 'PrivateIdentifier' ? undefined : TESTS[node.operator];
      if (test === undefined || binaryHelper(cx, node.operator, node.left, node.right) === undefined) break;
      return callBinary(cx, node as Binary, test);
    }
  }
  if (cx.isPlain(node)) cx.visit(node);
  else cx.wrap('test', node, node.start);
}

/** Write an expression whose value nobody wants. */
export function visitUnused(cx: Context, node: Expression): void {
  switch (node.type) {
    case 'ParenthesizedExpression':
      return visitUnused(cx, node.expression);
    case 'LogicalExpression':
      if (node.operator === '??') break;
      visitTest(cx, node.left);
      return visitUnused(cx, node.right);
    case 'ConditionalExpression':
      visitTest(cx, node.test);
      visitUnused(cx, node.consequent);
      return visitUnused(cx, node.alternate);
    case 'SequenceExpression':
      for (const each of node.expressions) visitUnused(cx, each);
      return;
    case 'UpdateExpression':
      return update(cx, node, false);
  }
  cx.visit(node);
}

function binary(cx: Context, node: Node & { type: 'BinaryExpression' }): void {
  const helper =
    node.left.type === 'PrivateIdentifier'
      ? undefined
      : binaryHelper(cx, node.operator, node.left, node.right);
  if (helper === undefined) cx.visitChildren(node);
  else callBinary(cx, node as Binary, helper);
}

function unary(cx: Context, node: Node & { type: 'UnaryExpression' }): void {
  const { out } = cx;
  const { operator, argument } = node;
  if (operator === '!') return visitTest(cx, argument);
  if (operator === 'typeof' && !cx.isPlain(argument)) return typeOf(cx, node);
  const helper = UNARY[operator];
  if (helper === undefined || cx.isArithmetic(argument) || typeof literalOf(argument) === 'bigint')
    return cx.visit(argument);
  // `~~x` is the usual way to cut off the fraction.
  const twice = operator === '~' && argument.type === 'UnaryExpression' && argument.operator === '~';
  const operand = twice ? argument.argument : argument;
  out.copyTo(node.start);
  out.insert(`${PREFIX}${twice ? 'int32' : helper}(`, node.start);
  out.skipTo(operand.start);
  cx.visit(operand);
  out.copyTo(node.end);
  out.insert(')', node.start);
}

const literalOf = (node: Node): unknown => (node.type === 'Literal' ? node.value : undefined);

/** Write `typeof x`; a name that was never declared must not throw. */
function typeOf(cx: Context, node: Node & { type: 'UnaryExpression' }): void {
  const { out } = cx;
  const name = bare(node.argument);
  const isGlobal = name.type === 'Identifier' && cx.facts.scopes.bindingOf(name) === undefined;
  out.copyTo(node.start);
  out.insert(`${PREFIX}type(`, node.start);
  out.skipTo(node.argument.start);
  if (isGlobal) {
    out.skipTo(node.end);
    out.insert(`typeof ${name.name}=="undefined"?void 0:${name.name}`, name.start);
  } else cx.visit(node.argument);
  out.copyTo(node.end);
  out.insert(')', node.start);
}

/** Write `a || b`, `a && b` as values: the traced number itself comes out, its truth is a recorded decision. */
function logical(cx: Context, node: Node & { type: 'LogicalExpression' }): void {
  const { out } = cx;
  if (node.operator === '??' || cx.isPlain(node.left)) return cx.visitChildren(node);
  const at = operatorAt(cx, node.left);
  out.copyTo(node.start);
  if (node.operator === '&&') out.insert(`${PREFIX}chosen(`, at);
  cx.wrap(node.operator === '&&' ? 'and' : 'or', node.left, at);
  cx.visit(node.right);
  out.copyTo(node.end);
  if (node.operator === '&&') out.insert(')', at);
}

function assignment(cx: Context, node: Node & { type: 'AssignmentExpression' }): void {
  const { operator, left, right } = node;
  if (operator === '=' || operator === '??=') return cx.visitChildren(node);
  if (operator === '||=' || operator === '&&=') return logicalAssignment(cx, node);
  const helper = binaryHelper(cx, operator.slice(0, -1), left, right);
  if (helper === undefined) return cx.visitChildren(node);
  const { out } = cx;
  const target = bare(left);
  const text = repeatable(target, (key) => cx.isPlain(key));
  const at = operatorAt(cx, left);
  if (text !== undefined) {
    cx.visit(left);
    out.copyTo(at);
    out.skipTo(at + operator.length);
    out.insert(`=${PREFIX}${helper}(${text},`, at);
  } else if (hasReference(target)) {
    out.copyTo(node.start);
    out.insert(`${PREFIX}put(${PREFIX}${helper},${PREFIX}ref(`, at);
    baseAndKey(cx, target);
    out.skipTo(at + operator.length);
    out.insert('),', at);
  } else return cx.visitChildren(node);
  cx.visit(right);
  out.copyTo(node.end);
  out.insert(')', at);
}

type Member = Node & { type: 'MemberExpression' };

/** Can the base and the key of `target` be passed to a helper? Those of `#private` and `super` members cannot. */
const hasReference = (target: Node): target is Member =>
  target.type === 'MemberExpression' &&
  target.property.type !== 'PrivateIdentifier' &&
  target.object.type !== 'Super';

/** Write `base,key` for `base.key` or `base[key]`. The cursor is before the base; parentheses around the member go. */
function baseAndKey(cx: Context, { object, property, computed }: Member): void {
  const { out } = cx;
  out.skipTo(object.start);
  cx.visit(object);
  out.copyTo(object.end);
  out.skipTo(property.start);
  out.insert(',', property.start);
  if (computed) cx.visitArgument(property);
  else {
    out.skipTo(property.end);
    out.insert(JSON.stringify((property as { name: string }).name), property.start);
  }
}

/** Write `x ||= y` as `or(x)||(x=y)`: nothing is assigned where the old value stays. */
function logicalAssignment(cx: Context, node: Node & { type: 'AssignmentExpression' }): void {
  const { out } = cx;
  const { operator, left, right } = node;
  if (cx.isPlain(left)) return cx.visitChildren(node);
  const at = operatorAt(cx, left);
  const text = path(cx, bare(left));
  if (text === undefined) {
    const hint = 'put the object into a constant first: const o = f(); o.x ||= y';
    throw cx.refuse(`the left side of ${operator} must not contain a call`, left.start, hint);
  }
  out.copyTo(node.start);
  out.skipTo(left.start);
  if (operator === '&&=') out.insert(`${PREFIX}chosen(`, at);
  cx.wrap(operator === '&&=' ? 'and' : 'or', left, at);
  out.skipTo(at + operator.length);
  out.insert(`${operator.slice(0, 2)}(${text}=`, at);
  cx.visit(right);
  out.copyTo(node.end);
  out.insert(operator === '&&=' ? '))' : ')', at);
}

/** Return the text of a chain of plain names and members (`a.b[i].c`), which may be read twice. */
function path(cx: Context, target: Node): string | undefined {
  const isKey = (key: Expression) => key.type === 'Identifier' || cx.isPlain(key);
  const text = repeatable(target, isKey);
  if (text !== undefined || target.type !== 'MemberExpression' || target.optional) return text;
  const base = path(cx, bare(target.object));
  return base === undefined ? undefined : memberText(base, target, isKey);
}

/** Write `x++` and the like. `old` values are kept by a helper, so that no name of our own is needed. */
function update(cx: Context, node: Node & { type: 'UpdateExpression' }, isUsed = true): void {
  const { out } = cx;
  const target = bare(node.argument);
  if (target.type === 'Identifier' && cx.isArithmetic(target)) return cx.visitChildren(node);
  const at = node.prefix ? node.start : operatorAt(cx, node.argument);
  const step = node.operator === '++' ? 'inc' : 'dec';
  const keepsOld = isUsed && !node.prefix;
  if (hasReference(target)) {
    out.copyTo(node.start);
    out.insert(`${PREFIX}${keepsOld ? 'post' : 'pre'}(`, at);
    baseAndKey(cx, target);
    out.skipTo(node.end);
    out.insert(`,${PREFIX}${step})`, at);
    return;
  }
  const text = repeatable(target, (key) => cx.isPlain(key));
  if (text === undefined) return cx.visitChildren(node); // loud at run time if it meets a traced number
  out.copyTo(node.start);
  out.skipTo(node.end);
  if (keepsOld) out.insert(`${PREFIX}kept(${text}=${PREFIX}${step}(${PREFIX}keep(${text})))`, at);
  else out.insert(isUsed ? `(${text}=${PREFIX}${step}(${text}))` : `${text}=${PREFIX}${step}(${text})`, at);
}

/** Return the place that an error in the outermost operation of `node` belongs to; undefined if no helper is called. */
export function operationPlace(cx: Context, node: Expression): number | undefined {
  const inner = bare(node);
  if (inner.type === 'BinaryExpression') {
    const helper = binaryHelper(cx, inner.operator, inner.left, inner.right);
    return helper === undefined ? undefined : operatorAt(cx, inner.left);
  }
  if (inner.type === 'UnaryExpression' && inner.operator in UNARY && !cx.isArithmetic(inner.argument))
    return inner.start;
  return undefined;
}

export const operators: Handlers<Context> = {
  BinaryExpression: binary,
  UnaryExpression: unary,
  LogicalExpression: logical,
  AssignmentExpression: assignment,
  UpdateExpression: (cx, node) => update(cx, node),
  ConditionalExpression(cx, node) {
    visitTest(cx, node.test);
    cx.visit(node.consequent);
    cx.visit(node.alternate);
  },
  SequenceExpression(cx, node) {
    for (const each of node.expressions.slice(0, -1)) visitUnused(cx, each);
    cx.visit(node.expressions.at(-1)!);
  },
};
