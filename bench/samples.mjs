/** What each stage costs for each sample, at 1,000 points to order 3, after a check against calls without replay. */

import { readdirSync } from 'node:fs';
import { checkAgree, printTable, runProgram } from './measure.mjs';

const POINTS = 1000;
const CHECKED = 10;

/** Where the script has several, or the default range does not suit. */
const EXPORTS = { 'taylor.ts': 'fun', 'special-functions.ts': 'airy' };
const RANGES = { 'special-functions.ts': '0.5:8.5', 'orbit.ts': '0.8:1.2', 'pendulum/pendulum.ts': '0:2' };

const files = readdirSync('samples').filter((name) => name.endsWith('.ts'));
const rows = [...files, 'pendulum/pendulum.ts'].map(measure);
printTable(
  [
    'sample (wall ms)',
    'traces',
    'nodes',
    'replayed',
    'trace',
    'derive',
    'compile',
    'replay',
    'all of the worker',
  ],
  rows,
);

function measure(file) {
  const { rows, stats } = sweep(file, '--range', `${RANGES[file] ?? '-5:5'}/${POINTS}`);
  const checked = rows.filter((_, i) => i % (POINTS / CHECKED) === 7);
  const reference = sweep(file, '--no-compile', '--at', checked.map(([x]) => x).join());
  checkAgree(file, checked.flat(), reference.rows.flat(), 1e-12);
  const counts = ['traces', 'nodes', 'points replayed'].map((name) => Number(stats[name]));
  const times = ['trace', 'derive', 'compile', 'replay', 'worker'].map((name) => Number(stats[`${name} ms`]));
  return [file, ...counts, ...times];
}

function sweep(file, ...where) {
  const chosen = EXPORTS[file] === undefined ? [] : ['-e', EXPORTS[file]];
  const { stdout, stats } = runProgram(['grad', '-n', '3', `samples/${file}`, ...chosen, ...where, '--json']);
  return { rows: JSON.parse(stdout).rows, stats };
}
