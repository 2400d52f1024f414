import { expect, test } from 'vitest';
import { jsonText, readJson } from '../../src/base/json.ts';

test.each([
  ['', 'x: expected JSON, found nothing', undefined, undefined],
  ['[1 2]', 'x is not JSON: expected , or ], found "2"', 1, 4],
  ['[1,2', 'x is not JSON: expected , or ], found its end', 1, 5],
  ['[1,]', 'x is not JSON: expected a value, found "]"', 1, 4],
  ['[', 'x is not JSON: expected a value or ], found its end', 1, 2],
  ['[1]]', 'x is not JSON: expected nothing more, found "]"', 1, 4],
  ['{w:1}', 'x is not JSON: expected a name in double quotes or }, found "w"', 1, 2],
  ['{"w" 1}', 'x is not JSON: expected :, found "1"', 1, 6],
  ['{"w":1,}', 'x is not JSON: expected a name in double quotes, found "}"', 1, 8],
  ['[1,\n .5]', 'x is not JSON: expected a value, found ".5"', 2, 2],
  ['[nan]', 'x is not JSON: expected a value or ], found "nan"', 1, 2],
  ['[01]', 'x is not JSON: expected a value or ], found "01"', 1, 2],
  ['"a\\q"', 'x is not JSON: expected a value, found """', 1, 1],
])('%j: %s', (text, message, line, column) => {
  const error = (() => {
    try {
      return readJson(text, 'x');
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toMatchObject({ code: 'E_USAGE', message });
  expect(error).toHaveProperty('at', line === undefined ? undefined : { file: 'x', line, column });
});

test('what is JSON is read as JSON.parse does, -0 included', () => {
  for (const text of ['[1, -0, 1e5, {"a": [true, null, "\\u0041"]}]', ' {} ', '-2.5e-3'])
    expect(readJson(text, 'x')).toEqual(JSON.parse(text));
});

test('jsonText keeps -0, and the shortest digits; what is not finite is null', () => {
  expect(jsonText({ a: [-0, 0.1, Number.NaN, Infinity, 1e21], 'b"': {} })).toBe(
    '{"a":[-0,0.1,null,null,1e+21],"b\\"":{}}',
  );
});
