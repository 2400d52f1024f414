/** C99 with math.h. */

import { sizeOf } from '../array/ndarray.ts';
import { C_SPECIAL } from './c-special.ts';
import { atom, type Code, LEVEL } from './code.ts';
import { C_HELPERS } from './helpers.ts';
import { indented, infixed } from './javascript.ts';
import type { FileWriter, Language, SourceFile } from './language.ts';
import { asNumber, type Elements, loop, numberElements } from './loops.ts';
import { countNumbers } from './result.ts';

export const c: Language = {
  family: 'c',
  title: 'C',
  index: 'int',
  number: numberCode,
  condition(test, x, y, constant) {
    switch (test) {
      case 'lt':
        return infixed(x, '<', y, LEVEL.order);
      case 'le':
        return infixed(x, '<=', y, LEVEL.order);
      case 'eq':
        return infixed(x, '==', y, LEVEL.equality);
      case 'truth':
        return {
          text: `${infixed(x, '<', numberCode(0), LEVEL.order).text} || ${infixed(x, '>', numberCode(0), LEVEL.order).text}`,
          level: LEVEL.choice + 1,
        };
      case 'same':
        return same(x, y, constant);
    }
  },
  declare: (name, code, isMask) => `const ${isMask ? 'int' : 'double'} ${name} = ${code.text};`,
  leave: 'return;',
  helper: (name) => C_HELPERS[name] ?? C_SPECIAL[name],
  define(name, { parameters, body }) {
    const list = parameters.map((parameter) => `double ${parameter}`).join(', ');
    return `static double ${name}(${list}) {\n${indented(body)}\n}`;
  },
};

/** Whether two numbers are the same double, any NaN the same as any other. */
function same(x: Code, y: Code, constant: number | undefined): Code {
  if (constant === undefined) return atom(`same(${x.text}, ${y.text})`);
  if (Number.isNaN(constant)) return atom(`isnan(${x.text})`);
  const equal = infixed(x, '==', numberCode(constant), LEVEL.equality);
  if (constant !== 0) return equal;
  const sign = `${Object.is(constant, -0) ? '' : '!'}signbit(${x.text})`;
  return { text: `${equal.text} && ${sign}`, level: LEVEL.both };
}

function numberCode(value: number): Code {
  if (Number.isNaN(value)) return atom('NAN');
  const size = Math.abs(value);
  const text = size === Infinity ? 'INFINITY' : /[.e]/.test(String(size)) ? String(size) : `${size}.0`;
  return value < 0 || Object.is(value, -0) ? { text: `-${text}`, level: LEVEL.prefix } : atom(text);
}

/** The frame of a file. Arrays and structures are their numbers, one after the other. */
export const cFile: FileWriter = {
  inputs(parameters, inputs) {
    const next = parameters.map(() => 0);
    const elements = inputs.map(({ type: { shape }, parameter }): Elements => {
      const { name, structure } = parameters[parameter]!;
      const offset = next[parameter]!;
      next[parameter]! += sizeOf(shape);
      if (structure === 'n') return numberElements(atom(name));
      const at = (position: string): Code => atom(`${name}[${shifted(position, offset)}]`);
      return { shape, isMask: false, at };
    });
    return { lines: [], elements };
  },
  result: () => (columns, names) => {
    const i = names.inner().claim('i');
    let next = 0;
    const lines = columns.flatMap((column) => {
      const start = next;
      const size = sizeOf(column.shape);
      next += size;
      const read = (position: string): string => asNumber(c, column, position).text;
      if (column.shape.length === 0) return [`out[${start}] = ${read('0')};`];
      return loop(c, i, size, [`out[${shifted(i, start)}] = ${read(i)};`]);
    });
    return [...lines, 'return;'];
  },
  text(file) {
    const { name, parameters, notes, hasGuards, definitions } = file;
    const prototypes = definitions.map((text) => `${text.slice(0, text.indexOf(') {') + 1)};`);
    const list = parameters.map((each) =>
      each.structure === 'n' ? `double ${each.name}` : `const double *${each.name}`,
    );
    const size = file.results.reduce((sum, { structure }) => sum + countNumbers(structure), 0);
    const fill = hasGuards ? [`for (int i = 0; i < ${size}; i++) out[i] = NAN;`] : [];
    const body = [...fill, ...file.body];
    if (body.at(-1) === 'return;') body.pop();
    const text = body.join('\n');
    const unused = parameters.filter((each) => !new RegExp(`\\b${each.name}\\b`).test(text));
    body.unshift(...unused.map((each) => `(void)${each.name};`));
    const head = [...notes, `cc -O2 -c ${name}.c, and -lm when it is linked`];
    if (/^ *static double /m.test(text))
      head.push('It keeps large arrays in static memory, so it is for one thread at a time.');
    return `${[
      head.map((note) => `// ${note}`).join('\n'),
      '#define _XOPEN_SOURCE 700\n#include <math.h>',
      ...(prototypes.length > 0 ? [prototypes.join('\n')] : []),
      `// ${resultText(file, size)}\nvoid ${name}(${[...list, 'double *out'].join(', ')}) {\n${indented(body.join('\n'))}\n}`,
      ...definitions,
    ].join('\n\n')}\n`;
  },
};

/** What is where in the result. */
function resultText({ results, hasGuards }: SourceFile, size: number): string {
  let next = 0;
  const places = results.map(({ label, structure }) => {
    const [start, count] = [next, countNumbers(structure)];
    next += count;
    return count === 1 ? `out[${start}] ${label}` : `out[${start}] to out[${next - 1}] ${label}`;
  });
  const shown = places.length <= FEW ? places : [...places.slice(0, 3), '…', places.at(-1)!];
  return `${shown.join(', ')}: ${size} in all${hasGuards ? ', NaN where a path is taken that was not traced' : ''}.`;
}

const FEW = 8;

function shifted(position: string, offset: number): string {
  if (/^\d+$/.test(position)) return String(Number(position) + offset);
  return offset === 0 ? position : `${position} + ${offset}`;
}
