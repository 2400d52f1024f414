/**
 * What a whole process costs beside `node -e 0`, by turns, after a check of what it prints; and beside a bare program of the same
 * packages, by which the goals are scaled: they were set where that took 106 ms more than node.
 */

import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { byTurns, checkAgree, median, PROGRAM, printTable, processMs, runProgram } from './measure.mjs';

const ROUNDS = 15;
const SCRIPT = 'samples/tanh.ts';
const HERE = fileURLToPath(new URL('.', import.meta.url));

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

const bare = await bundleBare();
const calls = {
  'node -e 0': ['-e', '0'],
  'bare program': [join(bare, 'main.cjs'), SCRIPT],
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
await rm(bare, { recursive: true });
const [base, ofBare] = figures;
const over = (row) => row.slice(1).map((ms, j) => ms - base[j + 1]);
printTable(
  ['ms', 'CPU least', 'median', 'wall least', 'median', '+CPU least', '+median', '+wall least', '+median'],
  figures.map((row) => [...row, ...over(row)]),
);
console.log(`
goals, where a bare program takes +106 CPU: grad +150 CPU and +120 wall (two free cores), --help +40`);
const scales = over(ofBare).map((_, j, all) => 106 / all[j % 2]); // of CPU, for wall as well
printTable(
  ['scaled by the bare program', '+CPU least', '+median', '+wall least', '+median'],
  figures.slice(2).map((row) => [row[0], ...over(row).map((ms, j) => ms * scales[j])]),
);

/** Bundle the bare program as the product is: CommonJS, QuickJS beside it; return its folder. */
async function bundleBare() {
  const folder = await mkdtemp(join(HERE, '.bare-'));
  const common = { bundle: true, minify: true, platform: 'node', logLevel: 'silent' };
  await build({
    ...common,
    entryPoints: [join(HERE, 'bare/main.mjs')],
    outfile: join(folder, 'main.cjs'),
    format: 'cjs',
    external: ['@oxc-parser/*'],
    define: { 'import.meta.url': '$url' },
    banner: { js: 'const $url=require("node:url").pathToFileURL(__filename).href;' },
  });
  await build({
    ...common,
    entryPoints: [join(HERE, 'bare/worker.mjs')],
    outfile: join(folder, 'worker.mjs'),
    format: 'esm',
  });
  const variant = dirname(createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync'));
  await copyFile(join(variant, 'emscripten-module.wasm'), join(folder, 'emscripten-module.wasm'));
  return folder;
}
