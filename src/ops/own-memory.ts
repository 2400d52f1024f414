/**
 * The memory of arrays that an evaluation has made itself: used again when none of its nodes needs it, unless somebody else may have it.
 */

import { giveBack } from '../array/memory.ts';
import type { NDArray } from '../array/ndarray.ts';

interface Holding {
  readonly data: Float64Array;
  /** How many nodes have their value there. */
  nodes: number;
}

export class OwnMemory {
  private readonly holdings = new Map<ArrayBufferLike, Holding>();
  /** What may be held by others. */
  private readonly lent = new Set<ArrayBufferLike>();

  get isEmpty(): boolean {
    return this.holdings.size === 0;
  }

  /** An array has been made that nothing else knows. */
  add({ data }: NDArray): void {
    this.holdings.set(data.buffer, { data, nodes: 0 });
  }

  /** A node has this value. */
  hold({ data }: NDArray): void {
    const holding = this.holdings.get(data.buffer);
    if (holding !== undefined) holding.nodes++;
  }

  /** Somebody else may hold this value from now on. */
  lend({ data }: NDArray): void {
    this.lent.add(data.buffer);
  }

  /** Whether a value is in memory that was made here and that nobody else may have. */
  has({ data }: NDArray): boolean {
    return this.holdings.has(data.buffer) && !this.lent.has(data.buffer);
  }

  /** A node can do without its value, which is in memory that nobody else may have. */
  drop({ data }: NDArray): void {
    const holding = this.holdings.get(data.buffer)!;
    holding.nodes--;
    if (holding.nodes > 0) return;
    this.holdings.delete(data.buffer);
    giveBack(holding.data);
  }

  /** Give back all that nobody else may have; no node needs its value. */
  giveBack(): void {
    for (const [buffer, { data }] of this.holdings) if (!this.lent.has(buffer)) giveBack(data);
    this.holdings.clear();
  }

  /** Values that were lent belong to whoever has them. */
  forgetLent(): void {
    this.lent.clear();
  }
}
