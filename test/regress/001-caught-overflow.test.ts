/**
 * A script that catches the end of the stack in the middle of an operation: the operation was on the tape, its number was never
 * made, and from there on every number was taken for its neighbour. Wrong values, without a word.
 */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../bin/autograd-cli.js', import.meta.url));

test('a trace that lacks a number is refused, whatever the script caught', () => {
  const input = `
    let y = 0, tries = 0;
    function deep(n: number): void {
      try { deep(n + 1) } catch {}
      if (tries++ < 400) { try { y = Math.sin(y) } catch {} try { y = y * 1.01 } catch {} }
    }
    export function f(x: number): number { y = x * x; tries = 0; deep(0); const z = x * x; return z * 3 }`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'grad', '--at=2', '-'], { input });
  expect(String(stderr)).toContain('had used up the stack or the memory within an operation');
  expect([status, String(stdout)]).toEqual([3, '']);
});
