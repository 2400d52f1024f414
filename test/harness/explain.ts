/** Explains one point in this process, without worker and command line: source and a point in, an explanation with places out. */

import { type Explanation, type Site, withSites } from '../../src/base/explanation.ts';
import { explainPoint } from '../../src/commands/explain-point.ts';
import type { ExplainJob } from '../../src/commands/job.ts';
import { rewriter } from '../../src/script/rewrite.ts';
import { parseStack } from '../../src/script/stack.ts';
import { hostFor } from './host.ts';

const rewrite = await rewriter();

export interface ExplainOptions {
  readonly exportName?: string;
  readonly order?: number;
  readonly wrt?: readonly string[];
  readonly params?: ReadonlyMap<string, unknown>;
  readonly print?: (stream: string, text: string) => void;
}

/** Explain the function of `source` (TypeScript) at a number, or for the arguments in a list. Lines are exact, columns those of rewritten code. */
export async function explain(
  source: string,
  at: number | readonly unknown[],
  options: ExplainOptions = {},
): Promise<Explanation> {
  const { code, exports } = rewrite(source, 'script.ts', { name: '/script.ts' });
  const job: ExplainJob = {
    kind: 'explain',
    script: 'script.ts',
    entry: { name: '/script.ts', code },
    declared: exports,
    exportName: options.exportName,
    fileStem: 'script',
    wrt: options.wrt ?? [],
    params: options.params ?? new Map(),
    point: typeof at === 'number' ? { kind: 'number', value: at } : { kind: 'arguments', args: at },
    orders: { from: 0, to: options.order ?? 1 },
    timeoutMs: 60_000,
    memoryBytes: 2 ** 28,
    seed: 0,
  };
  const explanation = await explainPoint(job, hostFor(code, job.timeoutMs, options.print ?? (() => {})));
  const lines = source.split('\n');
  return withSites(explanation, (stack): Site | undefined => {
    const [frame] = parseStack(stack, (file, line, column) =>
      file === '/script.ts' ? { file: 'script.ts', line, column } : undefined,
    );
    return frame && { ...frame, source: lines[frame.line - 1] };
  });
}
