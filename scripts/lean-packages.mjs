/**
 * esbuild plugins that leave out what packages load at every start and this program never uses. They change only how packages
 * load, and fail the build where a new version of one does not look as expected.
 */

import { readFile } from 'node:fs/promises';

/** quickjs-emscripten without the builds of the engine that are not used, and with the one that is in the bundle. */
export const leanEngine = {
  name: 'lean-engine',
  setup({ initialOptions, onLoad }) {
    initialOptions.alias = { 'quickjs-emscripten': 'quickjs-emscripten-core' };
    onLoad(
      { filter: /quickjs-(wasmfile-release-sync|emscripten-core)[\\/]dist[\\/]index\.mjs$/ },
      async ({ path }) => {
        const imports = [];
        const text = (await readFile(path, 'utf8')).replaceAll(/\bimport\(("[^"]+")\)/g, (_, module) => {
          imports.push(`import * as late${imports.length} from ${module};`);
          return `Promise.resolve(late${imports.length - 1})`;
        });
        if (imports.length === 0) throw new Error(`${path} does not load its parts as expected`);
        return { contents: `${imports.join('')}${text}` };
      },
    );
    // An `import()` that is run starts Node's loader of ES modules.
    onLoad(
      { filter: /quickjs-wasmfile-release-sync[\\/]dist[\\/]emscripten-module\.mjs$/ },
      async ({ path }) => ({
        contents: `import { createRequire as $createRequire } from 'node:module';
        ${await edited(path, [/const ?\{createRequire:(\w+)\}=await import\("node:module"\);/, 'const $1=$createRequire;'])}`,
      }),
    );
  },
};

/** Commander and oxc-parser. */
export const leanPackages = {
  name: 'lean-packages',
  setup({ onResolve, onLoad }) {
    // Commander starts subcommands that are programs of their own; here are none.
    onResolve({ filter: /^node:child_process$/ }, () => ({ path: 'child_process', namespace: 'empty' }));
    onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: '' }));
    // The parser is six ES modules around a native one, which is found from where the package is installed.
    onLoad({ filter: /oxc-parser[\\/]src-js[\\/]index\.js$/ }, () => ({
      contents: `
        import { parseSync as parse } from './bindings.js';
        import { wrap } from './wrap.js';
        export { default as visitorKeys } from './generated/visit/keys.js';
        export const parseSync = (...args) => wrap(parse(...args));`,
    }));
    onLoad({ filter: /oxc-parser[\\/]src-js[\\/]bindings\.js$/ }, async ({ path }) => ({
      contents: `import { existsSync, realpathSync } from 'node:fs';
        ${FIND_PARSER}
        ${await edited(path, ['createRequire(import.meta.url)', '$requireOfParser()'], BESIDE, VERSION_CHECK)}`,
    }));
  },
};

/** Where the parser finds its native part. Its package has `exports`, which Node takes 10 ms to resolve. */
const FIND_PARSER = `function $requireOfParser() {
  const here = createRequire(__filename);
  const beside = here.resolve.paths('oxc-parser').map((folder) => folder + '/oxc-parser/package.json').find(existsSync);
  return createRequire(beside === undefined ? here.resolve('oxc-parser/package.json') : realpathSync(beside));
}`;

/** The native part is not among the files of the package: looking for it there fails with an error every time. */
const BESIDE = [
  /try \{\s*return require\('\.\/parser\.[\w-]+\.node'\)\s*\} catch \(e\) \{\s*loadErrors\.push\(e\)\s*\}/g,
  '',
];

/** Another file to find and read. */
const VERSION_CHECK = [/const bindingPackageVersion = require\([\s\S]*?\}\n/g, ''];

/** Return the text of a file with parts replaced. Throws where the file has no such part. */
async function edited(path, ...edits) {
  let text = await readFile(path, 'utf8');
  for (const [part, replacement] of edits) {
    const before = text;
    text = text.replace(part, replacement);
    if (text === before) throw new Error(`${path} does not load its parts as expected`);
  }
  return text;
}
