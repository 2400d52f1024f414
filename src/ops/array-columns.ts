/**
 * A few columns of a sum of matrix products, without the others: the cotangent of joined arrays is often such a sum, and only some
 * of the arrays move.
 */

import { sameShape } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import type { ArrayBuilder } from './array-builder.ts';
import type { MatmulAttributes } from './array-products.ts';
import { arrayCodeOf } from './array-registry.ts';
import { codeOf } from './registry.ts';

const ADD = codeOf('add');

/**
 * Return `length` columns of x from `start` on, the same numbers bit for bit: of a sum of products, the sum of the products with these
 * columns only. Undefined where x is something else.
 */
export function columnsOfProducts(
  b: ArrayBuilder,
  x: NodeId,
  start: number,
  length: number,
): NodeId | undefined {
  const nodes = sumOfProducts(b, x);
  if (nodes === undefined) return undefined;
  const columns = new Map<NodeId, NodeId>();
  for (const node of nodes) {
    const [left, right] = b.graph.operands(node) as [NodeId, NodeId];
    columns.set(
      node,
      b.graph.ops[node] === ADD
        ? b.add(columns.get(left)!, columns.get(right)!)
        : productColumns(b, left, right, b.graph.attributesOf(node) as MatmulAttributes, start, length),
    );
  }
  return columns.get(x);
}

/** The products that x is a sum of, and the sums of some of them, in order; undefined if it is none. No recursion: there may be many. */
function sumOfProducts({ graph }: ArrayBuilder, x: NodeId): NodeId[] | undefined {
  const product = arrayCodeOf('matmul');
  const { shape } = graph.typeOf(x);
  const found = new Set([x]);
  for (const node of found) {
    if (!sameShape(graph.typeOf(node).shape, shape)) return undefined;
    if (graph.ops[node] === ADD) for (const term of graph.operands(node)) found.add(term);
    else if (graph.ops[node] !== product) return undefined;
  }
  return [...found].sort((left, right) => left - right);
}

function productColumns(
  b: ArrayBuilder,
  x: NodeId,
  y: NodeId,
  attributes: MatmulAttributes,
  start: number,
  length: number,
): NodeId {
  const axis = b.rankOf(y) - (attributes.transposeY ? 2 : 1);
  return b.matmul(x, b.slice(y, axis, start, length), attributes);
}
