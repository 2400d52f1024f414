/**
 * The memory of a program while it runs: a script in a session of this process, measured at its iterations after a collection of
 * garbage. What the system says of a process is no measure: that counts garbage, and what the engine does not give back.
 */

import { getHeapCodeStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { QuickJSContext } from 'quickjs-emscripten';
import type { Io } from '../../src/commands/request.ts';
import { openSession } from '../../src/commands/script-session.ts';
import { moduleOf, openScript } from '../../src/commands/source.ts';
import { hostFor } from '../harness/host.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Memory in use, in bytes, and what the guest holds of the host. */
export interface Memory {
  /** Objects of this process and the elements of its arrays, without code: V8 compiles ever more of it for a while. */
  readonly host: number;
  /** What QuickJS has allocated. */
  readonly guest: number;
  /** Arrays of the host that the guest refers to. */
  readonly references: number;
}

/** What the host references of a runtime keep to themselves. */
interface HostRefsInside {
  readonly groups: ReadonlyMap<number, ReadonlyMap<number, unknown>>;
}

const TIMEOUT_MS = 600_000;

/** Run a script to its end; return the memory in use when its optimizer has told of those iterations. */
export async function memoryAt(file: string, iterations: readonly number[]): Promise<Memory[]> {
  const script = await openScript({ script: file, root: undefined }, { cwd: '/' } as Io);
  const found: Memory[] = [];
  let told = 0;
  const host = {
    ...hostFor('', TIMEOUT_MS, (stream) => {
      if (stream === 'progress' && iterations.includes(++told)) found.push(measure());
    }),
    loadModule: (specifier: string, importer: string) =>
      moduleOf(script, { kind: 'module', specifier, importer }) as { name: string; code: string },
  };
  const { code } = script.modules.get(script.entry)!;
  const entry = { name: script.entry, code };
  const job = { kind: 'run', entry, timeoutMs: TIMEOUT_MS, memoryBytes: 2 ** 28, seed: 0 } as const;
  const session = await openSession(job, host, host.print);
  const { context } = session as unknown as { context: QuickJSContext };
  function measure(): Memory {
    collectGarbage();
    collectGarbage(); // the second waits for the buffers that the first one found free: they are given back by another thread
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    const { code_and_metadata_size, bytecode_and_metadata_size } = getHeapCodeStatistics();
    const code = code_and_metadata_size + bytecode_and_metadata_size;
    const usage = context.runtime.computeMemoryUsage().consume((handle) => context.dump(handle));
    const { groups } = context.runtime.hostRefs as unknown as HostRefsInside;
    return {
      host: heapUsed + arrayBuffers - code,
      guest: usage.memory_used_size,
      references: [...groups.values()].reduce((sum, group) => sum + group.size, 0),
    };
  }
  session.load(script.entry);
  session.dispose();
  return found;
}
