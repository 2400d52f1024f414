/**
 * Writes the typings of NumPy's and SciPy's functions from their tables: names, parameters, defaults and documentation are those of
 * the rows. An array is a `number` to TypeScript, so numbers get the members of arrays (docs/ARCHITECTURE.md). The typings of
 * `autograd-cli` itself are written by hand, in `sandbox/types/`.
 */

import { DTYPES } from '../src/array/ndarray.ts';
import { GENERATOR_METHODS } from '../src/array/random/default-rng.ts';
import type { Parameter as RandomParameter } from '../src/array/random/method.ts';
import { RANDOM_METHODS } from '../src/array/random/random-state.ts';
import { type NumpyFunction, signature } from '../src/numpy/define.ts';
import { NUMPY_FUNCTIONS } from '../src/numpy/index.ts';
import { ATTRIBUTES, CONSTANTS, LIST_METHODS, METHODS, OWN_METHODS } from '../src/numpy/members.ts';

/** A parameter as a declaration writes it. */
interface Parameter {
  readonly name: string;
  readonly type: string;
  /** What an absent argument means; undefined where it must be given. */
  readonly standard?: string | undefined;
  readonly rest?: boolean | undefined;
}

/** A function as a declaration writes it. */
interface Declared {
  readonly doc: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly returns: string;
}

/** Words that no function declaration may be called. */
const RESERVED: ReadonlySet<string> = new Set(['delete', 'var']);

// ── Rows as declarations ──

/** Lists are only read, and a default may be given, too. */
function typeOf(type: string, standard: string | undefined): string {
  const readable = type.replaceAll(/(\w+|\([^()]*\)|\[[^[\]]*\])\[\]/g, 'readonly $1[]');
  const nullable = standard === 'null' && !/\bnull\b|\bunknown\b/.test(type);
  return nullable ? `${readable} | null` : readable;
}

function declared(name: string, { doc, parameters, returns }: NumpyFunction): Declared {
  return {
    doc: [sentence(doc), '', `\`${signature(name, parameters)}\``],
    parameters: Object.entries(parameters).map(([parameter, { type, standard, rest, missing }]) => ({
      name: parameter,
      type: typeOf(type, standard),
      standard: missing === undefined ? undefined : (standard ?? 'null'),
      rest,
    })),
    returns,
  };
}

function sentence(doc: string): string {
  const text = doc[0]!.toUpperCase() + doc.slice(1);
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

const RANDOM_TYPES: Readonly<Record<RandomParameter['kind'], string>> = {
  real: 'ArrayLike',
  integer: 'ArrayLike',
  array: 'ArrayLike',
  size: 'number | number[]',
  lengths: 'number',
  axis: 'number',
  boolean: 'boolean',
  'integer dtype': 'DType',
};

function declaredRandom({
  doc,
  parameters,
}: {
  doc: string;
  parameters: readonly RandomParameter[];
}): Declared {
  const converted = parameters.map(({ name, kind, default: standard }) => ({
    name,
    type: typeOf(RANDOM_TYPES[kind], standard === null ? 'null' : undefined),
    standard: standard === undefined ? undefined : JSON.stringify(standard),
    rest: kind === 'lengths',
  }));
  return { doc: [sentence(doc)], parameters: converted, returns: 'number' };
}

/** Functions of functions, which are code of the sandbox and so no rows: `sandbox/odeint.ts`. */
const OF_SCRIPTS: Tree = {
  odeint: {
    doc: [
      'The solution of dy/dt = func(y, t, ...args) with y = y0 at t[0], a row a time.',
      '',
      '`scipy.integrate.odeint(func, y0, t, { args = [], rtol = 1.49012e-8, atol = 1.49012e-8, tfirst = false })`',
    ],
    parameters: [
      { name: 'func', type: '(y: number, t: number, ...args: any[]) => ArrayLike' },
      { name: 'y0', type: 'ArrayLike' },
      { name: 't', type: 'ArrayLike' },
      { name: 'args', type: 'readonly unknown[]', standard: '[]' },
      { name: 'rtol', type: 'ArrayLike', standard: '1.49012e-8' },
      { name: 'atol', type: 'ArrayLike', standard: '1.49012e-8' },
      { name: 'tfirst', type: 'boolean', standard: 'false' },
    ],
    returns: 'number',
  },
};

// ── Declarations as text ──

function comment(lines: readonly string[], indent: string): string {
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('')}${indent} */\n`;
}

/** A parameter may be a word that is none in JavaScript. */
function named(name: string, type: string): string {
  return `${name.replace(/^default\b/, 'default_')}: ${type}`;
}

/** All parameters as members of the object of keywords. */
function keywordsOf(parameters: readonly Parameter[]): string {
  const members = parameters.map(
    ({ name, type, standard }) => `${name}${standard === undefined ? '' : '?'}: ${type}`,
  );
  return `{ ${members.join('; ')} }`;
}

/**
 * The ways to call a function: positional arguments in order, of which any but the first may be given by name in an object at
 * the end. That of the optional ones is an interface, named `keywords`.
 */
function callsOf(parameters: readonly Parameter[], keywords: string): string[] {
  const needed = parameters.filter(({ standard, rest }) => standard === undefined && rest !== true);
  const optional = parameters.filter(({ standard }) => standard !== undefined);
  const hasKeywords = optional.some(({ type }) => type !== 'null');
  const rest = parameters.find((parameter) => parameter.rest === true);
  const first = needed.map(({ name, type }) => named(name, type));
  if (rest !== undefined) {
    const element = rest.type.replace(/^readonly (\w+)\[\]$/, '$1');
    const list = `${rest.name}: ${/^\w+$/.test(element) ? element : `(${element})`}[]`;
    const plain = [...first, `...${list}`].join(', ');
    if (!hasKeywords) return [plain];
    return [plain, [...first, `...args: [...${list}, keywords: ${keywords}]`].join(', ')];
  }
  const others = optional.map(({ name, type }) =>
    named(`${name}?`, hasKeywords ? `${type} | ${keywords}` : type),
  );
  const calls = [[...first, ...others].join(', ')];
  if (parameters.every(({ type }) => type === 'ArrayLike')) return calls;
  for (let count = needed.length - 1; count > 0; count--) {
    const byName = keywordsOf(needed.slice(count));
    const all = !hasKeywords ? byName : `${byName} & ${keywords}`;
    calls.push([...first.slice(0, count), `keywords: ${all}`].join(', '));
  }
  return calls;
}

/** The interface of the keywords of a function; empty where there are none. */
function keywordsText(name: string, { parameters }: Declared, indent: string): string {
  const members = parameters
    .filter(({ standard, type }) => standard !== undefined && type !== 'null')
    .map(
      (parameter) =>
        `${indent}  /** ${parameter.standard} without it. */\n${indent}  ${parameter.name}?: ${parameter.type};\n`,
    );
  return members.length === 0 ? '' : `${indent}interface ${name} {\n${members.join('')}${indent}}\n`;
}

/** The declarations of a function, one for each way to call it; `word` is what stands before its name. */
function callsText(
  word: string,
  { doc, parameters, returns }: Declared,
  keywords: string,
  indent: string,
): string {
  return callsOf(parameters, keywords)
    .map((call) => `${comment(doc, indent)}${indent}${word}(${call}): ${returns};\n`)
    .join('');
}

function functionText(name: string, declared: Declared, word: string, indent: string): string {
  const keywords = `${pascal(name)}Keywords`;
  const text = keywordsText(keywords, declared, indent);
  if (!RESERVED.has(name)) return text + callsText(`${word}function ${name}`, declared, keywords, indent);
  return `${text}${callsText(`declare function ${name}_`, declared, keywords, indent)}export { ${name}_ as ${name} };\n`;
}

function pascal(name: string): string {
  return name.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

// ── Modules ──

/** Functions by name, and namespaces of them. */
interface Tree {
  [name: string]: Tree | Declared;
}

const isDeclared = (branch: Tree | Declared): branch is Declared => Array.isArray(branch.doc);

/** The functions whose names begin with `prefix`. */
function treeOf(prefix: string): Tree {
  const tree: Tree = {};
  for (const row of NUMPY_FUNCTIONS) {
    for (const full of row.names) {
      if (!full.startsWith(prefix)) continue;
      const path = full.slice(prefix.length).split('.');
      const name = path.pop()!;
      let place = tree;
      for (const part of path) {
        place[part] ??= {};
        place = place[part] as Tree;
      }
      place[name] = declared(full, row);
    }
  }
  return tree;
}

function treeText(tree: Tree, word: string, indent = ''): string {
  return Object.entries(tree)
    .map(([name, branch]) => {
      if (isDeclared(branch)) return functionText(name, branch, word, indent);
      const inner = treeText(branch, '', `${indent}  `);
      return `${indent}${word}namespace ${name} {\n${inner}${indent}}\n`;
    })
    .join('\n');
}

function randomText(): string {
  const table = (rows: object): Tree =>
    Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, declaredRandom(row)]));
  const generator = table(GENERATOR_METHODS);
  const methods = (tree: Tree, prefix: string): string =>
    Object.entries(tree)
      .map(([name, row]) => callsText(name, row as Declared, `${prefix}${pascal(name)}Keywords`, '    '))
      .join('');
  const generatorKeywords = Object.entries(generator).map(([name, row]) =>
    keywordsText(`Generator${pascal(name)}Keywords`, row as Declared, '  '),
  );
  const seed = 'seed?: number | readonly number[] | null';
  return `/** Random numbers: those of NumPy, number for number, from the same seed. */
export namespace random {
${treeText(table(RANDOM_METHODS), '', '  ')}
  /** Begin again at a seed. */
  function seed(${seed}): void;
  /** A generator of its own, with the methods of \`np.random\`. */
  interface RandomState {
${methods(table(RANDOM_METHODS), '')}    /** Begin again at a seed. */
    seed(${seed}): void;
  }
  /** Make a generator of its own that begins at a seed. */
  const RandomState: { (${seed}): RandomState; new (${seed}): RandomState };
${generatorKeywords.join('')}  /** NumPy's newer generator. */
  interface Generator {
${methods(generator, 'Generator')}  }
  /** Make one of NumPy's newer generators, which begins at a seed. */
  function default_rng(${seed}): Generator;
}
`;
}

/** The typings of `autograd-cli/numpy`. */
function numpyText(): string {
  const constants = Object.entries(CONSTANTS).map(([name, { doc, value }]) => {
    const type = typeof value === 'number' ? 'number' : JSON.stringify(value);
    return `${comment([doc], '')}export const ${name}: ${type};\n`;
  });
  return `/**
 * \`autograd-cli/numpy\`: NumPy's functions, with NumPy's names and NumPy's order of arguments; keyword arguments are one plain
 * object at the end: \`np.sum(x, { axis: 0 })\`. A number or array being differentiated has the type \`number\`.
 */

import type { ArrayLike, DType, IndexItem, Mask } from './arrays.js';
import * as np from './numpy.js';

export default np;

${constants.join('')}
${treeText(treeOf('np.'), 'export ')}
${randomText()}`;
}

/** The typings of `autograd-cli/scipy`. */
function scipyText(): string {
  const tree = {
    special: treeOf('special.'),
    stats: treeOf('stats.'),
    ...treeOf('scipy.'),
    integrate: OF_SCRIPTS,
  };
  return `/** \`autograd-cli/scipy\`: SciPy's functions, with SciPy's names and SciPy's order of arguments. */

import type { ArrayLike } from './arrays.js';
import * as scipy from './scipy.js';

export default scipy;

${treeText(tree, 'export ')}`;
}

/** The method of arrays that a function of `np`, or a row of its own, is. */
function declaredMethod(name: string): Declared {
  const find = (full: string) => NUMPY_FUNCTIONS.find((row) => row.names.includes(full));
  const row = (find(`method.${name}`) ?? find(`np.${name}`))!;
  const [, ...parameters] = declared(name, row).parameters;
  return { doc: [sentence(row.doc)], parameters, returns: row.returns };
}

/** What arrays are to TypeScript. */
function arraysText(): string {
  const members = Object.entries({ ...ATTRIBUTES, ...OWN_METHODS }).map(
    ([name, { doc, type }]) =>
      `${comment([doc], '  ')}  ${name in ATTRIBUTES ? 'readonly ' : ''}${name}: ${type};\n`,
  );
  const methods = METHODS.map((name) => [name, `${pascal(name)}Keywords`, declaredMethod(name)] as const);
  // `findLast` is looked up as `find`: a script's target may not know it yet.
  const lists = LIST_METHODS.map(
    (name) =>
      `  /** That of lists, of the rows. */\n  ${name}: number[]['${name.replace('Last', '') as typeof name}'];\n`,
  );
  return `/**
 * Arrays. To TypeScript an array is a \`number\`, as only numbers have operators; so numbers have the members of arrays, and so do
 * booleans, which is what it takes comparisons of arrays for.
 */

/** Anything NumPy would make an array of: numbers, booleans, arrays, lists of them. */
export type ArrayLike = number | boolean | Float64Array | readonly ArrayLike[];

/** The kinds of elements. */
export type DType = ${DTYPES.map((dtype) => `'${dtype}'`).join(' | ')} | 'float' | 'complex' | 'int' | 'boolean' | 'float32' | 'int32';

/** What stands between NumPy's brackets: an integer, a text of slices, a mask, integers, null for a new axis. */
export type IndexItem = ArrayLike | string | null;

/** A boolean, or an array of them: it serves as a condition and as an index, and TypeScript has no other type that does. */
export type Mask = any;

${methods.map(([, keywords, row]) => keywordsText(keywords, row, '')).join('')}
/** What an array has. */
export interface ArrayMembers {
  /** The element, or the rest of the array, at an index; a negative one counts from the end. With an array: what it selects. */
  [index: number]: number;
  /** A slice, as between NumPy's brackets: \`x["1:3"]\`. */
  [slice: \`\${string}:\${string}\`]: number;
  /** Several items, as between NumPy's brackets: \`x["0, 1"]\`. */
  [items: \`\${string},\${string}\`]: number;
  /** As between NumPy's brackets. */
  [ellipsis: \`...\${string}\`]: number;
  [Symbol.iterator](): IterableIterator<number>;
${members.join('')}${methods.map(([name, keywords, row]) => callsText(name, row, keywords, '  ')).join('')}${lists.join('')}}

declare global {
  interface Number extends ArrayMembers {}
  interface Boolean extends ArrayMembers {}
}
`;
}

/** The files of the typings that are made from tables, by name. */
export function typings(): Readonly<Record<string, string>> {
  return { 'numpy.d.ts': numpyText(), 'scipy.d.ts': scipyText(), 'arrays.d.ts': arraysText() };
}
