/**
 * Tells which nodes of a growing graph can still be differentiated: every node has a root, the smallest open variable it
 * depends on. A variable is an input of the sweep, open always, or an alias, open until its derivative has been taken. Variables
 * nest: what is made after one, by operators within or by the rules of derivatives, is closed with it at the latest.
 */

import { ALIAS, CONST, FIRST_ARRAY, type Graph, INPUT, LITERAL, NONE, type NodeId } from '../graph/graph.ts';

/** The root of a node that no open variable reaches. */
const NOTHING = Number.POSITIVE_INFINITY;

export class Liveness {
  private readonly graph: Graph;
  private readonly closed = new Set<number>();
  /** The aliases that are open, in the order they were made. */
  private readonly open: number[] = [];
  private roots = new Float64Array(256);
  private done = 0;

  constructor(graph: Graph) {
    this.graph = graph;
  }

  /** Close `alias` and all made after it: what depends on them alone is a constant from now on. */
  close(alias: NodeId): void {
    this.advance();
    while (this.open.length > 0 && this.open.at(-1)! >= alias) this.closed.add(this.open.pop()!);
  }

  /** Whether `node` depends on a variable that was open before `alias` was made. */
  outlives(node: NodeId, alias: NodeId): boolean {
    this.advance();
    return this.rootOf(node) < alias;
  }

  /** Whether `node` depends on any open variable. */
  isLive(node: NodeId): boolean {
    this.advance();
    return this.rootOf(node) !== NOTHING;
  }

  private rootOf(node: number): number {
    if (node === NONE) return NOTHING;
    const root = this.roots[node]!;
    return this.closed.has(root) ? NOTHING : root;
  }

  /** Give every node made since the last time its root, by the variables that are open now. */
  private advance(): void {
    const { ops, x, y, z, size } = this.graph;
    if (size > this.roots.length) {
      const larger = new Float64Array(Math.max(size, 2 * this.roots.length));
      larger.set(this.roots.subarray(0, this.done));
      this.roots = larger;
    }
    for (let id = this.done; id < size; id++) {
      const op = ops[id]!;
      if (op === CONST || op === LITERAL) this.roots[id] = NOTHING;
      else if (op === INPUT) this.roots[id] = id;
      else if (op === ALIAS) {
        this.roots[id] = Math.min(id, this.rootOf(x[id]!));
        this.open.push(id);
      } else {
        const third = op < FIRST_ARRAY ? this.rootOf(z[id]!) : NOTHING;
        this.roots[id] = Math.min(this.rootOf(x[id]!), this.rootOf(y[id]!), third);
      }
    }
    this.done = size;
  }
}
