/**
 * `npm run bench [section…]`: what the program costs, section by section, each in a process of its own. It prints and asserts
 * nothing, except that results agree before they are timed. Needs `npm run build`.
 *
 * Times are CPU milliseconds of this process or of a process and its children, unless a column says wall: on a machine that does
 * other work, wall says little. Ratios are of runs that took turns.
 */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const SECTIONS = {
  samples: 'stages of each sample',
  replay: 'nanoseconds a node and point, by length of the trace',
  orders: 'tanh by order, at 1e6 points',
  'start-up': 'whole process beside `node -e 0`',
  csv: 'rows of CSV beside a bare loop of JSON.stringify',
  filter: 'a CSV through a pipe, its columns kept, beside a range',
  arrays: 'gradients of functions of arrays beside HIPS autograd; an operation from the guest and back',
  'small-arrays': 'functions of one number with arrays inside: compiled, interpreted, called',
  peers: 'tanh beside V8, finite differences, mathjs and tfjs',
};

/** Run only when they are asked for. */
const DETAILS = {
  compile: 'stages of compilation',
  format: 'each text format beside a bare loop of JSON.stringify',
};

const here = fileURLToPath(new URL('.', import.meta.url));
const chosen = process.argv.slice(2);
for (const name of chosen.length > 0 ? chosen : Object.keys(SECTIONS)) await runSection(name);

/** Run a section; what is TypeScript is bundled first. */
async function runSection(name) {
  console.log(`\n── ${name}: ${{ ...SECTIONS, ...DETAILS }[name]} ──\n`);
  const source = `${here}${name}.mjs`;
  if (existsSync(source)) return start(source);
  const outfile = `${here}.${name}-${process.pid}.mjs`;
  await build({
    entryPoints: [`${here}${name}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  start(outfile);
  await rm(outfile);
}

function start(file) {
  const { status } = spawnSync(process.execPath, [file], { stdio: 'inherit', cwd: `${here}..` });
  if (status !== 0) process.exitCode = 1;
}
