/**
 * esbuild plugins that leave out what packages load at every start and this program never uses. They change only how packages
 * load, and fail the build where a new version of one does not look as expected.
 */

import { readFile } from 'node:fs/promises';

const IMPORT_META = 'createRequire(import.meta.url)';

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
    onLoad({ filter: /oxc-parser[\\/]src-js[\\/]bindings\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes(IMPORT_META)) throw new Error(`${path} does not load its native part as expected`);
      return {
        contents: text.replace(
          IMPORT_META,
          "createRequire(createRequire(__filename).resolve('oxc-parser/package.json'))",
        ),
      };
    });
  },
};
