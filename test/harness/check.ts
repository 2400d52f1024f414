/** Checks derivatives in this process, without worker and command line: source in, findings out. */

import { runCheckJob } from '../../src/commands/check-job.ts';
import type { CheckFinding, CheckJob, CheckMessage } from '../../src/commands/check-request.ts';
import { rewriter } from '../../src/script/rewrite.ts';
import { hostFor } from './host.ts';

const rewrite = await rewriter();

export interface Checked {
  readonly results: readonly CheckFinding[];
  readonly failures: readonly string[];
  readonly warnings: readonly string[];
}

/** Check the exports of `source` (TypeScript) as the command would. */
export async function check(source: string, options: Partial<CheckJob> = {}): Promise<Checked> {
  const { code, exports } = rewrite(source, 'script.ts', { name: '/script.ts' });
  const job: CheckJob = {
    kind: 'check',
    script: 'script.ts',
    entry: { name: '/script.ts', code },
    declared: exports,
    exportName: undefined,
    fileStem: 'script',
    against: undefined,
    params: new Map(),
    wrt: [],
    order: undefined,
    range: { lo: -5, hi: 5 },
    samples: 21,
    rtol: 1e-6,
    atol: 1e-9,
    shard: { index: 1, of: 1 },
    points: undefined,
    ordinal: 0,
    timeoutMs: 60_000,
    memoryBytes: 2 ** 28,
    seed: 0,
    ...options,
  };
  const messages: CheckMessage[] = [];
  await runCheckJob(
    job,
    hostFor(code, job.timeoutMs, () => {}),
    (message) => void messages.push(message),
  );
  return {
    results: messages.flatMap((message) => (message.kind === 'result' ? [message.result] : [])),
    failures: messages.flatMap((message) => (message.kind === 'failure' ? [message.error.message] : [])),
    warnings: messages.flatMap((message) => (message.kind === 'end' ? message.warnings : [])),
  };
}
