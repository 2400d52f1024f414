/** C99 with math.h. */

import { atom, type Code, LEVEL } from './code.ts';
import { C_HELPERS } from './helpers.ts';
import { indented, infixed } from './javascript.ts';
import type { Language } from './language.ts';

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
  helper: (name) => C_HELPERS[name],
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
