/** A worker for tests that does what its job says. Bundled by `worker-fixture.ts`. */

import { AutogradError } from '../../src/base/errors.ts';
import { Clock } from '../../src/vm/clock.ts';
import { type Port, serve } from '../../src/vm/serve.ts';

export type ProtocolJob =
  | { readonly kind: 'post'; readonly count: number }
  | { readonly kind: 'ask'; readonly questions: readonly unknown[] }
  | { readonly kind: 'fail' }
  | { readonly kind: 'break' }
  | { readonly kind: 'exit' }
  | { readonly kind: 'hang'; readonly timeoutMs: number; readonly posts: number };

async function handle(job: unknown, port: Port): Promise<void> {
  const task = job as ProtocolJob;
  switch (task.kind) {
    case 'post':
      for (let i = 0; i < task.count; i++) {
        const block = Float64Array.of(i, -0);
        port.post({ block, sentAtMs: Date.now() }, [block.buffer]);
        if (block.length !== 0) throw new Error('the block was copied, not given away');
      }
      return;
    case 'ask':
      for (const question of task.questions) port.post(port.ask(question));
      return;
    case 'fail': {
      const at = { file: 'a.ts', line: 3, column: 7 };
      const stack = [{ file: 'b.ts', line: 1, column: 2, name: 'g' }];
      port.post('before');
      throw new AutogradError('E_TRACE', 'lost', {
        hint: 'pin it',
        at,
        stack,
        cause: { guestStack: 'at f' },
      });
    }
    case 'break':
      throw new TypeError('a bug');
    case 'exit':
      process.exit(3);
      break;
    case 'hang': {
      for (let i = 0; i < task.posts; i++) port.post(i);
      new Clock(task.timeoutMs, port.shared).enter();
      for (;;); // a native call that asks nobody whether to go on
    }
  }
}

serve(handle);
