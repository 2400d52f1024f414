/** Runs sweeps in this process, without worker and command line: source in, columns out. */

import type { Head } from '../../src/base/result.ts';
import type { SweepJob, SweepMessage } from '../../src/commands/job.ts';
import { runSweepJob } from '../../src/commands/sweep.ts';
import { rewriter } from '../../src/script/rewrite.ts';
import { hostFor } from './host.ts';

const rewrite = await rewriter();

export interface SweepOptions {
  readonly exportName?: string;
  readonly at: readonly number[];
  readonly order?: number;
  readonly mode?: SweepJob['mode'];
  readonly compile?: boolean;
  readonly branchChanges?: boolean;
  readonly params?: ReadonlyMap<string, unknown>;
  readonly memoryBytes?: number;
}

export interface SweepResult {
  readonly head: Head;
  /** By column name; `x` included. */
  readonly columns: ReadonlyMap<string, readonly number[]>;
  readonly warnings: readonly string[];
  readonly branchChanges: readonly number[];
  readonly stats: ReadonlyMap<string, number>;
  readonly printed: string;
}

/** Differentiate an export of `source` (TypeScript) at the points; order 1 if not given. */
export async function sweep(source: string, options: SweepOptions): Promise<SweepResult> {
  const { code, exports } = rewrite(source, 'script.ts', { name: '/script.ts' });
  const job: SweepJob = {
    kind: 'sweep',
    script: 'script.ts',
    entry: { name: '/script.ts', code },
    declared: exports,
    exportName: options.exportName,
    fileStem: 'script',
    wrt: undefined,
    params: options.params ?? new Map(),
    bound: [],
    points: { kind: 'list', values: Float64Array.from(options.at) },
    orders: { from: 0, to: options.order ?? 1 },
    mode: options.mode ?? 'auto',
    compile: options.compile ?? true,
    branchChanges: options.branchChanges ?? false,
    timeoutMs: 60_000,
    memoryBytes: options.memoryBytes ?? 2 ** 28,
    seed: 0,
  };
  const messages: SweepMessage[] = [];
  const print = (stream: string, text: string) => void messages.push({ kind: 'print', stream, text });
  const host = hostFor(code, job.timeoutMs, print);
  await runSweepJob(job, host, { post: (message) => void messages.push(message), ask: () => null });
  return resultOf(messages);
}

function resultOf(messages: readonly SweepMessage[]): SweepResult {
  const columns = new Map<string, number[]>();
  let head: Head | undefined;
  let end: Extract<SweepMessage, { kind: 'end' }> | undefined;
  let printed = '';
  for (const message of messages) {
    if (message.kind === 'head') head = message.head;
    else if (message.kind === 'end') end = message;
    else if (message.kind === 'print') printed += message.text;
    else {
      for (const [j, name] of head!.names.entries()) {
        columns.set(name, [...(columns.get(name) ?? []), ...message.columns[j]!.subarray(0, message.rows)]);
      }
    }
  }
  return {
    head: head!,
    columns,
    warnings: end!.warnings,
    branchChanges: end!.branchChanges.map(({ x }) => x),
    stats: new Map(end!.stats),
    printed,
  };
}
