/**
 * Members of objects: `import.meta.url`, which is known here, and `x[i, j]`, which is refused: the comma of the language drops i, where
 * NumPy has an index of two axes. Commas whose left side does something, as shortened code has them, are left alone.
 */

import { bare, type Handlers, type Node } from '../syntax.ts';
import type { Context } from './context.ts';

/** Is `node` of no use before a comma? */
function isIdle(node: Node): boolean {
  const { type } = bare(node);
  return type === 'Identifier' || type === 'Literal' || type === 'TemplateLiteral';
}

function refuseCommas(cx: Context, object: Node, index: Node): void {
  if (index.type !== 'SequenceExpression' || !index.expressions.slice(0, -1).every(isIdle)) return;
  const text = ({ start, end }: Node): string => cx.facts.source.slice(start, end);
  const kept = text(index.expressions.at(-1)!);
  throw cx.refuse(
    `an index with a comma chooses by what follows it only, here ${kept}`,
    index.start,
    `of an array, write ${text(object)}.at(${text(index)}), or one text such as "1, 2:5"`,
  );
}

export const members: Handlers<Context> = {
  MemberExpression(cx, node) {
    const { object, property } = node;
    if (node.computed) refuseCommas(cx, object, property);
    const isUrl = object.type === 'MetaProperty' && object.meta.name === 'import' && !node.computed;
    if (!isUrl || property.type !== 'Identifier' || property.name !== 'url') return cx.visitChildren(node);
    cx.out.copyTo(node.start);
    cx.out.insert(JSON.stringify(`file://${cx.facts.name}`), node.start);
    cx.out.skipTo(node.end);
  },
};
