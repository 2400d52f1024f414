/**
 * What the host lends the prelude. Taken from the global object before any script runs, and deleted there: nothing else
 * may touch it.
 */

interface Host {
  /** 4 · 8192 doubles, see `src/graph/wire.ts`. */
  readonly tape: ArrayBuffer;
  /**
   * Read that many records from the beginning of the tape. `ids` is how many numbers the trace has given ids to: fewer than it has
   * recorded if the script caught the end of the stack or of memory in the middle of an operation.
   */
  flush(records: number, ids: number): void;
  /** The value of a primitive that QuickJS's `Math` lacks. */
  kernel(code: number, x: number, y: number, z: number): number;
  /**
   * Differentiate the number `output` with respect to the alias `variable`, both ids: derivatives of orders 1 … `order` get the
   * next ids, and for each a pair `[live, value]` is written to the tape from its beginning. One that is not live is a constant.
   */
  differentiate(output: number, variable: number, order: number): void;
  /** Arguments and results of `call`, see `src/graph/call-wire.ts`. */
  readonly memory: ArrayBuffer;
  /** Send the numbers from `start` to `end` of that memory ahead of a call. */
  upload(start: number, end: number): void;
  /**
   * Call a function of arrays; `ids` as for `flush`. Its results are in the memory; returned is what keeps the first array among
   * them alive.
   */
  call(code: number, ids: number): unknown;
  /** Return what keeps the next array among the results alive. */
  fetch(): unknown;
  print(stream: 'out' | 'err' | 'warning', text: string): void;
  readonly seed: number;
}

const globals = globalThis as unknown as { host?: Host };

export const host: Host = globals.host as Host;
delete globals.host;
