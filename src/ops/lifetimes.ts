/**
 * When a value of a graph that is evaluated again and again is of no more use. Knows what reads which node: among the nodes that are
 * about to be computed, and in a whole evaluation, as earlier ones have shown. Holds no values.
 */

import type { NodeId } from '../graph/graph.ts';

/** The evaluation that this one is: the first makes a recording, and computes nodes earlier and others twice; the next one shows. */
const SHOWING = 1;

export class Lifetimes {
  /** By node: reads that are to come in the pass under way, */
  private pending = new Int32Array(0);
  /** reads by different nodes in this evaluation, */
  private readers = new Int32Array(0);
  /** the most of them in any evaluation before, */
  private expected = new Int32Array(0);
  /** and whether its own reads have been counted in this one. */
  private counted = new Uint8Array(0);
  private evaluation = 0;

  /** Whether reads are counted: a graph that is evaluated only once holds its values to the end. */
  get areCounted(): boolean {
    return this.evaluation >= SHOWING;
  }

  /** Whether it is known what reads a node in an evaluation. */
  get areKnown(): boolean {
    return this.evaluation > SHOWING;
  }

  /** Another evaluation of a graph of `size` nodes begins. `counts` says whether the last one was complete, and large enough. */
  begin(size: number, counts: boolean): void {
    const { readers, expected } = this;
    for (let id = 0; id < readers.length; id++) expected[id] = Math.max(expected[id]!, readers[id]!);
    readers.fill(0);
    this.counted.fill(0);
    if (counts) this.evaluation++;
    if (this.areCounted && size > readers.length) this.grow(size);
  }

  /** Make room for so many nodes. */
  grow(size: number): void {
    this.pending = grown(this.pending, size);
    this.readers = grown(this.readers, size);
    this.expected = grown(this.expected, size);
    const counted = new Uint8Array(size);
    counted.set(this.counted);
    this.counted = counted;
  }

  /** A node that reads these is going to be computed. */
  expect(reads: readonly NodeId[]): void {
    for (const id of reads) this.pending[id]!++;
  }

  /** A node that reads these is being computed. */
  read(node: NodeId, reads: readonly NodeId[]): void {
    const isFirst = this.counted[node] === 0;
    this.counted[node] = 1;
    for (const id of reads) {
      this.pending[id]!--;
      if (isFirst) this.readers[id]!++;
    }
  }

  /** Whether a node is going to be read, in the pass under way or, as far as that is known, later on. */
  isRead(id: NodeId): boolean {
    return this.pending[id]! > 0 || (this.areKnown && this.readers[id]! < this.expected[id]!);
  }

  /** The pass under way has failed. */
  abandon(): void {
    this.pending.fill(0);
  }
}

function grown(column: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size);
  larger.set(column);
  return larger;
}
