/** An array of the guest, as the host keeps it. */

import type { NDArray } from '../array/ndarray.ts';
import { NONE, type NodeId } from '../graph/graph.ts';

export class Entry {
  private current: NDArray | undefined;
  /** Computes the value when it is first asked for. */
  private compute: (() => NDArray) | undefined;
  /** The node that has this value in trace number `trace`; NONE for a plain array. */
  private made: NodeId;
  readonly trace: number;
  /** Whether nothing else refers to the elements, so that they may be changed in place. */
  private isOwned = false;

  constructor(value: NDArray | (() => NDArray), node: NodeId, trace: number) {
    if (typeof value === 'function') this.compute = value;
    else this.current = value;
    this.made = node;
    this.trace = trace;
  }

  get node(): NodeId {
    return this.made;
  }

  get value(): NDArray {
    if (this.current === undefined) {
      this.current = this.compute!();
      this.compute = undefined; // it holds its trace
    }
    return this.current;
  }

  set value(value: NDArray) {
    this.current = value;
    this.isOwned = false;
  }

  /** The same value is to be had from another node from now on, in another graph of the same trace. */
  move(node: NodeId, compute: () => NDArray): void {
    this.made = node;
    if (this.current === undefined) this.compute = compute;
  }

  /** The node of this array in trace number `trace`; NONE if it is none of that trace. */
  nodeIn(trace: number): NodeId {
    return this.trace === trace ? this.made : NONE;
  }

  /** Something may keep the elements. */
  share(): void {
    this.isOwned = false;
  }

  /** The value, for its elements to be changed: a copy where something else may refer to them. */
  changeable(): NDArray {
    const { value } = this;
    if (this.isOwned) return value;
    this.current = { ...value, data: value.data.slice() };
    this.isOwned = true;
    return this.current;
  }
}
