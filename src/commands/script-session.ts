/** The VM of a script, with the derivatives that the script may ask for: where `vm` and `derive` meet. */

import { derivativesAlong } from '../derive/derivatives.ts';
import { NONE } from '../graph/graph.ts';
import { ArrayBuilder } from '../ops/array-builder.ts';
import type { Kernels } from '../ops/kernels.ts';
import type { Clock } from '../vm/clock.ts';
import type { Engine } from '../vm/engine.ts';
import { createSession, type Differentiate, type Session, type SessionOptions } from '../vm/session.ts';
import type { ScriptJob } from './job.ts';

/** What a script's VM needs of the world. */
export interface ScriptHost {
  readonly engine: Engine;
  readonly kernels: Kernels;
  readonly clock: Clock;
  readonly createArrays: SessionOptions['createArrays'];
  readonly loadModule: (
    specifier: string,
    importer: string,
  ) => { readonly name: string; readonly code: string };
  readonly print: (stream: string, text: string) => void;
}

/** Start a VM for a script. */
export function openSession(job: ScriptJob, host: ScriptHost, print: ScriptHost['print']): Promise<Session> {
  return createSession({
    ...host,
    print,
    timeoutMs: job.timeoutMs,
    memoryBytes: job.memoryBytes,
    seed: job.seed,
    differentiate: differentiate(host.kernels),
  });
}

/** The derivatives of orders 1 to `order` that a script asks for with `grad` or `derivatives` of a number. */
function differentiate(kernels: Kernels): Differentiate {
  return (graph, output, input, order) => {
    const b = new ArrayBuilder(graph, kernels);
    return derivativesAlong(b, input, output, order).map((node) => (node === NONE ? b.constant(0) : node));
  };
}
