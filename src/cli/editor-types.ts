/** `autograd-cli types`: the tsconfig.json that gives editors the types of scripts which lie in no project with this package. */

import { fileURLToPath } from 'node:url';
import { DIST } from '../vm/assets.ts';

/** Return a tsconfig.json for the folder of the scripts. Its paths are those of this installation. */
export function editorConfig(): string {
  const types = fileURLToPath(new URL('types/', DIST));
  const config = {
    compilerOptions: {
      strict: true,
      noEmit: true,
      target: 'ES2023',
      lib: ['ES2023', 'DOM'], // for console
      module: 'ESNext',
      moduleResolution: 'bundler',
      allowImportingTsExtensions: true,
      types: [],
      paths: { 'autograd-cli': [`${types}index.d.ts`], 'autograd-cli/*': [`${types}*.d.ts`] },
    },
    files: [`${types}globals.d.ts`],
    include: ['**/*.ts', '**/*.mts'],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
