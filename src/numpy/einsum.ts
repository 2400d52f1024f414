/**
 * Sums of products over named axes: `np.einsum`, and the contraction of two arrays that every product of NumPy comes down to. All of
 * it is diagonals, sums, permutations and stacks of matrix products; nothing runs over indices.
 */

import { arrayError, showShape, stridesOf } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import { type Argument, type Np, Ref } from './np.ts';
import * as p from './parameters.ts';

/** The name of an axis. Those of an ellipsis are negative, the last axis −1. */
type Label = number;

/** An array with a name for each axis, all different. */
export interface Labelled {
  readonly node: NodeId;
  readonly labels: readonly Label[];
}

/**
 * Multiply two arrays along the axes they share and sum over all axes that are not in `keep`. A length of 1 fits any other. The
 * result has the axes of `keep` that either has, in no particular order.
 */
export function contract(np: Np, x: Labelled, y: Labelled, keep: readonly Label[]): Labelled {
  const left = summed(np, squeezed(np, x, y), [...keep, ...y.labels]);
  const right = summed(np, squeezed(np, y, left), [...keep, ...left.labels]);
  const shared = left.labels.filter((label) => right.labels.includes(label));
  const sums = shared.filter((label) => !keep.includes(label));
  return sums.length === 0 ? multiplied(np, left, right) : product(np, left, right, sums);
}

/** The array with its axes in the given order. */
export function arranged(np: Np, { node, labels }: Labelled, order: readonly Label[]): NodeId {
  return np.permute(
    node,
    order.map((label) => labels.indexOf(label)),
  );
}

const lengthOf = (np: Np, { node, labels }: Labelled, label: Label): number =>
  np.shapeOf(node)[labels.indexOf(label)]!;

/** x without the axes of length 1 that `other` has longer. */
function squeezed(np: Np, x: Labelled, other: Labelled): Labelled {
  const labels = x.labels.filter(
    (label) => lengthOf(np, x, label) !== 1 || (lengthOf(np, other, label) ?? 1) === 1,
  );
  const shape = labels.map((label) => lengthOf(np, x, label));
  return { node: np.reshape(x.node, shape), labels };
}

/** x summed over the axes that are not in `keep`. */
function summed(np: Np, { node, labels }: Labelled, keep: readonly Label[]): Labelled {
  const axes = labels.flatMap((label, axis) => (keep.includes(label) ? [] : [axis]));
  return { node: np.sum(node, axes), labels: labels.filter((label) => keep.includes(label)) };
}

/** The products of all elements that agree along shared axes. */
function multiplied(np: Np, x: Labelled, y: Labelled): Labelled {
  const own = y.labels.filter((label) => !x.labels.includes(label));
  const labels = [...x.labels, ...own];
  const aligned = (part: Labelled): NodeId => {
    const order = labels.filter((label) => part.labels.includes(label));
    const missing = labels.flatMap((label, axis) => (order.includes(label) ? [] : [axis]));
    return np.expand(arranged(np, part, order), missing);
  };
  return { node: np.mul(aligned(x), aligned(y)), labels };
}

/** Products of matrices: `sums` are summed over, other shared axes are those of the stack. */
function product(np: Np, x: Labelled, y: Labelled, sums: readonly Label[]): Labelled {
  const stack = x.labels.filter((label) => y.labels.includes(label) && !sums.includes(label));
  const rows = x.labels.filter((label) => !y.labels.includes(label));
  const columns = y.labels.filter((label) => !x.labels.includes(label));
  const left = matrices(np, x, stack, rows, sums);
  const right = matrices(np, y, stack, sums, columns);
  const logical = [x, y].every(({ node }) => np.dtypeOf(node) === 'bool');
  const node = np.matmul(
    logical ? np.cast(left.node, 'int64') : left.node, // of truths: whether any product is true
    right.node,
    { transposeX: left.transposed, transposeY: right.transposed },
  );
  const lengths = (part: Labelled, labels: readonly Label[]): number[] =>
    labels.map((label) => lengthOf(np, part, label));
  const shape = [...lengths(x, stack), ...lengths(x, rows), ...lengths(y, columns)];
  const shaped = np.reshape(logical ? np.lt(np.constant(0), node) : node, shape);
  return { node: shaped, labels: [...stack, ...rows, ...columns] };
}

/** A stack of matrices made of x; transposed ones where x has its axes in that order. */
function matrices(
  np: Np,
  x: Labelled,
  stack: readonly Label[],
  rows: readonly Label[],
  columns: readonly Label[],
): { readonly node: NodeId; readonly transposed: boolean } {
  const turned = [...stack, ...columns, ...rows];
  const transposed = turned.every((label, axis) => x.labels[axis] === label);
  const size = (labels: readonly Label[]): number =>
    labels.reduce((n, label) => n * lengthOf(np, x, label), 1);
  const sides = [size(rows), size(columns)];
  const ordered = transposed ? x.node : arranged(np, x, [...stack, ...rows, ...columns]);
  const shape = [...(stack.length > 0 ? [size(stack)] : []), ...(transposed ? sides.reverse() : sides)];
  return { node: np.reshape(ordered, shape), transposed };
}

// ── einsum ──

const ELLIPSIS = '...';
type Token = Label | typeof ELLIPSIS;

interface Sum {
  readonly operands: readonly NodeId[];
  readonly terms: readonly (readonly Token[])[];
  /** Undefined: the axes that occur once, in order. */
  readonly output: readonly Token[] | undefined;
}

/** Einstein's sum of what `einsum` was given. */
function einsum(np: Np, { operands, terms, output }: Sum): NodeId {
  const parts = operands.map((node, i) => diagonal(np, node, labelsOf(terms[i]!, np.rankOf(node))));
  checkLengths(np, parts);
  const result = output === undefined ? implicitOutput(terms, parts) : explicitOutput(output, parts);
  while (parts.length > 1) {
    const [i, j] = cheapestPair(np, parts, result);
    const [y] = parts.splice(j, 1) as [Labelled];
    const [x] = parts.splice(i, 1) as [Labelled];
    parts.push(contract(np, x, y, [...result, ...parts.flatMap(({ labels }) => labels)]));
  }
  return arranged(np, summed(np, parts[0]!, result), result);
}

/** The axes of one operand, repeated ones included. */
function labelsOf(tokens: readonly Token[], rank: number): Label[] {
  const named = tokens.filter((token) => token !== ELLIPSIS).length;
  if (tokens.includes(ELLIPSIS) ? named > rank : named !== rank)
    throw arrayError(`np.einsum: ${named} subscripts do not fit an operand of dimension ${rank}`);
  return tokens.flatMap((token) => (token === ELLIPSIS ? ellipsis(rank - named) : [token]));
}

const ellipsis = (count: number): Label[] => Array.from({ length: count }, (_, i) => i - count);

/** The array with one axis a label: repeated ones are the diagonal. */
function diagonal(np: Np, node: NodeId, all: readonly Label[]): Labelled {
  const labels = [...new Set(all)];
  if (labels.length === all.length) return { node, labels };
  const shape = np.shapeOf(node);
  const steps = stridesOf(shape);
  const axesOf = (label: Label): number[] => all.flatMap((other, axis) => (other === label ? [axis] : []));
  const lengths = labels.map((label) => {
    const [first, ...others] = axesOf(label).map((axis) => shape[axis]!);
    if (others.some((n) => n !== first))
      throw arrayError(`np.einsum: a subscript is repeated for different lengths of ${showShape(shape)}`);
    return first!;
  });
  const strides = labels.map((label) => axesOf(label).reduce((sum, axis) => sum + steps[axis]!, 0));
  return { node: np.view(node, { shape: lengths, strides, offset: 0 }), labels };
}

function checkLengths(np: Np, parts: readonly Labelled[]): void {
  const lengths = new Map<Label, number>();
  for (const part of parts) {
    for (const label of part.labels) {
      const n = lengthOf(np, part, label);
      const known = lengths.get(label) ?? 1;
      if (n !== 1 && known !== 1 && n !== known)
        throw arrayError(`np.einsum: one subscript stands for lengths ${known} and ${n}`);
      lengths.set(label, Math.max(known, n));
    }
  }
}

/** The axes of all ellipses, broadcast. */
const broadcastLabels = (parts: readonly Labelled[]): Label[] =>
  ellipsis(Math.max(...parts.map(({ labels }) => labels.filter((label) => label < 0).length)));

function implicitOutput(terms: Sum['terms'], parts: readonly Labelled[]): Label[] {
  const named = terms.flat().filter((token) => token !== ELLIPSIS);
  const single = named.filter((label) => named.indexOf(label) === named.lastIndexOf(label));
  return [...broadcastLabels(parts), ...single.sort((a, b) => a - b)];
}

function explicitOutput(tokens: readonly Token[], parts: readonly Labelled[]): Label[] {
  const broadcast = broadcastLabels(parts);
  if (broadcast.length > 0 && !tokens.includes(ELLIPSIS))
    throw arrayError('np.einsum: the output lacks the ellipsis of the operands');
  const output = tokens.flatMap((token) => (token === ELLIPSIS ? broadcast : [token]));
  const known = parts.flatMap(({ labels }) => labels);
  if (new Set(output).size !== output.length || output.some((label) => !known.includes(label)))
    throw arrayError('np.einsum: each subscript of the output must be one of the operands, given once');
  return output;
}

/** The two operands whose product is smallest. */
function cheapestPair(np: Np, parts: readonly Labelled[], result: readonly Label[]): [number, number] {
  let best: [number, number] = [0, 1];
  let least = Number.POSITIVE_INFINITY;
  for (let j = 1; j < parts.length; j++) {
    for (let i = 0; i < j; i++) {
      const size = sizeOfProduct(np, parts, i, j, result);
      if (size < least) {
        least = size;
        best = [i, j];
      }
    }
  }
  return best;
}

function sizeOfProduct(
  np: Np,
  parts: readonly Labelled[],
  i: number,
  j: number,
  result: readonly Label[],
): number {
  const [x, y] = [parts[i]!, parts[j]!];
  const others = parts.filter((_, k) => k !== i && k !== j).flatMap(({ labels }) => labels);
  const kept = new Set(
    [...x.labels, ...y.labels].filter((label) => result.includes(label) || others.includes(label)),
  );
  return [...kept].reduce(
    (size, label) => size * Math.max(lengthOf(np, x, label) ?? 1, lengthOf(np, y, label) ?? 1),
    1,
  );
}

/** Read what `einsum` was given: a text and operands, or operands each with a list of subscripts and maybe the output's list. */
function sumOf(np: Np, given: readonly Argument[]): Sum {
  const [first, ...rest] = given;
  if (typeof first === 'string') return sumOfText(np, first, rest);
  const terms: Token[][] = [];
  const operands: NodeId[] = [];
  for (let i = 0; i + 1 < given.length; i += 2) {
    operands.push(p.arrayOf(np, given[i], 'np.einsum: operands'));
    terms.push(sublist(np, given[i + 1]));
  }
  if (operands.length === 0) throw arrayError('np.einsum needs subscripts and operands');
  return { operands, terms, output: given.length % 2 === 1 ? sublist(np, given.at(-1)) : undefined };
}

function sumOfText(np: Np, text: string, given: readonly Argument[]): Sum {
  const [inputs, output, ...more] = text.replaceAll(' ', '').split('->');
  const terms = inputs!.split(',').map((term) => tokensOf(term, text));
  if (more.length > 0 || terms.length !== given.length)
    throw arrayError(
      `np.einsum: ${JSON.stringify(text)} has subscripts for ${terms.length} operands, and there are ${given.length}`,
    );
  return {
    operands: given.map((operand) => p.arrayOf(np, operand, 'np.einsum: operands')),
    terms,
    output: output === undefined ? undefined : tokensOf(output, text),
  };
}

function tokensOf(term: string, text: string): Token[] {
  if (!/^[a-z]*(\.\.\.)?[a-z]*$/i.test(term))
    throw arrayError(
      `np.einsum: ${JSON.stringify(text)} are no subscripts`,
      "write letters and at most one ellipsis an operand: '...ij,jk->...ik'",
    );
  return (term.match(/\.\.\.|[a-z]/gi) ?? []).map((token) =>
    token === ELLIPSIS ? token : token.charCodeAt(0),
  );
}

/** The subscripts of a list: whole numbers from 0, and maybe one '...'. */
function sublist(np: Np, argument: Argument): Token[] {
  const where = 'np.einsum: subscripts';
  if (argument instanceof Ref || !Array.isArray(argument)) return [...p.shape.parse(np, argument, where)];
  return argument.map((token: Argument) => (token === ELLIPSIS ? token : p.integer.parse(np, token, where)));
}

const operands: p.Parameter<readonly Argument[]> = {
  type: 'string | ArrayLike | (number | string)[]',
  rest: true,
  parse: (_, given) => given as readonly Argument[],
};

export const einsums: readonly NumpyFunction[] = [
  define(
    'np.einsum',
    "Einstein's sum: np.einsum('ij,jk->ik', a, b), or with lists of subscripts np.einsum(a, [0, 1], b, [1, 2], [0, 2]).",
    { operands, optimize: p.or(p.anything, null) },
    (np, parsed) => einsum(np, sumOf(np, parsed.operands)),
  ),
];
