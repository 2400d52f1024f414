/** When two traces are the same: what tells a function with state of its own from one that can be replayed. */

import { type NDArray, sameShape } from '../array/ndarray.ts';
import { CONST, type Derivation, FIRST_ARRAY, type Graph, LITERAL, type NodeId } from '../graph/graph.ts';
import { decisionCode } from '../graph/wire.ts';

/** Whether the traces below two derivations compute and decide the same, node by node and bit by bit. */
export function sameTrace(a: Derivation, b: Derivation): boolean {
  const size = traceSize(a);
  return (
    size === traceSize(b) &&
    sameNodes(a.graph, b.graph, size) &&
    sameDecisions(a, b) &&
    sameList(a.outputs, b.outputs)
  );
}

/** The number of nodes that were there before the derivatives. */
function traceSize({ owner }: Derivation): number {
  const derived = owner.findIndex((node, id) => node !== id);
  return derived === -1 ? owner.length : derived;
}

function sameNodes(a: Graph, b: Graph, size: number): boolean {
  for (let id = 0; id < size; id++) {
    const op = a.ops[id]!;
    if (op !== b.ops[id] || a.x[id] !== b.x[id] || a.y[id] !== b.y[id] || a.z[id] !== b.z[id]) return false;
    if (op === CONST && !Object.is(a.constants[a.x[id]!], b.constants[b.x[id]!])) return false;
    if (op === LITERAL && !sameArray(a.literalValue(id as NodeId)!, b.literalValue(id as NodeId)!))
      return false;
    if (op >= FIRST_ARRAY && a.z[id]! >= 0 && !sameAttributes(a, b, id as NodeId)) return false;
  }
  return true;
}

function sameArray(a: NDArray, b: NDArray): boolean {
  return (
    a.dtype === b.dtype &&
    sameShape(a.shape, b.shape) &&
    a.data.every((value, i) => Object.is(value, b.data[i]))
  );
}

/** Plain data. */
function sameAttributes(a: Graph, b: Graph, id: NodeId): boolean {
  return JSON.stringify(a.attributesOf(id)) === JSON.stringify(b.attributesOf(id));
}

function sameDecisions(a: Derivation, b: Derivation): boolean {
  return (
    a.decisions.length === b.decisions.length &&
    a.decisions.every(({ test, x, y, holds }, k) => {
      const other = b.decisions[k]!;
      return test === other.test && x === other.x && y === other.y && holds === other.holds;
    })
  );
}

function sameList(a: readonly NodeId[], b: readonly NodeId[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/**
 * Return a 53-bit mixture of the decisions and the numbers at pins: the same for two traces of one path, and (all but
 * certainly) only for them.
 */
export function fingerprint({ graph, decisions }: Derivation): number {
  let high = 0x9e3779b1;
  let low = 0x85ebca6b;
  const mix = (word: number): void => {
    high = Math.imul(high ^ word, 0x2c1b3c6d);
    high ^= high >>> 15;
    low = Math.imul(low + word, 0x297a2d39);
    low ^= low >>> 13;
  };
  for (const { test, y, holds } of decisions) {
    mix(decisionCode(test, holds));
    const constant = graph.constantValue(y);
    if (test !== 'same' || !holds || constant === undefined) continue;
    double[0] = constant;
    mix(words[0]!);
    mix(words[1]!);
  }
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}
