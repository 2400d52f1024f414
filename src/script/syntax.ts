/**
 * The parser and what every pass needs to know of its trees: types, children, unwrapping, the next token. Nothing here
 * decides what a construct becomes.
 */

import type { Expression, MemberExpression, Node, Program, Span } from 'oxc-parser';
import { AutogradError } from '../base/errors.ts';
import { placesOf } from './positions.ts';

export type Parser = typeof import('oxc-parser');

/** The node types whose `type` may be `T`. */
export type NodeOf<T extends Node['type']> = Node extends infer N
  ? N extends { type: infer U }
    ? [T & U] extends [never]
      ? never
      : N
    : never
  : never;

/** One handler a node type. */
export type Handlers<C> = { readonly [T in Node['type']]?: (context: C, node: NodeOf<T>) => void };

/** Brackets deeper than this, or more operators in a row, would overflow the parser's own stack. */
const MAX_NESTING = 1000;
const MAX_OPERATORS = 4000;

const tooDeep = (file: string): AutogradError =>
  new AutogradError('E_SCRIPT', `${file} is nested too deeply to be read`, {
    hint: `brackets may be nested ${MAX_NESTING} deep; split long expressions over several statements`,
  });

/** Throw E_SCRIPT if `source` is nested so deeply that the parser would not survive it. Strings and comments count: it is only a fence. */
function refuseDeepNesting(source: string, file: string): void {
  let depth = 0;
  let operators = 0;
  for (let i = 0; i < source.length; i++) {
    switch (source.charCodeAt(i)) {
      case 0x28: // (
      case 0x5b: // [
      case 0x7b: // {
        if (++depth > MAX_NESTING) throw tooDeep(file);
        break;
      case 0x29: // )
      case 0x5d: // ]
      case 0x7d: // }
        if (depth > 0) depth--;
        break;
      case 0x3b: // ;
      case 0x2c: // ,
        operators = 0;
        break;
      case 0x21: // !
      case 0x7e: // ~
      case 0x3d: // =
      case 0x3f: // ?
      case 0x2d: // -
      case 0x3a: // :
        if (++operators > MAX_OPERATORS && source.charCodeAt(i - 1) < 0x80) throw tooDeep(file);
        break;
      case 0x0a:
        if (depth === 0) operators = 0;
        break;
    }
  }
}

/** Run `walk`; throw E_SCRIPT if the tree is too deep for it. */
export function withinStack<T>(file: string, walk: () => T): T {
  try {
    return walk();
  } catch (error) {
    throw error instanceof RangeError ? tooDeep(file) : error;
  }
}

/**
 * Return the tree of `source`; parentheses are nodes. Throws E_SCRIPT at the first error of syntax, or at the first JSX element.
 */
export function parse(parser: Parser, source: string, file: string, typescript: boolean): Program {
  refuseDeepNesting(source, file);
  const at = placesOf(source, file);
  const options = { lang: typescript ? 'ts' : 'js', sourceType: 'module', showSemanticErrors: true } as const;
  const { errors, program } = parser.parseSync(file, source, options);
  const error = errors.find((each) => each.severity === 'Error');
  if (error === undefined) return program;
  const lang = typescript ? 'tsx' : 'jsx';
  const asJsx = parser.parseSync(file, source, { ...options, lang });
  if (!asJsx.errors.some((each) => each.severity === 'Error')) {
    throw new AutogradError('E_SCRIPT', 'JSX is not supported', {
      at: at(firstJsx(asJsx.program, parser.visitorKeys) ?? 0),
      hint: 'scripts are TypeScript or JavaScript without JSX',
    });
  }
  // Of two labels (a name declared twice) the last is the place that is wrong.
  const label = error.labels.at(-1);
  const message = error.message.replace(/\.$/, '');
  throw new AutogradError('E_SCRIPT', `syntax error: ${message[0]!.toLowerCase()}${message.slice(1)}`, {
    at: at(Math.min(label?.start ?? 0, source.length)),
    hint: error.helpMessage ?? undefined,
  });
}

/** Return where the first JSX element begins. */
function firstJsx(node: Node, keys: Parser['visitorKeys']): number | undefined {
  if (node.type.startsWith('JSX')) return node.start;
  let first: number | undefined;
  eachChild(keys, node, (child) => {
    first ??= firstJsx(child, keys);
  });
  return first;
}

/** Call `visit` for every child of `node`, in the order of the source. */
export function eachChild(keys: Parser['visitorKeys'], node: Node, visit: (child: Node) => void): void {
  for (const key of keys[node.type]!) {
    const child = (node as unknown as Record<string, Node | (Node | null)[] | null | undefined>)[key];
    if (child == null) continue;
    if (!Array.isArray(child)) visit(child);
    else for (const element of child) if (element !== null) visit(element);
  }
}

/** Return `node` without parentheses and type annotations around it. */
export function bare(node: Node): Node {
  for (;;) {
    switch (node.type) {
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
        node = node.expression;
        break;
      default:
        return node;
    }
  }
}

const BLANKS = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;

/** Return the offset of the first token of `source` at or after `offset`. */
export function nextToken(source: string, offset: number): number {
  BLANKS.lastIndex = offset;
  return offset + BLANKS.exec(source)![0].length;
}

/** Is `expression` a name or `this`, which may be read twice without anyone noticing? */
export const isName = (expression: Expression): boolean =>
  expression.type === 'Identifier' || expression.type === 'ThisExpression';

/** Return the text of `target` for a second use, if that can be told by nobody; `isPlainKey` says so of a computed key. */
export function repeatable(target: Node, isPlainKey: (key: Expression) => boolean): string | undefined {
  if (target.type === 'Identifier') return target.name;
  if (target.type === 'ThisExpression') return 'this';
  if (target.type !== 'MemberExpression' || target.optional) return undefined;
  const { object } = target;
  if (!isName(object) && object.type !== 'Super') return undefined;
  const base = object.type === 'Identifier' ? object.name : object.type === 'Super' ? 'super' : 'this';
  return memberText(base, target, isPlainKey);
}

/** Return the text `base.name` or `base[key]`; undefined if the key is not plain. */
export function memberText(
  base: string,
  { computed, property }: MemberExpression,
  isPlainKey: (key: Expression) => boolean,
): string | undefined {
  if (property.type === 'PrivateIdentifier') return `${base}.#${property.name}`;
  if (!computed) return `${base}.${property.name}`;
  if (property.type === 'Literal') return `${base}[${property.raw}]`;
  return property.type === 'Identifier' && isPlainKey(property) ? `${base}[${property.name}]` : undefined;
}

export type { Expression, Node, Program, Span };
