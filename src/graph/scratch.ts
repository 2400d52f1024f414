/**
 * A graph of what is known, cleared after each use: its nodes are values, and looking for equal ones costs more than having them
 * twice.
 */

import type { NDArray } from '../array/ndarray.ts';
import { Graph, type NodeId } from './graph.ts';

export class ScratchGraph extends Graph {
  override constant(value: number): NodeId {
    return this.newConstant(value);
  }

  override literal(value: NDArray): NodeId {
    return this.newLiteral(value);
  }
}
