/** `run` in the worker: a script's module, run to its end. */

import type { RunJob, Stats } from './job.ts';
import type { ScriptHost } from './script-session.ts';
import { openSession } from './script-session.ts';

/** Run the script; return figures for `--stats`. Throws what the script throws. */
export async function runScript(job: RunJob, host: ScriptHost): Promise<Stats> {
  const start = performance.now();
  const session = await openSession(job, host, host.print);
  session.load(job.entry.name);
  session.dispose();
  return [['worker ms', Math.round(performance.now() - start)]];
}
