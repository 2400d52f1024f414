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

/**
 * The parser overflows the native stack, and so ends the process, at some 5,000 brackets, 10,000 prefix operators or 50,000
 * binary operators in one expression. More than this is refused unread.
 */
const MAX_BRACKETS = 1000;
const MAX_PREFIXES = 5000;
const MAX_OPERATORS = 20_000;

const tooDeep = (file: string): AutogradError =>
  new AutogradError('E_SCRIPT', `${file} is nested too deeply to be read`, {
    hint: `brackets may be nested ${MAX_BRACKETS} deep; split long expressions over several statements`,
  });

const OPENS = 1;
const CLOSES = 2;
const ENDS = 4;
const PREFIX = 8;
const OPERATOR = 16;
/** What a character counts as, by its code. */
const ROLES = new Uint8Array(128);
for (const [characters, role] of [['([', OPENS], [')]', CLOSES], ['{', OPENS | ENDS], ['}', CLOSES | ENDS], [';,', ENDS], ['!~=?:-', PREFIX], ['+*/%&|^<>', OPERATOR]] as const) {
  for (const character of characters) ROLES[character.charCodeAt(0)] = role;
} // biome-ignore format: a table

/** Throw E_SCRIPT if the parser might not survive `source`. Strings and comments count as well: it is only a fence. */
function refuseDeepNesting(source: string, file: string): void {
  let brackets = 0;
  let prefixes = 0;
  let operators = 0;
  for (let i = 0; i < source.length; i++) {
    const role = ROLES[source.charCodeAt(i)];
    if (role === undefined || role === 0) continue;
    if (role & OPENS) brackets++;
    else if (role & CLOSES && brackets > 0) brackets--;
    else if (role === PREFIX) prefixes++;
    else if (role === OPERATOR) operators++;
    if (role & ENDS) prefixes = operators = 0;
    if (brackets > MAX_BRACKETS || prefixes > MAX_PREFIXES || operators > MAX_OPERATORS) throw tooDeep(file);
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

const MATMUL_HINT = 'JavaScript has no operator @: for a matrix product write np.matmul(x, y)';

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
  const start = Math.min(label?.start ?? 0, source.length);
  const isMatmul = error.labels.some((each) => /^\s*@/.test(source.slice(each.start, each.start + 80)));
  throw new AutogradError('E_SCRIPT', `syntax error: ${message[0]!.toLowerCase()}${message.slice(1)}`, {
    at: at(start),
    hint: isMatmul ? MATMUL_HINT : (error.helpMessage ?? undefined),
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
const isName = (expression: Expression): boolean =>
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
