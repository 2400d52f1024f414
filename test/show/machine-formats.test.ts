/** CSV, TSV, JSON, NDJSON and npy: exact texts, and every double reads back as itself. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatBytes, formatText, type Sample } from './result.ts';

const special: Sample = {
  x: [-0, 0.1, 1e21, 3],
  columns: [
    [1, Number.NaN, Number.NEGATIVE_INFINITY, 5e-324],
    [-0, Number.POSITIVE_INFINITY, 0, 0.30000000000000004],
  ],
};

test('CSV keeps -0, shortest digits, nan and inf', async () => {
  expect(await formatText('csv', special)).toBe(
    'x,f,d1\n-0,1,-0\n0.1,nan,inf\n1e+21,-inf,0\n3,5e-324,0.30000000000000004\n',
  );
});

test('TSV is the same with tabs', async () => {
  expect(await formatText('tsv', special)).toBe(
    'x\tf\td1\n-0\t1\t-0\n0.1\tnan\tinf\n1e+21\t-inf\t0\n3\t5e-324\t0.30000000000000004\n',
  );
});

test('blocks do not show in the text, and the header comes once', async () => {
  for (const format of ['csv', 'json', 'ndjson', 'npy', 'markdown'] as const) {
    expect(await formatText(format, special, {}, 1)).toBe(await formatText(format, special));
  }
});

test('--na replaces every non-finite number, quoted where it must be', async () => {
  expect(await formatText('csv', special, { na: 'NA' })).toBe(
    'x,f,d1\n-0,1,-0\n0.1,NA,NA\n1e+21,NA,0\n3,5e-324,0.30000000000000004\n',
  );
  expect(await formatText('csv', { x: [1], columns: [[Number.NaN]] }, { na: 'a "b", $&' })).toBe(
    'x,f\n1,"a ""b"", $&"\n',
  );
  expect(await formatText('csv', { x: [1], columns: [[Number.NaN]] }, { na: '' })).toBe('x,f\n1,\n');
});

test('header names are quoted by RFC 4180', async () => {
  const head = { names: ['x', 'f.a,b', 'f."q"', 'f.\n'] };
  const sample = { x: [1], columns: [[2], [3], [4]], head };
  expect(await formatText('csv', sample)).toBe('x,"f.a,b","f.""q""","f.\n"\n1,2,3,4\n');
  expect(await formatText('csv', sample, { header: false })).toBe('1,2,3,4\n');
});

test('without rows there is still a header', async () => {
  const empty = { x: [], columns: [[]] };
  expect(await formatText('csv', empty)).toBe('x,f\n');
  expect(await formatText('markdown', empty)).toBe('| x | f |\n| ---: | ---: |\n');
  expect(JSON.parse(await formatText('json', empty)).rows).toEqual([]);
});

test('JSON holds the documented keys in order, null for non-finite numbers, and -0', async () => {
  expect(await formatText('json', { ...special, warnings: ['a "quoted" warning'] })).toBe(
    '{"schema":1,"script":"fun.ts","export":"fun","order":1,"columns":["x","f","d1"],"rows":' +
      '[[-0,1,-0],[0.1,null,null],[1e+21,null,0],[3,5e-324,0.30000000000000004]],' +
      '"warnings":["a \\"quoted\\" warning"]}\n',
  );
});

test('NDJSON is an object a line, whatever the names', async () => {
  const head = { names: ['x', 'f.},{"', 'd1'] };
  const lines = (await formatText('ndjson', { ...special, head })).trimEnd().split('\n');
  expect(lines[0]).toBe('{"x":-0,"f.},{\\"":1,"d1":-0}');
  expect(lines.map((line) => JSON.parse(line)['f.},{"'])).toEqual([1, null, null, 5e-324]);
});

test('npy has a header padded to 64 bytes and the rows in C order', async () => {
  const bytes = await formatBytes('npy', special, {}, 3);
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x93NUMPY\x01\x00');
  const length = bytes.readUInt16LE(8);
  expect((10 + length) % 64).toBe(0);
  expect(bytes.subarray(10, 10 + length).toString()).toMatch(
    /^\{'descr': '<f8', 'fortran_order': False, 'shape': \(4, 3\), \} *\n$/,
  );
  const numbers = Array.from({ length: 12 }, (_, i) => bytes.readDoubleLE(10 + length + 8 * i));
  const expected = special.x.flatMap((x, i) => [x, special.columns[0]![i]!, special.columns[1]![i]!]);
  expect(numbers).toEqual(expected);
  expect(bytes).toHaveLength(10 + length + 96);
});

test('any double reads back from CSV and NDJSON as itself', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.double(), { minLength: 1, maxLength: 600 }), async (values) => {
      const sample = { x: values, columns: [values.toReversed()] };
      const csv = (await formatText('csv', sample, {}, 300)).trimEnd().split('\n').slice(1);
      const read = (text: string) => Number(text.replace('inf', 'Infinity').replace('nan', 'NaN'));
      expect(csv.map((line) => line.split(',').map(read))).toEqual(
        values.map((value, i) => [value, values.at(-1 - i)!]),
      );
      const rows = (await formatText('ndjson', sample)).trimEnd().split('\n');
      const finite = values.map((value) => (Number.isFinite(value) ? value : null));
      expect(rows.map((row) => JSON.parse(row).x)).toEqual(finite);
    }),
    { numRuns: 50, seed: 1 },
  );
});
