/** Scripts in a real session as users write them: with operators, which are rewritten. */

import { rewriter } from '../../src/script/rewrite.ts';
import { load, type Script } from './harness.ts';

const rewrite = await rewriter();

/** Load a script, which may run for `timeoutMs` in all. */
export function loadRewritten(source: string, timeoutMs?: number): Promise<Script> {
  return load(rewrite(source, '/main.ts').code, 0, timeoutMs);
}

/** Return the JSON value of an expression after statements; arrays are lists. */
export async function answer(expression: string, statements = ''): Promise<unknown> {
  const { printed } = await loadRewritten(`${statements}\nconsole.log(JSON.stringify(${expression}));`);
  return JSON.parse(printed.findLast(([stream]) => stream === 'out')![1]);
}

/** Return the message of the error that statements throw. */
export function refusal(statements: string): Promise<string> {
  return loadRewritten(statements).then(
    () => 'nothing was thrown',
    (error: Error) => error.message,
  );
}
