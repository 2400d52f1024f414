/** What the arguments of `check` ask for, and what is wrong with them. */

import { describe, expect, test } from 'vitest';
import { parseCheck } from '../../src/cli/parse-check.ts';
import { fakeIo } from './fake-io.ts';

const parse = (line: string, env: Record<string, string> = {}) =>
  parseCheck(line.split(' ').filter(Boolean), fakeIo({ env }));

test('scripts alone have every default', () => {
  expect(parse('a.ts b.ts')).toMatchObject({
    scripts: ['a.ts', 'b.ts'],
    options: {
      exportName: undefined,
      against: undefined,
      params: new Map(),
      order: undefined,
      range: { lo: -5, hi: 5 },
      samples: 21,
      rtol: 1e-6,
      atol: 1e-9,
      shard: { index: 1, of: 1 },
    },
    reporters: [{ name: 'pretty', file: undefined }],
    at: undefined,
    args: undefined,
    strict: false,
  });
});

test('every option arrives', () => {
  const request = parse(
    '-e f --against df -n 2 --range 0:2/40 --rtol 1e-3 --atol 0 -p a=2 --seed 7 --shard 2/3 -j 4 --strict --quiet ' +
      '--reporter junit=a.xml --reporter tap --color never --timeout 1s --memory 64M --root . f.ts',
  );
  expect(request).toMatchObject({
    options: {
      exportName: 'f',
      against: 'df',
      params: new Map([['a', 2]]),
      order: 2,
      range: { lo: 0, hi: 2 },
      samples: 40,
      rtol: 1e-3,
      atol: 0,
      shard: { index: 2, of: 3 },
    },
    target: { seed: 7, root: '.', limits: { timeoutMs: 1000, memoryBytes: 2 ** 26 } },
    reporters: [
      { name: 'junit', file: 'a.xml' },
      { name: 'tap', file: undefined },
    ],
    jobs: 4,
    strict: true,
    quiet: true,
  });
});

describe('reporters', () => {
  const names = (line: string, env = {}) => parse(`f.ts ${line}`, env).reporters.map(({ name }) => name);

  test('GitHub Actions gets annotations, too, where nothing else is asked for', () => {
    expect(names('', { GITHUB_ACTIONS: 'true' })).toEqual(['pretty', 'github']);
    expect(names('', { GITHUB_ACTIONS: 'false' })).toEqual(['pretty']);
    expect(names('--reporter tap', { GITHUB_ACTIONS: 'true' })).toEqual(['tap']);
  });

  test('a file called - is standard output', () => {
    expect(parse('f.ts --reporter json=-').reporters).toEqual([{ name: 'json', file: undefined }]);
  });
});

test.each([
  ['', 'no script was given'],
  ['f.ts --reporter xml', 'expected pretty, json, junit, tap, github, sarif, found "xml"'],
  ['f.ts --reporter junti=a.xml', 'found "junti"'],
  ['f.ts --reporter junit=', 'junit='],
  ['f.ts --reporter json --reporter pretty', 'json and pretty cannot both go to standard output'],
  ['f.ts --reporter json=a --reporter tap=a', 'json and tap cannot both go to a'],
  ['f.ts -n 0', 'check takes one order, of at least 1'],
  ['f.ts -n 1..3', 'check takes one order'],
  ['f.ts --range 0:1:0.1', 'a step has no meaning'],
  ['f.ts --range 0:1/5 --samples 3', 'say the same thing twice'],
  ['f.ts --range 0:1 --at 2', '--at and --range are two ways to say where'],
  ['f.ts --at 1 --args [1]', '--at and --args are two ways'],
  ['f.ts --at @points.csv', 'check takes a list of numbers'],
  ['f.ts --rtol -1', '--rtol'],
  ['f.ts --atol x', '--atol'],
  ['f.ts --shard 3/2', '--shard'],
  ['f.ts -j 0', '--jobs'],
  ['f.ts -- --shard=1/3', '"--shard=1/3" stands after -- and would be a script'],
  ['f.ts --csv', 'check has no option --csv'],
  ['f.ts --strict=yes', '--strict takes no value'],
])('check %s is refused', (line, message) => {
  expect(() => parse(line)).toThrow(message);
});
