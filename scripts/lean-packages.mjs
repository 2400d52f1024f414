/**
 * An esbuild plugin that leaves out what two packages load at every start and this program never uses. It changes only how
 * they load, and fails the build where a new version of them does not look as expected.
 */

import { readFile } from 'node:fs/promises';

const IMPORT_META = 'createRequire(import.meta.url)';

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
