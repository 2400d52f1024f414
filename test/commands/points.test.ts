import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { stepCount } from '../../src/base/numbers.ts';
import type { PointBlock } from '../../src/commands/number-columns.ts';
import { PointFile, type PointsContext } from '../../src/commands/points.ts';
import { type CountedRange, pointAt, rangeBlocks, shardSize } from '../../src/commands/range.ts';
import type { FilePoints, Shard } from '../../src/commands/request.ts';
import { fakeIo } from '../cli/fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'points-'));
afterAll(() => rmSync(folder, { recursive: true }));

const WHOLE: Shard = { index: 1, of: 1 };

function file(points: Partial<FilePoints>, context: Partial<PointsContext>): PointFile {
  return new PointFile(
    { kind: 'file', path: '-', column: undefined, bind: new Map(), keep: false, ...points },
    { io: fakeIo(), variable: 'x', maxPoints: 1e8, shard: WHOLE, ...context },
  );
}

async function all(blocks: AsyncIterable<PointBlock>): Promise<PointBlock[]> {
  const found: PointBlock[] = [];
  for await (const block of blocks) found.push(block);
  return found;
}

async function pointsOf(
  path: string,
  stdin: string | readonly string[] = '',
  column?: string,
): Promise<number[]> {
  const all: number[] = [];
  const io = fakeIo({ stdin, cwd: folder });
  for await (const { inputs } of file({ path, column }, { io, variable: 't' }).blocks())
    all.push(...inputs[0]!);
  return all;
}

function fromStdin(text: string | readonly string[], column?: string): Promise<number[]> {
  return pointsOf('-', text, column);
}

function range(lo: number, hi: number, count: number, step?: number): CountedRange {
  return { kind: 'range', lo, hi, count, ...(step !== undefined && { step }) };
}

describe('a range', () => {
  test.each([
    [range(0, 1, 5), [0, 0.25, 0.5, 0.75, 1]],
    [range(-5, 5, 3), [-5, 0, 5]],
    [range(0, 1, 2), [0, 1]],
    [range(0, 0.3, 4, 0.1), [0, 0.1, 0.2, 0.30000000000000004]],
    [range(1, 2, 1, 5), [1]],
  ])('%j has the points computed by hand', (points, expected) => {
    expect([...rangeBlocks(points, WHOLE)].flatMap((block) => [...block])).toEqual(expected);
  });

  test('begins with lo, ends with exactly hi, and rises', () => {
    const ends = fc.tuple(
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
    );
    fc.assert(
      fc.property(ends, fc.integer({ min: 2, max: 500 }), ([lo, width], count) => {
        const points = range(lo, lo + width, count);
        const values = Array.from({ length: count }, (_, i) => pointAt(points, i));
        expect(values[0]).toBe(lo + 0);
        expect(values.at(-1)).toBe(lo + width);
        expect(values.every((x, i) => i === 0 || x >= values[i - 1]!)).toBe(true);
      }),
    );
  });

  test('with a step ends within 1e-9 of a step beyond hi at most', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 64 }),
        (lo, n, d) => {
          const step = 1 / d;
          const hi = lo + n * step;
          const count = stepCount(lo, hi, step);
          expect(count).toBe(n + 1);
          expect(pointAt(range(lo, hi, count, step), n)).toBeCloseTo(hi, 9);
        },
      ),
    );
  });

  test('comes in blocks that together are the points', () => {
    const points = range(-1, 1, 1000);
    const blocks = [...rangeBlocks(points, WHOLE, 64)];
    expect(blocks.map((block) => block.length)).toEqual([...Array(15).fill(64), 40]);
    expect(blocks.flatMap((block) => [...block])).toEqual(
      Array.from({ length: 1000 }, (_, i) => pointAt(points, i)),
    );
  });
});

describe('text', () => {
  test.each([
    ['a number a line', '1\n-2.5\n1e-3\n', [1, -2.5, 0.001]],
    ['no end of line at the end', '1\n2', [1, 2]],
    ['CRLF', '1\r\n2\r\n', [1, 2]],
    ['blank lines', '\n1\n\n  \n2\n\n', [1, 2]],
    [
      'multiples of pi and numbers that are not finite',
      'pi/2\nnan\n-inf\n',
      [Math.PI / 2, Number.NaN, -Infinity],
    ],
    ['a byte order mark', '\ufeff1\n2\n', [1, 2]],
    ['a header', 'value\n1\n2\n', [1, 2]],
    ['the column named like the parameter', 'x,t\n1,10\n2,20\n', [10, 20]],
    ['else the column x', 'a,x\n1,10\n2,20\n', [10, 20]],
    ['else the first column', 'a,b\n1,10\n2,20\n', [1, 2]],
    ['no header', '1,10\n2,20\n', [1, 2]],
    ['a first line with one number is no header', '1,abc\n2,def\n', [1, 2]],
    ['tabs', 't\tname\n1\ta b\n2\tc,d\n', [1, 2]],
    ['quotes', '"a ""b"", c",t\n"line\nfeed, and comma","10"\n"",20\n', [10, 20]],
    ['blanks around cells', ' a , t \n 1 , 10 \n', [10]],
  ])('%s', async (_, text, expected) => {
    expect(await fromStdin([Buffer.from(text) as unknown as string])).toEqual(expected);
  });

  test.each([
    ['by name', 'a,b\n1,10\n2,20\n', 'b', [10, 20]],
    ['by a name with quotes', '"the ""b"", too",a\n1,10\n', 'the "b", too', [1]],
    ['by index', 'a,b\n1,10\n2,20\n', '1', [10, 20]],
    ['by index without a header', '1,10\n2,20\n', '1', [10, 20]],
  ])('the column is chosen %s', async (_, text, column, expected) => {
    expect(await fromStdin(text, column)).toEqual(expected);
  });

  test.each([
    ['a word', '1\nabc\n', undefined, 'line 2 holds no number: "abc"'],
    ['a cell of two lines', 't,u\n1,2\n\n"3\n4",2\n', undefined, 'line 4 holds no number: "3\n4"'],
    ['another separator', '1;2\n3;4\n', undefined, 'line 2 holds no number: "3;4"'],
    ['a long word', `1\n${'z'.repeat(500)}\n`, undefined, `line 2 holds no number: "${'z'.repeat(40)}…"`],
    ['too few cells', 'a,t\n1\n', undefined, 'line 2 holds nothing in column 1 (counted from 0)'],
    ['an empty cell', 'a,t\n1,\n', undefined, 'line 2 holds nothing in column 1 (counted from 0)'],
    ['no such column', 'a,t\n1,2\n', 'b', 'line 1 has no column "b"'],
    ['an index too high', 'a,t\n1,2\n', '2', 'line 1 has no column 2'],
    ['a name without a header', '1,2\n', 't', 'line 1 is no header, so there is no column "t"'],
    ['an open quote', '1\n"2\n3\n', undefined, 'line 2 opens a quote that is never closed'],
    ['a line without end', `1\n${'1'.repeat(2 ** 20 + 1)}`, undefined, 'line 2 is too long'],
    ['a cell without end', `1\n"${'\n'.repeat(2 ** 20 + 1)}`, undefined, 'line 2 is too long'],
  ])('with %s is refused', async (_, text, column, message) => {
    await expect(fromStdin(text, column)).rejects.toThrow(
      expect.objectContaining({ code: 'E_USAGE', message: `standard input: ${message}` }),
    );
  });

  test.each(['', '\n\n', 't\n', '1;2\n'])('%j holds no numbers', async (text) => {
    await expect(fromStdin(text)).rejects.toThrow('standard input holds no numbers');
  });

  test('more points than --max-points are a limit, met before all is read', async () => {
    let pulled = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          pulled++;
          yield '1\n'.repeat(100);
        }
      })(),
    );
    const io = { stdin: endless, cwd: folder };
    const read = async () => {
      for await (const _ of file({}, { io, maxPoints: 1000 }).blocks());
    };
    await expect(read()).rejects.toThrow(expect.objectContaining({ code: 'E_LIMIT' }));
    expect(pulled).toBeLessThan(50);
  });

  test('points come before the input has ended, and leaving early closes it', async () => {
    const stdin = new Readable({ read() {} });
    stdin.push('1\n2\n3');
    const blocks = file({}, { io: { stdin, cwd: '.' }, maxPoints: 9 }).blocks();
    expect((await blocks.next()).value.inputs).toEqual([Float64Array.of(1, 2)]);
    await blocks.return(undefined);
    expect(stdin.destroyed).toBe(true);
  });

  test('any table of cells is read the same, quoted or not, however the text is cut', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\t', ' ', 'é'), maxLength: 6 });
    const row = fc.tuple(cell, fc.double(), cell);
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        async (rows, size) => {
          const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const number = (x: number) =>
            Number.isNaN(x)
              ? 'nan'
              : Number.isFinite(x)
                ? Object.is(x, -0)
                  ? '-0'
                  : String(x)
                : x > 0
                  ? 'inf'
                  : '-inf';
          const lines = rows.map(([before, x, after]) => `${quoted(before)},${number(x)},${quoted(after)}\n`);
          const text = `"left",t,right\n${lines.join('')}`;
          const cuts = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
            text.slice(i * size, (i + 1) * size),
          );
          expect(await fromStdin(cuts)).toEqual(rows.map(([, x]) => x));
        },
      ),
    );
  });
});

describe('a shard', () => {
  const counts = fc.tuple(fc.integer({ min: 2, max: 300 }), fc.integer({ min: 1, max: 12 }));
  const shardsOf = (of: number): Shard[] => Array.from({ length: of }, (_, i) => ({ index: i + 1, of }));

  test('of a range: all together are its points, each once and to the last bit', () => {
    fc.assert(
      fc.property(counts, ([count, of]) => {
        const points = range(-1, 2, count);
        const parts = shardsOf(of).map((shard) => [...rangeBlocks(points, shard, 7)].flatMap((b) => [...b]));
        expect(parts.map(({ length }) => length)).toEqual(
          shardsOf(of).map((shard) => shardSize(count, shard)),
        );
        for (const [i, part] of parts.entries())
          expect(part).toEqual(part.map((_, j) => pointAt(points, i + j * of)));
        expect(parts.reduce((sum, { length }) => sum + length, 0)).toBe(count);
      }),
    );
  });

  test('of a file: counts records, not lines, however the text is cut', async () => {
    const text = 't,note\n1,a\n\n2,"b\nc"\n3,d\n4,e\n5,f';
    for (const shard of shardsOf(3)) {
      const io = fakeIo({ stdin: [text.slice(0, 13), text.slice(13, 16), text.slice(16)] });
      const found: number[] = [];
      for await (const { inputs } of file({}, { io, variable: 't', shard }).blocks())
        found.push(...inputs[0]!);
      expect(found).toEqual([1, 2, 3, 4, 5].filter((_, i) => i % 3 === shard.index - 1));
    }
  });

  test('without points knows the first point of the whole', async () => {
    const empty = file({}, { io: fakeIo({ stdin: '7\n8\n' }), shard: { index: 3, of: 3 } });
    expect(await all(empty.blocks())).toEqual([]);
    expect(empty.first).toEqual([7]);
  });
});

describe('records', () => {
  test('are kept as they were read, without their line ends', async () => {
    const text = 't,note\r\n1.50,"a ""b"", c"\r\n 2 ,"d\ne"\r\n';
    const kept = file({ keep: true }, { io: fakeIo({ stdin: text }), variable: 't' });
    const records: string[] = [];
    for await (const block of kept.blocks()) records.push(...block.records);
    expect(records).toEqual(['1.50,"a ""b"", c"', ' 2 ,"d\ne"']);
    expect(kept.layout).toMatchObject({ delimiter: ',', names: ['t', 'note'] });
  });

  test('without a header get names', async () => {
    const kept = file({ keep: true, column: '1' }, { io: fakeIo({ stdin: 'a,1\nb,2\n' }) });
    await all(kept.blocks());
    expect(kept.layout.names).toEqual(['c0', 'x']);
  });

  test('of another length are refused, after the points before them', async () => {
    const kept = file({ keep: true }, { io: fakeIo({ stdin: 't,u\n1,2\n3\n4,5\n' }), variable: 't' });
    const found: number[] = [];
    const read = async () => {
      for await (const { inputs } of kept.blocks()) found.push(...inputs[0]!);
    };
    await expect(read()).rejects.toThrow('standard input: line 3 has 1 columns, not 2');
    expect(found).toEqual([1]);
  });

  test('give other parameters their numbers', async () => {
    const bound = file(
      {
        bind: new Map([
          ['a', 'gain'],
          ['b', '0'],
        ]),
      },
      { io: fakeIo({ stdin: 'bias,t,gain\n1,2,3\n4,5,6\n' }), variable: 't' },
    );
    const blocks = await all(bound.blocks());
    expect(blocks.flatMap(({ inputs }) => inputs.map((column) => [...column]))).toEqual([
      [2, 5],
      [3, 6],
      [1, 4],
    ]);
  });

  test('lack a column: the columns are listed, and the one that may be meant', async () => {
    const bound = file({ bind: new Map([['a', 'gian']]) }, { io: fakeIo({ stdin: 't,gain\n1,2\n' }) });
    await expect(all(bound.blocks())).rejects.toMatchObject({
      message: 'standard input: line 1 has no column "gian"',
      hint: 'did you mean gain? its columns are t, gain',
    });
  });
});

describe('a file', () => {
  test('is found from the working directory', async () => {
    writeFileSync(join(folder, 'points.csv'), 't\n1\n2\n');
    expect(await pointsOf('points.csv')).toEqual([1, 2]);
  });

  test.each([
    ['missing.csv', 'cannot read points from missing.csv: no such file'],
    ['.', 'cannot read points from .: it is a folder'],
  ])('%s cannot be read', async (path, message) => {
    await expect(pointsOf(path)).rejects.toThrow(expect.objectContaining({ code: 'E_USAGE', message }));
  });
});
