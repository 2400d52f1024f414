/** What a whole process costs beside `node -e 0`, by turns, after a check of what it prints. */

import { byTurns, checkAgree, median, PROGRAM, printTable, processMs, runProgram } from './measure.mjs';

const ROUNDS = 15;
const SCRIPT = 'samples/tanh.ts';

const { rows } = JSON.parse(runProgram(['grad', SCRIPT, '--json']).stdout);
const columns = [0, 1, 2].map((j) => rows.map((row) => row[j]));
checkAgree(
  'tanh',
  columns[1],
  columns[0].map((x) => Math.tanh(x / 2)),
  1e-12,
);
checkAgree(
  'its slope',
  columns[2],
  columns[0].map((x) => 0.5 / Math.cosh(x / 2) ** 2),
  1e-12,
);

const calls = {
  'node -e 0': ['-e', '0'],
  '--help': [PROGRAM, '--help'],
  [`grad ${SCRIPT}`]: [PROGRAM, 'grad', SCRIPT],
  [`plot ${SCRIPT}`]: [PROGRAM, 'plot', SCRIPT],
};
const runs = await byTurns(
  Object.fromEntries(Object.entries(calls).map(([name, args]) => [name, () => processMs(args)])),
  ROUNDS,
);
const figures = Object.entries(runs).map(([name, times]) => {
  const cpu = times.map((time) => time.cpu);
  const wall = times.map((time) => time.wall);
  return [name, Math.min(...cpu), median(cpu), Math.min(...wall), median(wall)];
});
const [base] = figures;
printTable(
  ['ms', 'CPU least', 'median', 'wall least', 'median', '+CPU least', '+median', '+wall least', '+median'],
  figures.map((row) => [...row, ...row.slice(1).map((ms, j) => ms - base[j + 1])]),
);
console.log(`
goals, where node -e 0 takes 60 ms: grad +150 CPU and +120 wall (two free cores), --help +40`);
const ratio = 60 / base[1];
printTable(
  ['scaled to node -e 0 = 60 ms', '+CPU least', '+wall least'],
  figures
    .slice(1)
    .map(([name, cpu, , wall]) => [name, (cpu - base[1]) * ratio, (wall - base[3]) * (60 / base[3])]),
);
