/** What editors see: programs that must type-check under --strict and mistakes that must not, and names that are exactly those there are. */

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { typings } from '../../scripts/typings.ts';
import { NUMPY_FUNCTIONS } from '../../src/numpy/index.ts';
import { load, value } from '../sandbox/harness.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TYPES = `${ROOT}sandbox/types/`;
const GLOBALS = `${TYPES}globals.d.ts`;

/** Files that exist for the compiler only: the typings made from the tables, and snippets. */
const made = new Map(Object.entries(typings()).map(([name, text]) => [`${TYPES}${name}`, text]));

const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipDefaultLibCheck: true,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
  types: [],
  paths: {
    'autograd-cli': [`${TYPES}index.d.ts`],
    'autograd-cli/numpy': [`${TYPES}numpy.d.ts`],
    'autograd-cli/scipy': [`${TYPES}scipy.d.ts`],
    'autograd-cli/optimizers': [`${TYPES}optimizers.d.ts`],
    'autograd-cli/plot': [`${TYPES}plot.d.ts`],
  },
};

function scriptsBelow(folder: string): string[] {
  const names = readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => join(ROOT, folder, name));
}

/** Parsed once for all programs of this file. */
const parsed = new Map<string, ts.SourceFile | undefined>();

function programOf(files: readonly string[]): ts.Program {
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (file) => made.has(file) || fileExists(file);
  host.getSourceFile = (file, ...rest) => {
    const text = made.get(file);
    if (!parsed.has(file))
      parsed.set(
        file,
        text === undefined
          ? getSourceFile(file, ...rest)
          : ts.createSourceFile(file, text, ts.ScriptTarget.ES2023),
      );
    return parsed.get(file);
  };
  return ts.createProgram(files, options, host);
}

function errorsOf(...files: readonly string[]): string[] {
  return ts.getPreEmitDiagnostics(programOf(files)).map(({ file, start, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start!).line + 1;
    const name = file === undefined ? '' : basename(file.fileName);
    return `${name}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

/** The errors of a script with that text. */
function errorsIn(source: string, ...files: readonly string[]): string[] {
  const script = `${TYPES}script${made.size}.ts`;
  made.set(script, source);
  return errorsOf(script, ...files);
}

describe('programs type-check under --strict', () => {
  test.each(scriptsBelow('test/types/programs').map((file) => [basename(file), file] as const))(
    '%s',
    (_, file) => {
      expect(errorsOf(file)).toEqual([]);
    },
  );

  const CONSOLE = `${TYPES}environment.d.ts`;
  made.set(CONSOLE, 'declare const console: Record<"log" | "table", (...values: unknown[]) => void>;');

  test('the samples', () => {
    expect(errorsOf(...scriptsBelow('samples'), GLOBALS, CONSOLE)).toEqual([]);
  });

  test('the built-in modules that are scripts', () => {
    expect(errorsOf(...scriptsBelow('sandbox/scripted'), GLOBALS, CONSOLE)).toEqual([]);
  });

  test('the snippets of the README, under the names in their first lines', () => {
    const snippets = [...readFileSync(`${ROOT}README.md`, 'utf8').matchAll(/^```ts\n(.*?)^```/gms)];
    const files = snippets.map(([, text], i) => {
      const file = `${TYPES}${/^\/\/ ([\w-]+)\.ts$/m.exec(text!)?.[1] ?? `snippet${i}`}.ts`;
      made.set(file, `${text}\nexport {};`);
      return file;
    });
    expect(files.length).toBeGreaterThan(2);
    expect(errorsOf(...files, GLOBALS, CONSOLE)).toEqual([]);
  });

  test('one that uses the globals, which are there for it only', () => {
    const source = 'export const f = grad((x: number) => np.sin(x) + special.erf(x) + scipy.special.j0(x));';
    expect(errorsIn(source, GLOBALS)).toEqual([]);
    expect(errorsIn(source)).not.toEqual([]);
  });
});

/** The names a module of the typings exports, those of its namespaces included. */
function namesIn(file: string): string[] {
  const checker = programOf([`${TYPES}${file}`]).getTypeChecker();
  const source = programOf([`${TYPES}${file}`]).getSourceFile(`${TYPES}${file}`)!;
  const module = checker.getSymbolAtLocation(source);
  expect(module).toBeDefined();
  const names = (symbol: ts.Symbol, prefix: string): string[] =>
    [...symbol.exports!.values()].flatMap((member) => {
      if (member.name === 'default' || !(member.flags & (ts.SymbolFlags.Value | ts.SymbolFlags.Alias)))
        return [];
      const isNamespace = (member.flags & ts.SymbolFlags.ValueModule) !== 0;
      return isNamespace ? names(member, `${prefix}${member.name}.`) : [`${prefix}${member.name}`];
    });
  return names(module!, '').sort();
}

/** The same of an object in the sandbox. */
const namesThere = (expression: string): Promise<string[]> =>
  value(`(function names(object, prefix) {
    return Object.getOwnPropertyNames(object).flatMap((name) =>
      typeof object[name] === 'object' && object[name] !== null ? names(object[name], prefix + name + '.') : prefix + name);
  })(${expression}, '').sort()`) as Promise<string[]>;

describe('the typings name what is there, no more and no less', () => {
  test.each([
    ['numpy.d.ts', 'np'],
    ['scipy.d.ts', 'scipy'],
  ])('%s', async (file, expression) => {
    expect(namesIn(file)).toEqual(await namesThere(expression));
  });

  test.each(['optimizers', 'plot'])('%s.d.ts', async (name) => {
    const { printed } = await load(
      `import all from 'autograd-cli/${name}'; console.log(JSON.stringify(Object.keys(all).sort()));`,
    );
    expect(namesIn(`${name}.d.ts`)).toEqual(JSON.parse(printed[0]![1]));
  });

  test('members of arrays', async () => {
    const text = typings()['arrays.d.ts']!;
    const members = /interface ArrayMembers \{(.*?)^\}/ms.exec(text)![1]!;
    const declared = [...members.matchAll(/^ {2}(?:readonly )?(\w+)[:(]/gm)].map(([, name]) => name!);
    const there = (await value(
      'Object.getOwnPropertyNames(Object.getPrototypeOf(np.ones(2))).filter((name) => name !== "toString").sort()',
    )) as string[];
    expect([...new Set(declared)].sort()).toEqual(there);
  });

  test('index.d.ts and globals.d.ts', () => {
    const globals = readFileSync(GLOBALS, 'utf8');
    const declared = [...globals.matchAll(/^ {2}const (\w+):/gm)].map(([, name]) => name!);
    expect(declared.sort()).toEqual([...namesIn('index.d.ts'), 'np', 'scipy', 'special', 'stats'].sort());
  });

  test('every function has the documentation of its row', () => {
    const text = Object.values(typings()).join('').toLowerCase();
    for (const { doc } of NUMPY_FUNCTIONS.filter(({ names }) => names[0]!.includes('.')))
      expect(text).toContain(doc.toLowerCase());
  });
});
