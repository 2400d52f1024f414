/**
 * Proves of expressions that their value is always a plain primitive: never traced, never an array, never an object. What is
 * proven keeps its native operators. Parameters, properties and calls are never proven: those are what is traced.
 *
 * Names are proven together, as the greatest fixed point: each is assumed to be plain until something else is assigned to it.
 */

import type { Binding, Scopes } from './scopes.ts';
import type { Expression, Node } from './syntax.ts';

/** What a plain value is; `any` while nothing has spoken against anything. `number` includes undefined. */
export type Kind = 'number' | 'string' | 'boolean' | 'nullish' | 'any';

/** The functions of `Math` that the guest has. */
export const MATH =
  /^(abs|acosh?|asinh?|atan[2h]?|cbrt|ceil|clz32|cosh?|exp|expm1|floor|fround|hypot|imul|log|log10|log1p|log2|max|min|pow|random|round|sign|sinh?|sqrt|tanh?|trunc)$/;
export const MATH_CONSTANT = /^(E|LN10|LN2|LOG10E|LOG2E|PI|SQRT1_2|SQRT2)$/;
const GLOBAL_NUMBERS = new Set(['NaN', 'Infinity']);
const BOOLEAN_OPERATORS = new Set(['in', 'instanceof']);
const COMPARISONS = new Set(['<', '>', '<=', '>=', '==', '!=', '===', '!==']);
/** Kinds that an array is compared with as a whole. */
const UNLIKE_ARRAYS: ReadonlySet<Kind | undefined> = new Set<Kind>(['nullish', 'string']);

/** Return the function from an expression to the kind of its values, undefined if that is not proven. */
export function provePlain(scopes: Scopes): (node: Node) => Kind | undefined {
  const kinds = new Map<Binding, Kind>();
  for (const binding of scopes.bindings) if (binding.values !== undefined) kinds.set(binding, 'any');
  for (let changed = true; changed; ) {
    changed = false;
    for (const [binding, before] of kinds) {
      let kind: Kind | undefined = before;
      for (const value of binding.values!) kind = meet(kind, kindOf(value));
      if (kind === before) continue;
      changed = true;
      if (kind === undefined) kinds.delete(binding);
      else kinds.set(binding, kind);
    }
  }
  const known = new Map<Node, Kind | undefined>();
  return (node) => {
    if (known.has(node)) return known.get(node);
    const kind = kindOf(node);
    known.set(node, kind);
    return kind;
  };

  function kindOf(node: Node): Kind | undefined {
    switch (node.type) {
      case 'Literal':
        return literalKind(node.value);
      case 'TemplateLiteral':
        return 'string';
      case 'Identifier': {
        const binding = scopes.bindingOf(node);
        if (binding !== undefined) return kinds.get(binding);
        return GLOBAL_NUMBERS.has(node.name) ? 'number' : node.name === 'undefined' ? 'nullish' : undefined;
      }
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
        return kindOf(node.expression);
      case 'UnaryExpression':
        if (node.operator === '!' || node.operator === 'delete') return 'boolean';
        if (node.operator === 'typeof') return 'string';
        return node.operator === 'void' ? 'nullish' : arithmetic(kindOf(node.argument), 'number');
      case 'UpdateExpression':
        return arithmetic(kindOf(node.argument), 'number');
      case 'BinaryExpression':
        return node.left.type === 'PrivateIdentifier'
          ? 'boolean'
          : binary(node.operator, node.left, node.right);
      case 'LogicalExpression':
        return meet(kindOf(node.left), kindOf(node.right));
      case 'ConditionalExpression':
        return meet(kindOf(node.consequent), kindOf(node.alternate));
      case 'SequenceExpression':
        return kindOf(node.expressions.at(-1)!);
      case 'AssignmentExpression':
        if (node.operator === '=') return kindOf(node.right);
        if (/^(\|\||&&|\?\?)=$/.test(node.operator)) return meet(kindOf(node.left), kindOf(node.right));
        return binary(node.operator.slice(0, -1), node.left, node.right);
      case 'CallExpression':
        if (!isMath(node.callee, MATH)) return undefined;
        return node.arguments.every((each) => arithmetic(kindOf(each), 'number') !== undefined)
          ? 'number'
          : undefined;
      case 'MemberExpression':
        return isMath(node, MATH_CONSTANT) ? 'number' : undefined;
      default:
        return undefined;
    }
  }

  function binary(operator: string, left: Node, right: Expression): Kind | undefined {
    if (BOOLEAN_OPERATORS.has(operator)) return 'boolean';
    const x = kindOf(left);
    const y = kindOf(right);
    const isEquality = /^[=!]==?$/.test(operator);
    if (isEquality && (UNLIKE_ARRAYS.has(x) || UNLIKE_ARRAYS.has(y))) return 'boolean';
    if (COMPARISONS.has(operator)) return x !== undefined && y !== undefined ? 'boolean' : undefined;
    if (operator === '+' && (x === 'string' || y === 'string')) return 'string';
    return arithmetic(x, arithmetic(y, 'number'));
  }

  function isMath(node: Node, names: RegExp): boolean {
    if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier')
      return false;
    const { object } = node;
    if (object.type !== 'Identifier' || object.name !== 'Math' || scopes.bindingOf(object) !== undefined)
      return false;
    return names.test(node.property.name);
  }
}

/** Return the kind of a value that is of either kind. */
function meet(x: Kind | undefined, y: Kind | undefined): Kind | undefined {
  if (x === undefined || y === undefined) return undefined;
  if (x === 'any' || x === y) return y;
  return y === 'any' ? x : undefined;
}

/** Return the kind of an arithmetic result: a number where both operands are numbers. */
function arithmetic(x: Kind | undefined, y: Kind | undefined): Kind | undefined {
  if (x === undefined || y === undefined) return undefined;
  if (x === 'any') return y;
  return x === 'number' && (y === 'number' || y === 'any') ? 'number' : undefined;
}

function literalKind(value: unknown): Kind | undefined {
  if (value === null) return 'nullish';
  const type = typeof value;
  return type === 'number' || type === 'string' || type === 'boolean' ? type : undefined;
}
