/** Enums become objects as tsc makes them: constants folded, numeric members with their reverse entry. */

import type { Expression, Handlers, Node } from '../syntax.ts';
import { bare } from '../syntax.ts';
import type { Context } from './context.ts';

type Enum = Node & { type: 'TSEnumDeclaration' };
type Constant = number | string | undefined;

/** Return the value of a constant expression, undefined if it is not constant. */
function fold(node: Expression, enumName: string, members: ReadonlyMap<string, Constant>): Constant {
  const inner = bare(node);
  switch (inner.type) {
    case 'Literal':
      return typeof inner.value === 'number' || typeof inner.value === 'string' ? inner.value : undefined;
    case 'TemplateLiteral':
      return foldTemplate(inner, enumName, members);
    case 'Identifier':
      return members.get(inner.name);
    case 'MemberExpression': {
      const { object, property } = inner;
      if (object.type !== 'Identifier' || object.name !== enumName) return undefined;
      if (property.type === 'Literal') return members.get(String(property.value));
      return property.type === 'Identifier' && !inner.computed ? members.get(property.name) : undefined;
    }
    case 'UnaryExpression': {
      const value = fold(inner.argument, enumName, members);
      if (typeof value !== 'number') return undefined;
      return inner.operator === '-'
        ? -value
        : inner.operator === '+'
          ? value
          : inner.operator === '~'
            ? ~value
            : undefined;
    }
    case 'BinaryExpression': {
      if (inner.left.type === 'PrivateIdentifier') return undefined;
      const left = fold(inner.left, enumName, members);
      const right = fold(inner.right, enumName, members);
      return left === undefined || right === undefined ? undefined : foldBinary(inner.operator, left, right);
    }
    default:
      return undefined;
  }
}

function foldTemplate(
  { quasis, expressions }: Node & { type: 'TemplateLiteral' },
  enumName: string,
  members: ReadonlyMap<string, Constant>,
): Constant {
  let text = quasis[0]!.value.cooked ?? '';
  for (const [i, expression] of expressions.entries()) {
    const value = fold(expression, enumName, members);
    if (value === undefined) return undefined;
    text += `${value}${quasis[i + 1]!.value.cooked ?? ''}`;
  }
  return text;
}

function foldBinary(operator: string, x: number | string, y: number | string): Constant {
  if (typeof x === 'string' || typeof y === 'string') return operator === '+' ? `${x}${y}` : undefined;
  switch (operator) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return x / y;
    case '%':
      return x % y;
    case '**':
      return x ** y;
    case '|':
      return x | y;
    case '&':
      return x & y;
    case '^':
      return x ^ y;
    case '<<':
      return x << y;
    case '>>':
      return x >> y;
    case '>>>':
      return x >>> y;
    default:
      return undefined;
  }
}

/** Write `enum E {A, B = 2}` as `var E=(E=>{E[E["A"]=0]="A";…;return E})({})`; a second `enum E` adds to the first. */
function enumeration(cx: Context, node: Enum): void {
  if (node.declare) return cx.eraseStatement(node);
  const { out } = cx;
  const { name } = node.id;
  const binding = cx.facts.scopes.bindingOf(node.id)!;
  const isFirst = binding.declaration === node;
  const keyword = !isFirst ? '' : binding.inBlock ? 'let ' : 'var ';
  out.copyTo(node.start);
  out.insert(`${keyword}${name}=((${name})=>{`, node.id.start);
  out.skipTo(node.body.start + 1);
  cx.enums.push({ name, body: node.body });
  members(cx, node);
  cx.enums.pop();
  out.skipTo(node.end);
  out.insert(`return ${name}})(${isFirst ? '{}' : name});`, node.id.start);
}

function members(cx: Context, { id: { name }, body }: Enum): void {
  const { out } = cx;
  const known = new Map<string, Constant>();
  let previous: Constant = -1;
  for (const { id, initializer, start, end } of body.members) {
    const key =
      id.type === 'Identifier'
        ? id.name
        : id.type === 'Literal'
          ? id.value
          : (id.quasis[0]!.value.cooked ?? '');
    const value: Constant =
      initializer === null
        ? typeof previous === 'number'
          ? previous + 1
          : undefined
        : fold(initializer, name, known);
    known.set(key, value);
    previous = value;
    const text = JSON.stringify(key);
    const isText =
      typeof value === 'string' || (initializer !== null && cx.facts.kindOf(initializer) === 'string');
    out.skipTo(start);
    out.insert(isText ? `${name}[${text}]=` : `${name}[${name}[${text}]=`, start);
    if (value === undefined && initializer !== null) {
      out.skipTo(initializer.start);
      cx.visitArgument(initializer);
    } else out.insert(typeof value === 'string' ? JSON.stringify(value) : String(value ?? 'void 0'), start);
    out.skipTo(end);
    out.insert(isText ? ';' : `]=${text};`, start);
  }
}

export const enums: Handlers<Context> = { TSEnumDeclaration: enumeration };
