/** JavaScript and TypeScript, which differ in annotations only. */

import { type Shape, sizeOf } from '../array/ndarray.ts';
import { atom, type Code, LEVEL } from './code.ts';
import { JS_HELPERS } from './helpers.ts';
import type { FileWriter, Language, SourceFile } from './language.ts';
import { type Elements, numberElements, stored } from './loops.ts';
import type { Names } from './names.ts';
import { listText, typeText, valueText } from './result.ts';

/** The text of a special function by name: an expression that makes it. */
export type SpecialSource = (name: string) => string | undefined;

/** Numbers that have a name in JavaScript. */
const NAMED = new Map(
  (['PI', 'E', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'SQRT2', 'SQRT1_2'] as const).map((name) => [
    Math[name],
    `Math.${name}`,
  ]),
);

/** Return the language; `isTyped` makes it TypeScript. */
export function javascript(isTyped: boolean, specialSource: SpecialSource): Language {
  const number = isTyped ? ': number' : '';
  return {
    family: 'js',
    title: isTyped ? 'TypeScript' : 'JavaScript',
    index: 'let',
    number: numberCode,
    condition(test, x, y, constant) {
      const compared = (operator: string, level: number): Code => infixed(x, operator, y, level);
      switch (test) {
        case 'lt':
          return compared('<', LEVEL.order);
        case 'le':
          return compared('<=', LEVEL.order);
        case 'eq':
          return compared('===', LEVEL.equality);
        case 'truth':
          return x;
        case 'same':
          if (Number.isNaN(constant)) return atom(`Number.isNaN(${x.text})`);
          if (constant !== undefined && constant !== 0) return compared('===', LEVEL.equality);
          return atom(`Object.is(${x.text}, ${y.text})`);
      }
    },
    declare: (name, code) => `const ${name} = ${code.text};`,
    leave: 'throw untraced();',
    helper(name) {
      const known = JS_HELPERS[name];
      if (known !== undefined) return known;
      const text = specialSource(name);
      return text === undefined ? undefined : { parameters: ['...x'], body: text };
    },
    define(name, { parameters, body }) {
      if (parameters[0] === '...x') return bundled(name, body, isTyped);
      const list = parameters.map((parameter) => `${parameter}${number}`).join(', ');
      return `function ${name}(${list})${number} {\n${indented(body)}\n}`;
    },
  };
}

/** A special function is one line of JavaScript in which marks say where TypeScript has types (`scripts/special-sources.mjs`). */
function bundled(name: string, body: string, isTyped: boolean): string {
  const type = isTyped ? ': (...x: number[]) => number' : '';
  const text = body.replace(/[\u0001-\u0003]/g, (mark) => (isTyped ? MARKS[mark]! : ''));
  return `// Parts of it may be of @stdlib (Apache-2.0).\nconst ${name}${type} = ${text};`;
}

const MARKS: Readonly<Record<string, string>> = {
  '\u0001': ': any',
  '\u0002': '?: any',
  '\u0003': '[member: string]: any;',
};

export function indented(body: string): string {
  return body.replace(/^(?=.)/gm, '  ');
}

export function infixed(x: Code, operator: string, y: Code, level: number): Code {
  const side = (code: Code): string => (code.level > level ? code.text : `(${code.text})`);
  return { text: `${side(x)} ${operator} ${side(y)}`, level };
}

function numberCode(value: number): Code {
  if (Number.isNaN(value)) return atom('NaN');
  const name = NAMED.get(Math.abs(value)) ?? (Math.abs(value) === Infinity ? 'Infinity' : undefined);
  const text = name ?? String(Math.abs(value));
  return value < 0 || Object.is(value, -0) ? { text: `-${text}`, level: LEVEL.prefix } : atom(text);
}

/** Longest list of elements that is written out. */
const FEW = 6;

/** Return the frame of a file; `isTyped` makes it TypeScript. */
export function jsFile(isTyped: boolean): FileWriter {
  return {
    inputs(parameters, inputs, names) {
      const lines: string[] = [];
      const elements = inputs.map(({ type: { shape }, parameter, path }): Elements => {
        const place = `${parameters[parameter]!.name}${path}`;
        if (shape.length === 0) return numberElements(atom(place));
        let name = place;
        if (shape.length > 1) {
          name = names.claim(`${place.replace(/\W+/g, '_').replace(/_$/, '')}Flat`);
          lines.push(`const ${name} = ${place}.flat(${shape.length === 2 ? '' : shape.length - 1});`);
        }
        lines.push(
          `if (${name}.length !== ${sizeOf(shape)}) throw new RangeError(${JSON.stringify(`${place} is to have the shape (${shape.join(', ')})`)});`,
        );
        return stored(name, shape);
      });
      return { lines, elements };
    },
    result: (results) => (columns, names) => {
      const lines: string[] = [];
      const texts = columns.map((column) => listOf(column, lines, names)).values();
      const values = results.map(({ structure }) => valueText(structure, texts));
      return [...lines, ...listText('return [', values, '];')];
    },
    text: (file) => fileText(file, isTyped),
  };
}

/** The text of a column as numbers in lists; what it needs first goes to `lines`. */
function listOf(column: Elements, lines: string[], names: Names): string {
  const { shape, at } = column;
  if (shape.length === 0) return at('0').text;
  const size = sizeOf(shape);
  if (size <= FEW) return nestedList(shape, (i) => at(String(i)).text);
  if (column.name === undefined) {
    const name = names.numbered('t');
    const i = names.inner().claim('i');
    lines.push(`const ${name} = Array.from({ length: ${size} }, (_, ${i}) => ${at(i).text});`);
    return chunked(name, shape);
  }
  return chunked(`Array.from(${column.name})`, shape);
}

function nestedList(shape: Shape, text: (position: number) => string): string {
  const write = (axis: number, from: number): string => {
    if (axis === shape.length) return text(from);
    const step = sizeOf(shape.slice(axis + 1));
    const items = Array.from({ length: shape[axis]! }, (_, i) => write(axis + 1, from + i * step));
    return `[${items.join(', ')}]`;
  };
  return write(0, 0);
}

/** A list cut into lists in lists. */
function chunked(list: string, shape: Shape): string {
  return shape
    .slice(1)
    .toReversed()
    .reduce((text, length) => `chunks(${text}, ${length})`, list);
}

function chunksText(isTyped: boolean): string {
  const head = isTyped
    ? 'function chunks<T>(list: readonly T[], size: number): T[][] {'
    : 'function chunks(list, size) {';
  return `${head}
  return Array.from({ length: list.length / size }, (_, i) => list.slice(size * i, size * i + size));
}`;
}

function fileText(file: SourceFile, isTyped: boolean): string {
  const { name, exportName, isDefault, parameters, results, notes, hasGuards, body, definitions } = file;
  const list = parameters.map((each) =>
    isTyped ? `${each.name}: ${typeText(each.structure, true)}` : each.name,
  );
  const labels = results.map(({ label }) => label).join(', ');
  const thrown = hasGuards
    ? '. Throws a RangeError where the function takes a path that was not traced.'
    : '';
  const isExported = exportName === name;
  const text = body.join('\n');
  return `${[
    notes.map((note) => `// ${note}`).join('\n'),
    [
      `/** [${labels}]${thrown} */`,
      ...listText(
        `${isExported ? 'export ' : ''}function ${name}(`,
        list,
        `)${isTyped ? `: ${returnType(file)}` : ''} {`,
      ),
      indented(text),
      '}',
    ].join('\n'),
    ...(isExported ? [] : [`export { ${name} as ${exportName} };`]),
    ...(isDefault ? [`export default ${name};`] : []),
    ...(hasGuards ? [untracedText(name, isTyped)] : []),
    ...(text.includes('chunks(') ? [chunksText(isTyped)] : []),
    ...definitions,
  ].join('\n\n')}\n`;
}

function untracedText(name: string, isTyped: boolean): string {
  return `function untraced()${isTyped ? ': RangeError' : ''} {
  return new RangeError('${name}: this path was not traced; emit it again with points that take it');
}`;
}

function returnType({ results }: SourceFile): string {
  const types = results.map(({ structure }) => typeText(structure));
  const isUniform = results.length > FEW && types.every((type) => type === types[0]);
  if (isUniform) return `${/^\w+$/.test(types[0]!) ? types[0] : `(${types[0]})`}[]`;
  return `[${results.map(({ label }, i) => `${label}: ${types[i]}`).join(', ')}]`;
}
