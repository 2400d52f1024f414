/** Makes the built-in modules that are ordinary scripts (`sandbox/scripted/`): bundled and rewritten as a user's script is. */

import { build, transform } from 'esbuild';
import { rewriter } from '../src/script/rewrite.ts';

const MODULES = {
  'autograd-cli/optimizers': 'sandbox/scripted/optimizers.ts',
  'autograd-cli/plot': 'sandbox/scripted/plot.ts',
};

/** What scripts do not see, but these modules may call by the name it has without the prefix. */
const LENT = 'const tell=$ag_tell;';

/** Return the texts of the modules as the guest evaluates them, by name. */
export async function scriptedModules(root: string): Promise<Readonly<Record<string, string>>> {
  const rewrite = await rewriter();
  const texts = Object.entries(MODULES).map(async ([name, path]) => {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [path],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2023',
    });
    const { code } = rewrite(outputFiles[0]!.text, path, { typescript: false });
    const { code: small } = await transform(LENT + code, { minify: true, target: 'es2023' });
    return [name, small] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}
