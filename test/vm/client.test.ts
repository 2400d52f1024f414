/** The two threads: messages, questions, errors, backpressure and the stop-watch. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { AutogradError } from '../../src/base/errors.ts';
import { type JobOptions, runJob } from '../../src/vm/client.ts';
import { startWorker } from '../../src/vm/start.ts';
import { thrownBy } from './fixture.ts';
import type { ProtocolJob } from './protocol-worker.ts';
import { bundleWorker } from './worker-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'autograd-cli-'));
const script = await bundleWorker('protocol-worker', folder);
afterAll(() => rmSync(folder, { recursive: true }));

/** Run a job in a worker of its own; return what it posted. */
async function run(job: ProtocolJob, options: Partial<JobOptions> = {}): Promise<unknown[]> {
  const messages: unknown[] = [];
  const onMessage = (message: unknown) => void messages.push(message);
  await runJob(startWorker(script), job, {
    timeoutMs: 200,
    onMessage,
    onQuestion: () => undefined,
    ...options,
  });
  return messages;
}

test('messages arrive in order, their buffers given away', async () => {
  const messages = (await run({ kind: 'post', count: 100 })) as { block: Float64Array }[];
  expect(messages.map(({ block }) => [...block])).toEqual(Array.from({ length: 100 }, (_, i) => [i, -0]));
});

test('the worker waits for a main thread that is slow', async () => {
  const leads: number[] = [];
  let dealt = 0;
  const onMessage = async (message: unknown) => {
    const [i] = (message as { block: Float64Array }).block;
    leads.push((message as { sentAtMs: number }).sentAtMs);
    await sleep(20);
    dealt = i!;
  };
  await run({ kind: 'post', count: 12 }, { onMessage });
  expect(dealt).toBe(11);
  // Message 11 was posted when message 7 had been dealt with: not before seven waits were over.
  expect(leads[11]! - leads[0]!).toBeGreaterThan(7 * 18);
});

test('questions are answered, at once or later, and errors of the answer reach the asker', async () => {
  const onQuestion = async (question: unknown) => {
    if (question === 'wrong') throw new AutogradError('E_SCRIPT', 'no such file', { hint: 'look again' });
    await sleep(5);
    return [question, 'answer'];
  };
  expect(await run({ kind: 'ask', questions: ['a', { b: 1 }] }, { onQuestion })).toEqual([
    ['a', 'answer'],
    [{ b: 1 }, 'answer'],
  ]);
  const error = await thrownBy(() => run({ kind: 'ask', questions: ['wrong'] }, { onQuestion }));
  expect(error).toMatchObject({ code: 'E_SCRIPT', message: 'no such file', hint: 'look again' });
});

test('an error arrives with all it has, after the messages before it', async () => {
  const messages: unknown[] = [];
  const error = await thrownBy(() =>
    run({ kind: 'fail' }, { onMessage: (message) => void messages.push(message) }),
  );
  expect(messages).toEqual(['before']);
  expect(error).toBeInstanceOf(AutogradError);
  expect(error).toMatchObject({
    code: 'E_TRACE',
    message: 'lost',
    hint: 'pin it',
    at: { file: 'a.ts', line: 3, column: 7 },
    frames: [{ file: 'b.ts', line: 1, column: 2, name: 'g' }],
    cause: { guestStack: 'at f' },
  });
});

test.each(['break', 'exit'] as const)(
  'a worker that fails by a bug is an internal error: %s',
  async (kind) => {
    expect(await thrownBy(() => run({ kind }))).toMatchObject({ code: 'E_INTERNAL' });
  },
);

test('what dealing with a message throws ends the job', async () => {
  const pipe = Object.assign(new Error('closed'), { code: 'EPIPE' });
  const onMessage = () => {
    throw pipe;
  };
  expect(await thrownBy(() => run({ kind: 'post', count: 100 }, { onMessage }))).toBe(pipe);
});

test('a guest that outruns its deadline is ended, and what came before is kept', async () => {
  const messages: unknown[] = [];
  const start = performance.now();
  const onMessage = (message: unknown) => void messages.push(message);
  const error = await thrownBy(() => run({ kind: 'hang', timeoutMs: 200, posts: 3 }, { onMessage }));
  expect(error).toMatchObject({ code: 'E_LIMIT', message: expect.stringContaining('0.2 s') });
  expect(performance.now() - start).toBeLessThan(200 + 1000);
  expect(messages).toEqual([0, 1, 2]);
});
