/** The tsconfig.json that `types` prints makes a script in a folder of its own type-check. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { editorConfig } from '../../src/cli/editor-types.ts';

const TSC = createRequire(import.meta.url).resolve('typescript/bin/tsc');

test('a script outside a project has types, with its imports and without', () => {
  const folder = mkdtempSync(join(tmpdir(), 'types-'));
  try {
    writeFileSync(join(folder, 'tsconfig.json'), editorConfig());
    const script = `import numpy from 'autograd-cli/numpy';
      const x = numpy.ones([2, 2]);
      console.log((x * np.eye(2)).sum({ axis: 0 }));
      export const slope = grad((t: number) => special.erf(t))(1);`;
    writeFileSync(join(folder, 'script.ts'), script);
    execFileSync(process.execPath, [TSC, '-p', folder], { encoding: 'utf8' });
    writeFileSync(join(folder, 'script.ts'), `${script}\nnp.sinn(1);`);
    const { stdout, status } = spawnSync(process.execPath, [TSC, '-p', folder], { encoding: 'utf8' });
    expect(stdout).toContain('sinn');
    expect(status).not.toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
