/**
 * A million rows of five columns as CSV: the whole program, and its formatter alone (`format.mjs` has all formats), beside a bare
 * loop of JSON.stringify over the same rows, after a check that the text holds the same numbers. Then ten million rows, for the
 * memory.
 */

import { openSync, writeSync } from 'node:fs';
import { byTurns, median, PROGRAM, printTable, processMs, runProgram } from './measure.mjs';

const ROWS = 1_000_000;
const ROUNDS = 5;
const MOST_MB = 400;
const sweep = (rows) => ['grad', '-n', '3', 'samples/tanh.ts', '--range', `-10:10/${rows}`, '--csv'];

if (process.argv[2] === 'bare') bareLoop(rowsOf(ROWS));
else await report();

async function report() {
  check();
  const runs = await byTurns(
    {
      'node -e 0': () => processMs(['-e', '0']),
      'bare loop': () => processMs([import.meta.filename, 'bare']),
      'grad --csv': () => processMs([PROGRAM, ...sweep(ROWS)]),
    },
    ROUNDS,
  );
  const [start, bare, program] = Object.values(runs).map((times) => ({
    cpu: times.map(({ cpu }) => cpu),
    wall: times.map(({ wall }) => wall),
  }));
  const row = (name, { cpu, wall }) => {
    const ratios = wall.map((ms, i) => (ms - start.wall[i]) / (bare.wall[i] - start.wall[i]));
    const own = Math.min(...wall) - Math.min(...start.wall);
    return [
      name,
      Math.min(...cpu),
      Math.min(...wall),
      ROWS / own / 1000,
      Math.min(...ratios),
      median(ratios),
    ];
  };
  printTable(
    ['1e6 rows × 5', 'CPU ms', 'wall ms', 'Mrows/s', '× bare loop, least', 'median'],
    [row('bare loop of JSON.stringify', bare), row('grad --csv', program)],
  );
  console.log('goal: at most 1.5 × the bare loop (wall, both without the start of node)\n');
  const { stats } = runProgram([...sweep(10 * ROWS), '-o', '/dev/null']);
  console.log(`1e7 rows: ${stats['peak memory']} at the peak (goal: at most ${MOST_MB} MB)`);
}

function check() {
  const count = 1001;
  const lines = runProgram(sweep(count)).stdout.trim().split('\n').slice(1);
  const rows = JSON.parse(runProgram([...sweep(count), '--json']).stdout).rows;
  const same = lines.every((line, i) =>
    line.split(',').every((text, j) => Object.is(Number(text), rows[i][j])),
  );
  if (!same || lines.length !== count) throw new Error('the CSV does not read back');
}

/** tanh(x/2) and its derivatives, by the textbook. */
function rowsOf(count) {
  const columns = Array.from({ length: 5 }, () => new Float64Array(count));
  for (let i = 0; i < count; i++) {
    const x = -10 + (20 * i) / (count - 1);
    const t = Math.tanh(x / 2);
    const row = [x, t, (1 - t * t) / 2, (-t * (1 - t * t)) / 2, ((3 * t * t - 1) * (1 - t * t)) / 4];
    for (const [j, value] of row.entries()) columns[j][i] = value;
  }
  return columns;
}

function bareLoop([x, f, d1, d2, d3]) {
  const out = openSync('/dev/null', 'w');
  let text = '';
  for (let i = 0; i < x.length; i++) {
    text += `${JSON.stringify([x[i], f[i], d1[i], d2[i], d3[i]])}\n`;
    if (text.length < 65536) continue;
    writeSync(out, text);
    text = '';
  }
  writeSync(out, text);
}
