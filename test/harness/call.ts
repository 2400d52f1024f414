/** Differentiates one call in this process, without worker and command line: source and arguments in, numbers out. */

import { runCallJob } from '../../src/commands/args-call.ts';
import { type CallResult, readAnswer } from '../../src/commands/args-result.ts';
import type { CallJob } from '../../src/commands/job.ts';
import { rewriter } from '../../src/script/rewrite.ts';
import { hostFor } from './host.ts';

const rewrite = await rewriter();

/** Differentiate the function of `source` (TypeScript) with respect to the first argument, unless `options` say otherwise. */
export async function callOnce(
  operator: CallJob['operator'],
  source: string,
  args: readonly unknown[],
  options: Partial<Pick<CallJob, 'exportName' | 'wrt' | 'params' | 'vector'>> = {},
): Promise<CallResult> {
  const { code, exports } = rewrite(source, 'script.ts', { name: '/script.ts' });
  const job: CallJob = {
    kind: 'call',
    script: 'script.ts',
    operator,
    entry: { name: '/script.ts', code },
    declared: exports,
    exportName: undefined,
    fileStem: 'script',
    wrt: [],
    params: new Map(),
    args,
    vector: undefined,
    timeoutMs: 60_000,
    memoryBytes: 2 ** 28,
    seed: 0,
    ...options,
  };
  const { answer, variables, at } = await runCallJob(
    job,
    hostFor(code, job.timeoutMs, () => {}),
  );
  return readAnswer(answer, operator, variables, at);
}
