/** Measuring and printing for all sections: CPU time, whole processes, taking turns, tables. */

import { spawnSync } from 'node:child_process';

export const PROGRAM = 'bin/autograd-cli.js';

/** Return the CPU milliseconds of `work` in this process, the least of several runs. */
export function cpuMs(work, runs = 3) {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/**
 * Run node with these arguments as a process of its own, its output thrown away; return wall and CPU milliseconds. A file `input`
 * comes through a pipe.
 */
export function processMs(args, input) {
  const pipe = input === undefined ? '' : `cat '${input}' |`;
  // bash tells the time of a process and all its children to the millisecond; Node tells neither.
  const { stderr, status } = spawnSync(
    'bash',
    ['-c', `TIMEFORMAT='%3R %3U %3S'; time ${pipe} "$@" >/dev/null 2>&1`, 'bash', process.execPath, ...args],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed (or there is no bash)`);
  const [wall, user, system] = stderr.trim().split(' ').map(Number);
  return { wall: 1000 * wall, cpu: 1000 * (user + system) };
}

/** Run the program; return its output and its figures by name (`--stats`). */
export function runProgram(args) {
  const options = { encoding: 'utf8', maxBuffer: 2 ** 30 };
  const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAM, ...args, '--stats'], options);
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  const stats = Object.fromEntries(
    [...stderr.matchAll(/^(.+): (.*)$/gm)].map(([, name, value]) => [name, value]),
  );
  return { stdout, stats };
}

/** Run the contenders by turns, `rounds` times; return what each returned, by name. */
export async function byTurns(contenders, rounds) {
  const results = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) results[name].push(await run());
  }
  return results;
}

export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/** Throw unless two columns agree to `tolerance`, relative to the largest number; null stands for what is not finite. */
export function checkAgree(what, actual, expected, tolerance) {
  const scale = Math.max(...expected.map(Math.abs));
  const wrong = expected.findIndex((value, i) => {
    const isNear = Math.abs(actual[i] - value) <= tolerance * scale;
    return value === null ? actual[i] !== null : !isNear;
  });
  if (actual.length === expected.length && wrong === -1) return;
  throw new Error(`${what}: results differ at row ${wrong}: ${actual[wrong]} is not ${expected[wrong]}`);
}

/** Print rows of cells below a header: texts to the left, numbers to the right with three digits. */
export function printTable(header, rows) {
  const texts = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? threeDigits(cell) : cell)));
  const widths = header.map((title, j) => Math.max(title.length, ...texts.map((row) => row[j].length)));
  const line = (cells, j0) =>
    cells.map((cell, j) => (j < j0 ? cell.padEnd(widths[j]) : cell.padStart(widths[j]))).join('  ');
  const left = rows[0].findIndex((cell) => typeof cell === 'number');
  console.log(line(header, left));
  for (const row of texts) console.log(line(row, left));
}

function threeDigits(value) {
  return Math.abs(value) >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toPrecision(3);
}
