/** Checks texts of TypeScript with the strict compiler. */

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  isolatedModules: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2020,
  lib: ['lib.es2020.d.ts'],
  module: ts.ModuleKind.ESNext,
  types: [],
};

/** Return the errors of modules that stand alone; a directive that hides some is one. */
export function typeErrors(texts: readonly string[]): string[] {
  const files = new Map(texts.map((text, i) => [`/emitted/${i}.ts`, text]));
  const host = ts.createCompilerHost(OPTIONS);
  const lib = dirname(fileURLToPath(import.meta.resolve('typescript')));
  host.getDefaultLibLocation = () => lib;
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, target) => {
    const text = files.get(name);
    return text === undefined ? getSourceFile(name, target) : ts.createSourceFile(name, text, target);
  };
  const errors = ts.getPreEmitDiagnostics(ts.createProgram([...files.keys()], OPTIONS, host));
  return [
    ...errors.map(({ messageText, file, start }) => {
      const line = file?.text.slice(0, start).split('\n').length;
      return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    }),
    ...texts.filter((text) => /@ts-(ignore|nocheck|expect-error)/.test(text)),
  ];
}
