/**
 * `grad` as a filter: a million rows of a CSV through a pipe, its columns kept, beside the same points as a range, after a check
 * that both compute the same. Then ten million rows, for the memory.
 */

import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byTurns, median, PROGRAM, printTable, processMs, runProgram } from './measure.mjs';

const ROWS = 1_000_000;
const ROUNDS = 5;
const LEAST = 0.6;
const range = (rows) => ['grad', 'samples/tanh.ts', '--range', `-10:10/${rows}`, '--csv'];
const filter = ['grad', 'samples/tanh.ts', '--at', '-', '--col', 't', '--keep', '--csv'];

const input = join(tmpdir(), `filter-${process.pid}.csv`);
try {
  await report();
} finally {
  rmSync(input, { force: true });
}

async function report() {
  writeFileSync(input, `id,t\n${pointsOf(1001)}`);
  check();
  writeFileSync(input, `id,t\n${pointsOf(ROWS)}`);
  const runs = await byTurns(
    {
      'node -e 0': () => processMs(['-e', '0']),
      range: () => processMs([PROGRAM, ...range(ROWS)]),
      filter: () => processMs([PROGRAM, ...filter], input),
    },
    ROUNDS,
  );
  const wall = (name) => runs[name].map((time) => time.wall);
  const start = Math.min(...wall('node -e 0'));
  const speed = (name) => ROWS / (Math.min(...wall(name)) - start) / 1000;
  const shares = wall('filter').map((ms, i) => (wall('range')[i] - start) / (ms - start));
  printTable(
    ['1e6 rows', 'wall ms', 'Mrows/s', '÷ range, best', 'median'],
    [
      ['--range', Math.min(...wall('range')), speed('range'), 1, 1],
      ['--at - --keep', Math.min(...wall('filter')), speed('filter'), Math.max(...shares), median(shares)],
    ],
  );
  console.log(`goal: at least ${LEAST} of the rows per second of --range\n`);
  const endless = `node -e 'console.log("id,t");for(let i=0;i<1e7;i++)console.log(i+","+i/1e6)'`;
  const { stderr } = spawnSync(
    'bash',
    ['-c', `${endless} | node ${PROGRAM} ${filter.join(' ')} --stats >/dev/null`],
    {
      encoding: 'utf8',
    },
  );
  console.log(`1e7 rows: ${/peak memory: (.*)/.exec(stderr)[1]} at the peak`);
}

function pointsOf(count) {
  const step = 20 / (count - 1);
  return Array.from({ length: count }, (_, i) => `${i},${i === count - 1 ? 10 : -10 + i * step}\n`).join('');
}

function check() {
  const rows = (text) => text.trim().split('\n').slice(1);
  const { stdout } = spawnSync('bash', ['-c', `node ${PROGRAM} ${filter.join(' ')} < ${input}`], {
    encoding: 'utf8',
  });
  const kept = rows(stdout).map((line) => line.split(','));
  const points = kept.map(([, t]) => t).join(',');
  const expected = rows(runProgram(['grad', 'samples/tanh.ts', '--at', points, '--csv']).stdout);
  const same = expected.every((line, i) => line === kept[i].slice(1).join(','));
  if (!same || kept.length !== 1001) throw new Error('the filter computes something else');
}
