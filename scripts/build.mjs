/**
 * Builds `dist/`: the program in two bundles (main thread, worker), what they load lazily, the guest's prelude, QuickJS with
 * its libm exported, and the library that ordinary Node programs import. `npm ci` runs it (`prepare`).
 */

import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, transform } from 'esbuild';
import { leanEngine, leanPackages } from './lean-packages.mjs';
import { namedExports } from './named-exports.mjs';
import { exportLibm } from './patch-quickjs.mjs';
import { specialSources } from './special-sources.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/.$/, '');
const OUT = `dist-${process.pid}`; // becomes dist when it is complete

const common = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'silent',
};

/** CommonJS starts sooner than ES modules: docs/decisions/0001-start-up.md. */
const commonjs = {
  ...common,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  outdir: OUT,
  outExtension: { '.js': '.cjs' },
};

/** CommonJS has no `import.meta`. */
const META_URL = { 'import.meta.url': '$url' };
const META_URL_VALUE = 'const $url=require("node:url").pathToFileURL(__filename).href;';

/** esbuild exports getters, which took a tenth of a gradient's time; no export of these bundles ever changes. */
const PLAIN_EXPORTS = 'module.exports={...module.exports};';

await rm(`${ROOT}/${OUT}`, { recursive: true, force: true });
await mkdir(`${ROOT}/${OUT}`);
try {
  const sources = await importSource('scripts/sources.ts');
  const { scriptedModules } = await importSource('scripts/scripted-modules.ts');
  const guest = bundleGuest({ ...sources, scripted: await scriptedModules(ROOT) });
  const steps = [
    bundleMain(),
    bundleWorker(),
    bundle({ ops: 'src/commands/ops.ts' }),
    bundle({ special: 'src/ops/kernels/special/index.ts' }),
    writeSpecialSources(sources),
    bundleLibrary(sources),
    guest,
    writeTypes(sources),
  ];
  await Promise.allSettled(steps); // a step that fails must not leave others writing
  const results = await Promise.all(steps);
  await buildEngine(sources, (await guest).prelude);
  await writeLicenses(results.flatMap((result) => Object.keys(result?.metafile.inputs ?? {})));
  await rm(`${ROOT}/dist`, { recursive: true, force: true });
  await rename(`${ROOT}/${OUT}`, `${ROOT}/dist`);
} finally {
  await rm(`${ROOT}/${OUT}`, { recursive: true, force: true });
}

/** What starts the worker, and the main thread: a file each. */
function bundleMain() {
  return build({
    ...commonjs,
    entryPoints: { start: 'src/vm/start.ts', main: 'src/cli/main.ts' },
    plugins: [leanPackages, late('commands/ops.ts', './ops.cjs')],
    supported: { 'dynamic-import': false }, // what else is loaded late is in the bundle, too
    define: META_URL,
    banner: { js: META_URL_VALUE },
  });
}

/** A bundle that is loaded late and shares no state with others. */
function bundle(entryPoints) {
  return build({ ...commonjs, entryPoints });
}

/** An esbuild plugin that leaves the import of a file to a bundle of its own. */
function late(file, bundle) {
  return {
    name: 'late',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\.\.?\// }, ({ path }) =>
        path.endsWith(`/${file}`) ? { path: bundle, external: true } : undefined,
      ),
  };
}

/**
 * The worker, what it loads when a script first uses an array, and what both of them use: esbuild splits ES modules only,
 * so these become CommonJS in a second step.
 */
async function bundleWorker() {
  const { metafile, outputFiles } = await build({
    ...commonjs,
    format: 'esm',
    splitting: true,
    write: false,
    chunkNames: 'shared-[hash]',
    entryPoints: {
      worker: 'src/commands/worker.ts',
      arrays: 'src/commands/arrays.ts',
      'rare-jobs': 'src/commands/rare-jobs.ts',
    },
    plugins: [leanEngine],
  });
  const { target, platform } = commonjs;
  const asCommonjs = {
    target,
    platform,
    format: 'cjs',
    minify: true,
    define: META_URL,
    banner: META_URL_VALUE,
    footer: PLAIN_EXPORTS,
  };
  await Promise.all(
    outputFiles.map(async ({ path, text }) => writeFile(path, (await transform(text, asCommonjs)).code)),
  );
  return { metafile };
}

/** The special functions as text, for `emit`. */
async function writeSpecialSources({ specialNames }) {
  const { sources, metafile } = await specialSources(ROOT, specialNames);
  await writeFile(`${ROOT}/${OUT}/special-source.json`, JSON.stringify(sources));
  return { metafile };
}

/** What the package exports to Node programs. */
function bundleLibrary({ libraryNames }) {
  const entryPoints = {
    index: './src/lib/index.ts',
    numpy: 'members:src/lib/numpy.ts',
    scipy: 'members:src/lib/scipy.ts',
    optimizers: './src/lib/optimizers.ts',
    plot: './src/lib/plot.ts',
    vitest: './src/lib/vitest.ts',
  };
  return build({
    ...common,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    entryPoints,
    plugins: [namedExports(libraryNames)],
    external: ['vitest'], // the matchers belong to the user's
    outdir: `${OUT}/lib`,
    splitting: true,
    chunkNames: '[name]-[hash]',
  });
}

/**
 * The prelude as a script whose completion value is the guest object. Its exports that begin with `$ag_` become global
 * constants, so that rewritten code finds them and `globalThis` does not show them.
 */
async function bundleGuest({ opcodes, rows, numpy, randomNames, members, scripted }) {
  const define = {
    OP: JSON.stringify(opcodes),
    PRIMITIVES: JSON.stringify(rows),
    NUMPY: JSON.stringify(numpy),
    RANDOM_NAMES: JSON.stringify(randomNames),
    MEMBERS: JSON.stringify(members),
    SCRIPTED: JSON.stringify(scripted),
  };
  for (const [name, code] of Object.entries(opcodes)) define[`OP.${name}`] = String(code);
  const options = {
    ...common,
    platform: 'neutral',
    target: 'es2023',
    entryPoints: ['sandbox/prelude.ts'],
    define,
    write: false,
  };
  const [esm, iife] = await Promise.all([
    build({ ...options, format: 'esm' }),
    build({ ...options, format: 'iife', globalName: '$ag' }),
  ]);
  const helpers = Object.values(esm.metafile.outputs)[0].exports.filter((name) => name.startsWith('$ag_'));
  // The guest object itself must not stay within reach of scripts.
  const text = iife.outputFiles[0].text.replace('var $ag=', `const{${helpers}}=globalThis.$ag=`);
  const completion = '(({guest})=>(delete globalThis.$ag,guest))(globalThis.$ag)';
  return { metafile: iife.metafile, prelude: `${text}${completion}` };
}

/** The typings: those written by hand, and those made from the tables. */
async function writeTypes({ typings }) {
  await cp(`${ROOT}/sandbox/types`, `${ROOT}/${OUT}/types`, { recursive: true });
  for (const [name, text] of Object.entries(typings())) await writeFile(`${ROOT}/${OUT}/types/${name}`, text);
}

/** QuickJS with its libm exported, and the image of a VM in which the prelude has run. */
async function buildEngine({ libm1, libm2, makeImage, encodeImage }, prelude) {
  const path = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
  const binary = await exportLibm(await readFile(path), libm1, libm2);
  await writeFile(`${ROOT}/${OUT}/quickjs.wasm`, binary);
  await writeFile(
    `${ROOT}/${OUT}/guest.bin`,
    encodeImage(await makeImage(new WebAssembly.Module(binary), prelude)),
  );
}

/** Import a TypeScript file of this repository. */
async function importSource(path) {
  const outfile = `${ROOT}/${OUT}/${basename(path, '.ts')}.tmp.mjs`; // within the repository, where packages are found
  await build({
    ...common,
    entryPoints: [path],
    outfile,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  });
  const module = await import(pathToFileURL(outfile));
  await rm(outfile);
  return module;
}

/** Write the licences of all packages that a bundle holds a file of. */
async function writeLicenses(inputs) {
  const folders = inputs.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]).filter(Boolean);
  const quickjs = 'node_modules/@jitl/quickjs-wasmfile-release-sync';
  const packagesByText = new Map();
  for (const folder of [...new Set([...folders, quickjs])].sort()) {
    const { name, version, license } = JSON.parse(await readFile(`${ROOT}/${folder}/package.json`, 'utf8'));
    const file = (await readdir(`${ROOT}/${folder}`)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : await readFile(`${ROOT}/${folder}/${file}`, 'utf8');
    packagesByText.set(text, [...(packagesByText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const sections = [...packagesByText].map(([text, packages]) => `${packages.join('\n')}\n\n${text}`);
  await writeFile(`${ROOT}/${OUT}/LICENSES.txt`, sections.join(`\n${'-'.repeat(80)}\n`));
}
