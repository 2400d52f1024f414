import { describe, expect, test } from 'vitest';
import { parseSweep } from '../../src/cli/parse.ts';
import type { SweepRequest } from '../../src/commands/request.ts';
import { fakeIo } from './fake-io.ts';

function grad(line: string, world = {}): SweepRequest {
  return parseSweep('grad', line.split(' ').filter(Boolean), fakeIo(world));
}

test('a script alone has every default', () => {
  expect(grad('fun.ts')).toEqual({
    target: {
      script: 'fun.ts',
      exportName: undefined,
      params: new Map(),
      wrt: undefined,
      root: undefined,
      seed: 0,
      limits: { timeoutMs: 10_000, memoryBytes: 268_435_456 },
      maxPoints: 1e8,
    },
    points: { kind: 'range', lo: -5, hi: 5, count: 21 },
    shard: { index: 1, of: 1 },
    orders: { from: 0, to: 1 },
    mode: 'auto',
    compile: true,
    output: {
      format: 'table',
      file: undefined,
      digits: undefined,
      na: undefined,
      header: true,
      colorLevel: 0,
      width: undefined,
      height: undefined,
      ascii: false,
    },
    strict: false,
    quiet: false,
    stats: false,
  });
});

test('every option arrives', () => {
  const request = grad(
    '-e fun -p a=2pi -p b=[1,2] --param c="t" --wrt t --at @p.csv --col t --keep --bind d=gain --shard 2/3 -n 2..5 --mode taylor --no-compile --strict ' +
      '-f csv -o out.txt --digits 4 --na NA --no-header --color always --width 60 --height 12 --ascii --quiet --stats ' +
      '--timeout 2m --memory 1G --root .. --max-points 1e9 --seed 7 fun.ts',
  );
  expect(request).toEqual({
    target: {
      script: 'fun.ts',
      exportName: 'fun',
      params: new Map<string, unknown>([
        ['a', 2 * Math.PI],
        ['b', [1, 2]],
        ['c', 't'],
      ]),
      wrt: 't',
      root: '..',
      seed: 7,
      limits: { timeoutMs: 120_000, memoryBytes: 2 ** 30 },
      maxPoints: 1e9,
    },
    points: { kind: 'file', path: 'p.csv', column: 't', bind: new Map([['d', 'gain']]), keep: true },
    shard: { index: 2, of: 3 },
    orders: { from: 2, to: 5 },
    mode: 'taylor',
    compile: false,
    output: {
      format: 'csv',
      file: 'out.txt',
      digits: 4,
      na: 'NA',
      header: false,
      colorLevel: 1,
      width: 60,
      height: 12,
      ascii: true,
    },
    strict: true,
    quiet: true,
    stats: true,
  });
});

describe('where', () => {
  test.each([
    ['--range -10:10', { kind: 'range', lo: -10, hi: 10, count: 21 }],
    ['--range=-10:10', { kind: 'range', lo: -10, hi: 10, count: 21 }],
    ['-r -10:10', { kind: 'range', lo: -10, hi: 10, count: 21 }],
    ['-r-10:10', { kind: 'range', lo: -10, hi: 10, count: 21 }],
    ['-r 0:1/5', { kind: 'range', lo: 0, hi: 1, count: 5 }],
    ['-r 0:1 --samples 5', { kind: 'range', lo: 0, hi: 1, count: 5 }],
    ['-r 0:1:0.25', { kind: 'range', lo: 0, hi: 1, count: 5, step: 0.25 }],
    ['--samples 1e3', { kind: 'range', lo: -5, hi: 5, count: 1000 }],
    ['--plot', { kind: 'range', lo: -5, hi: 5, count: undefined }],
    ['-o a.svg', { kind: 'range', lo: -5, hi: 5, count: undefined }],
    ['--plot --samples 9', { kind: 'range', lo: -5, hi: 5, count: 9 }],
    ['--at 0,0.5,-1', { kind: 'list', values: Float64Array.of(0, 0.5, -1) }],
    ['--at -1', { kind: 'list', values: Float64Array.of(-1) }],
    [
      '--at -pi/2,nan,-inf,-0',
      { kind: 'list', values: Float64Array.of(-Math.PI / 2, Number.NaN, -Infinity, -0) },
    ],
    ['--at -', { kind: 'file', path: '-', column: undefined, bind: new Map(), keep: false }],
    ['--at @a,b.csv --col 2', { kind: 'file', path: 'a,b.csv', column: '2', bind: new Map(), keep: false }],
    [
      '--at @a.csv --keep --bind a=b --bind c=0=d',
      {
        kind: 'file',
        path: 'a.csv',
        column: undefined,
        keep: true,
        bind: new Map([
          ['a', 'b'],
          ['c', '0=d'],
        ]),
      },
    ],
  ])('%s', (options, points) => {
    expect(grad(`fun.ts ${options}`).points).toEqual(points);
  });

  test('the last of an option that is repeated counts', () => {
    expect(grad('fun.ts -n 2 -n 5').orders).toEqual({ from: 0, to: 5 });
  });

  test('options may stand anywhere, and after -- nothing is one', () => {
    expect(grad('-n 2 fun.ts --csv').output.format).toBe('csv');
    expect(grad('-n 2 -- --csv').target.script).toBe('--csv');
  });
});

describe('the format', () => {
  test.each([
    ['grad', '', 'table'],
    ['plot', '', 'plot'],
    ['grad', '--csv', 'csv'],
    ['grad', '--json', 'json'],
    ['grad', '--ndjson', 'ndjson'],
    ['grad', '--plot', 'plot'],
    ['plot', '--csv', 'csv'],
    ['grad', '--csv --json', 'json'],
    ['grad', '--csv -f tsv', 'tsv'],
    ['grad', '-f tsv --csv', 'csv'],
    ['grad', '-o a.csv', 'csv'],
    ['grad', '-o dir.x/a.TSV', 'tsv'],
    ['grad', '-o a.json', 'json'],
    ['grad', '-o a.ndjson', 'ndjson'],
    ['grad', '-o a.md', 'markdown'],
    ['grad', '-o a.npy', 'npy'],
    ['plot', '-o a.svg', 'svg'],
    ['grad', '-o a.json -f csv', 'csv'],
    ['grad', '-o a.txt -f table', 'table'],
    ['grad', '-o - --csv', 'csv'],
  ] as const)('%s %s is %s', (command, options, format) => {
    expect(
      parseSweep(command, ['fun.ts', ...options.split(' ').filter(Boolean)], fakeIo()).output.format,
    ).toBe(format);
  });

  test('-o - is standard output', () => {
    expect(grad('fun.ts -o -').output.file).toBeUndefined();
  });
});

describe('colour of the data', () => {
  const terminal = { isTerminal: true, env: { TERM: 'xterm-256color' } };
  test('a terminal gets its own number of colours, a file none', () => {
    expect(grad('fun.ts', terminal).output.colorLevel).toBe(2);
    expect(grad('fun.ts --plot -o a.txt', terminal).output.colorLevel).toBe(0);
  });
});

const HELP = 'a .ts, .mts, .js or .mjs file, or - for standard input';

test.each([
  ['', 'no script was given', HELP],
  ['a.ts b.ts', 'expected one script, found 2: a.ts b.ts', undefined],
  ['fun.ts --ordr 3', 'unknown option --ordr', 'did you mean --order?'],
  ['fun.ts --ordr=3', 'unknown option --ordr', 'did you mean --order?'],
  ['fun.ts -z', 'unknown option -z', undefined],
  ['fun.ts --csv=yes', '--csv takes no value, found "--csv=yes"', undefined],
  ['fun.ts --range', '--range needs a value: --range <lo:hi>', undefined],
  ['fun.ts -n', '--order needs a value: --order <n>', undefined],
  ['fun.ts --no-compiel', 'unknown option --no-compiel', 'did you mean --no-compile?'],
  ['fun.ts --range -10 10', '--range: expected lo:hi, lo:hi/count or lo:hi:step, found "-10"', undefined],
  ['fun.ts --range 5:-5', '--range: lo must be below hi, found 5:-5', 'swap the ends: -5:5'],
  ['fun.ts --range 1:1', '--range: the range 1:1 is empty', 'for one point write --at 1'],
  [
    'fun.ts --range 0:1:0.1 --samples 5',
    '--samples and a step in --range say the same thing twice: give one of them',
    undefined,
  ],
  [
    'fun.ts --range 0:1/9 --samples 5',
    '--samples and a count in --range say the same thing twice: give one of them',
    undefined,
  ],
  [
    'fun.ts --at 1 --samples 5',
    '--samples counts the points of a range: it has no meaning beside --at',
    undefined,
  ],
  ['fun.ts --at 1 --range 0:1', '--range and --at are two ways to say where: give one of them', undefined],
  ['fun.ts --samples 1', '--samples: expected a whole number of 2 or more, found "1"', undefined],
  ['fun.ts --samples 0', '--samples: expected a whole number of 2 or more, found "0"', undefined],
  ['fun.ts --samples -5', '--samples: expected a whole number of 2 or more, found "-5"', undefined],
  [
    'fun.ts --at 1,,2',
    '--at: expected numbers such as 0,0.5,-1, or @file, or -; found "" in "1,,2"',
    undefined,
  ],
  ['fun.ts --at x', '--at: expected numbers such as 0,0.5,-1, or @file, or -; found "x"', undefined],
  [
    'fun.ts --at data.csv',
    '--at: expected numbers such as 0,0.5,-1, or @file, or -; found "data.csv"',
    'points from a file: --at @data.csv',
  ],
  ['fun.ts --at @', '--at @file: expected a name, found nothing', undefined],
  ['fun.ts --col x', '--col needs a file of points', 'autograd-cli grad fun.ts --at @data.csv --col x'],
  [
    'fun.ts --at 1,2 --col x',
    '--col needs a file of points',
    'autograd-cli grad fun.ts --at @data.csv --col x',
  ],
  ['- --at -', 'the script and --at cannot both be read from standard input', 'put one of them in a file'],
  ['fun.ts -n -3', '--order: expected a whole number from 0 to 100, found "-3"', undefined],
  ['fun.ts -n 1.5', '--order: expected a whole number from 0 to 100, found "1.5"', undefined],
  ['fun.ts -n 101', '--order: expected a whole number from 0 to 100, found "101"', undefined],
  ['fun.ts -n 11 --mode reverse', '--order: --mode reverse goes to order 10, found 11', 'use --mode taylor'],
  ['fun.ts -n 11 --mode forward', '--order: --mode forward goes to order 10, found 11', 'use --mode taylor'],
  ['fun.ts --mode fast', '--mode: expected auto, taylor, reverse or forward, found "fast"', undefined],
  [
    'fun.ts -f xml',
    '--format: expected table, csv, tsv, json, ndjson, markdown, npy, plot or svg, found "xml"',
    undefined,
  ],
  [
    'fun.ts -o a.txt',
    '--output: the ending of "a.txt" names no format',
    'use one of .csv .tsv .json .ndjson .md .npy .svg, or add --format',
  ],
  [
    'fun.ts -o out/csv',
    '--output: the ending of "out/csv" names no format',
    'use one of .csv .tsv .json .ndjson .md .npy .svg, or add --format',
  ],
  ['fun.ts --color blue', '--color: expected auto, always or never, found "blue"', undefined],
  ['fun.ts --digits 0', '--digits: expected a whole number from 1 to 17, found "0"', undefined],
  ['fun.ts --width 0', '--width: expected a whole number from 1 to 10000, found "0"', undefined],
  [
    'fun.ts --timeout 0',
    '--timeout: expected a time such as 500ms, 10s or 2m, at most 24h, found "0"',
    undefined,
  ],
  [
    'fun.ts --memory 3G',
    '--memory: expected a size such as 256M or 1G, from 16M to 2G, found "3G"',
    undefined,
  ],
  ['fun.ts --seed x', '--seed: expected a whole number of 0 or more, found "x"', undefined],
  ['fun.ts --max-points 0', '--max-points: expected a whole number of 1 or more, found "0"', undefined],
  ['fun.ts -p a', '--param: expected name=value, found "a"', undefined],
  ['fun.ts -p a=', '--param: expected name=value, found "a="', undefined],
  ['fun.ts -p 1=2', '--param: expected name=value, found "1=2"', undefined],
  [
    'fun.ts -p a=text',
    '--param: the value of a is neither a number nor JSON: text',
    `a text is written as JSON: --param 'a="text"'`,
  ],
  [
    'fun.ts --wrt a,b',
    '--wrt: expected one parameter, found "a,b"',
    'several may vary in one call with --args',
  ],
  ['fun.ts -e=', '--export: expected a name, found nothing', undefined],
])('grad %s: %s', (line, message, hint) => {
  const args = line === 'fun.ts -e=' ? ['fun.ts', '--export='] : line.split(' ').filter(Boolean);
  expect(() => parseSweep('grad', args, fakeIo())).toThrow(
    expect.objectContaining({ code: 'E_USAGE', message, hint }),
  );
});

test.each([
  ['--range 0:1:1e-12', '1000000000001 points are more than --max-points 100000000'],
  ['--range 0:1/1e12', '1000000000000 points are more than --max-points 100000000'],
  ['--samples 1e9', '1000000000 points are more than --max-points 100000000'],
  ['--samples 11 --max-points 10', '11 points are more than --max-points 10'],
  ['--at 1,2,3 --max-points 2', '3 points are more than --max-points 2'],
])('grad %s hits a limit', (options, message) => {
  expect(() => grad(`fun.ts ${options}`)).toThrow(expect.objectContaining({ code: 'E_LIMIT', message }));
});

test('npy is not written to a terminal', () => {
  expect(() => grad('fun.ts -f npy', { isTerminal: true })).toThrow(
    '--format npy is binary and not for a terminal',
  );
  expect(grad('fun.ts -o a.npy', { isTerminal: true }).output.format).toBe('npy');
});
