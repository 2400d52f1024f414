// Rows per second of the text formats, beside a bare loop of JSON.stringify over the same rows, after a check that the
// numbers read back.

import { build } from 'esbuild';

const ROWS = 1e6;
const BLOCK = 16384;
const ROUNDS = 5;
const names = ['x', 'f', 'd1', 'd2', 'd3'];

const bundle = await build({
  stdin: { contents: "export * from './src/show/formats.ts'", resolveDir: process.cwd(), loader: 'ts' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
  logLevel: 'error',
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('/');" },
});
const { createFormatter } = await import(
  `data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].contents).toString('base64')}`
);

const columns = names.map((_, j) => Float64Array.from({ length: ROWS }, (_, i) => valueAt(i, j)));
const head = {
  script: 'bench.ts',
  exportName: 'f',
  variable: 'x',
  order: 3,
  names,
  series: names.slice(1).map((label, order) => ({ order, component: 0, label })),
  rows: ROWS,
};

await checkCsv();
console.log(`${ROWS} rows × ${names.length} columns, best of ${ROUNDS}`);
const contenders = new Map([['JSON.stringify a row (bare loop)', bareLoop]]);
for (const format of ['csv', 'tsv', 'json', 'ndjson', 'npy', 'table', 'markdown']) {
  contenders.set(format, () => run(format, () => {}));
}
const times = new Map([...contenders.keys()].map((name) => [name, []]));
// Interleaved, so that a busy machine slows all of them and not only one.
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, work] of contenders) times.get(name).push(await milliseconds(work));
}
const base = times.values().next().value;
for (const [name, measured] of times) report(name, measured);

/** sin and its derivatives over -10:10. */
function valueAt(i, j) {
  const x = -10 + (20 * i) / (ROWS - 1);
  return j === 0 ? x : Math.sin(x + ((j - 1) * Math.PI) / 2);
}

function bareLoop() {
  let length = 0;
  for (let i = 0; i < ROWS; i++) {
    length += JSON.stringify([
      columns[0][i],
      columns[1][i],
      columns[2][i],
      columns[3][i],
      columns[4][i],
    ]).length;
  }
  return length;
}

async function run(format, write) {
  const formatter = await createFormatter(format, { header: true, colorLevel: 0, ascii: false });
  write(formatter.begin(head));
  for (let start = 0; start < ROWS; start += BLOCK) {
    const rows = Math.min(BLOCK, ROWS - start);
    write(formatter.rows({ rows, columns: columns.map((column) => column.subarray(start, start + rows)) }));
  }
  write(formatter.end({ warnings: [], branchChanges: [] }));
}

async function checkCsv() {
  let text = '';
  await run('csv', (piece) => {
    if (text.length < 1e7) text += piece;
  });
  const lines = text.split('\n').slice(1, 1 + Math.min(ROWS, 50_000));
  for (const [i, line] of lines.entries()) {
    const same = line.split(',').every((field, j) => Object.is(Number(field), columns[j][i]));
    if (!same) throw new Error(`row ${i} does not read back: ${line}`);
  }
}

async function milliseconds(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Best times, and the range over the rounds of the ratio to the bare loop of the same round. */
function report(name, measured) {
  const least = Math.min(...measured);
  const ratios = measured.map((ms, round) => ms / base[round]);
  const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}×`;
  const rate = (ROWS / least / 1000).toFixed(2);
  console.log(`${name.padEnd(34)} ${least.toFixed(0).padStart(6)} ms  ${rate.padStart(6)} Mrows/s  ${range}`);
}
