/** Runs module texts in this process, with the guest's operators as globals. */

import '../sandbox/guest-in-node.ts';
import { constants, Script } from 'node:vm';
import ts from 'typescript';

// Not vitest's import, which would transform the module.
const nativeImport = new Script('(url) => import(url)', {
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}).runInThisContext() as (url: string) => Promise<Record<string, unknown>>;

let count = 0;

/** Run a module; return its exports. */
export async function run(code: string): Promise<Record<string, unknown>> {
  // A number makes each module a new one.
  return nativeImport(`data:text/javascript;charset=utf-8,${encodeURIComponent(code)}//${count++}`);
}

/** Return what TypeScript's own compiler makes of a module: the truth about what types mean at run time. */
export function compile(source: string): string {
  const { outputText } = ts.transpileModule(source, {
    fileName: 'a.ts',
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  return outputText;
}
