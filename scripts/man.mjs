/** Writes the manual pages in `man/` from the tables of the command line (`src/cli/man.ts`). */

import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);
const { outputFiles } = await build({
  absWorkingDir: fileURLToPath(root),
  entryPoints: ['src/cli/man.ts'],
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
});
const source = Buffer.from(outputFiles[0].contents).toString('base64');
const { manualSource, PAGES } = await import(`data:text/javascript;base64,${source}`);
for (const command of [undefined, ...PAGES]) {
  const { file, text } = manualSource(command);
  await writeFile(new URL(`man/${file}`, root), text);
}
