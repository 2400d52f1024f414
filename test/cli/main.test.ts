import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { AutogradError } from '../../src/base/errors.ts';
import { COMMAND_NAMES } from '../../src/cli/commands.ts';
import { main } from '../../src/cli/main.ts';
import type { Io, Outcome, SweepRequest } from '../../src/commands/request.ts';
import { type FakeWorld, fakeIo } from './fake-io.ts';

const runSweep = vi.hoisted(() => vi.fn<(request: SweepRequest, io: Io) => Promise<Outcome>>());
vi.mock('../../src/commands/grad.ts', () => ({ runSweep }));

beforeEach(() => {
  runSweep.mockReset().mockResolvedValue({ warnings: [], stats: [] });
});

async function call(line: string, world?: FakeWorld) {
  const io = fakeIo(world);
  const status = await main(line.split(' ').filter(Boolean), io);
  return { status, out: io.out(), err: io.err() };
}

describe('telling', () => {
  test('without arguments: the short help with two examples on standard error, status 2', async () => {
    const { status, out, err } = await call('');
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err.match(/^ +\$ autograd-cli /gm)).toHaveLength(2);
  });

  test('--version is one line from package.json', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await call('--version')).toEqual({ status: 0, out: `autograd-cli ${version}\n`, err: '' });
    expect(await call('grad --version')).toEqual({ status: 0, out: `autograd-cli ${version}\n`, err: '' });
  });

  test.each(['grad', 'plot', 'man', 'help'])(
    'help %s, %s --help and -h are the same, on standard output',
    async (command) => {
      const help = await call(`help ${command}`);
      expect(help.status).toBe(0);
      expect(help.out).toContain(`Usage: autograd-cli ${command}`);
      expect(await call(`${command} --help`)).toEqual(help);
      expect(await call(`${command} fun.ts -n 3 -h`)).toEqual(help);
    },
  );

  test('help, --help and -h without a command show the commands', async () => {
    const help = await call('--help');
    expect(help.out).toContain('Commands:');
    expect(await call('help')).toEqual(help);
    expect(await call('-h')).toEqual(help);
  });

  test("man prints a page, the program's or a command's", async () => {
    expect((await call('man')).out).toMatch(/^NAME\n {4}autograd-cli - /);
    expect((await call('man grad')).out).toMatch(/^NAME\n {4}autograd-cli-grad - /);
  });

  test('help has colours on a terminal only', async () => {
    expect((await call('--help')).out).not.toContain('\x1b');
    expect((await call('--help', { isTerminal: true })).out).toContain('\x1b[1mUsage:');
    expect((await call('--help --color never', { isTerminal: true })).out).not.toContain('\x1b');
    expect((await call('grad --help --color=always')).out).toContain('\x1b[1m');
  });

  test('a --help after -- is a script', async () => {
    await call('grad -- --help');
    expect(runSweep.mock.lastCall![0].target.script).toBe('--help');
  });
});

test.each([
  [
    'fun.ts',
    'error: "fun.ts" is no command; it looks like a script\nhint: autograd-cli grad fun.ts\nrun autograd-cli --help for usage\n',
  ],
  [
    'dir/fun -n 3',
    'error: "dir/fun" is no command; it looks like a script\nhint: autograd-cli grad dir/fun -n 3\nrun autograd-cli --help for usage\n',
  ],
  [
    '-',
    'error: "-" is no command; it looks like a script\nhint: autograd-cli grad -\nrun autograd-cli --help for usage\n',
  ],
  [
    '-n 3 fun.ts',
    'error: the option -n needs a command before it\nhint: autograd-cli grad -n 3 fun.ts\nrun autograd-cli --help for usage\n',
  ],
  [
    'gard fun.ts',
    'error: unknown command "gard"\nhint: did you mean grad?\nrun autograd-cli --help for usage\n',
  ],
  [
    'frobnicate',
    `error: unknown command "frobnicate"\nhint: the commands are ${COMMAND_NAMES.join(', ')}\nrun autograd-cli --help for usage\n`,
  ],
  [
    'help gard',
    'error: unknown command "gard"\nhint: did you mean grad?\nrun autograd-cli --help for usage\n',
  ],
  [
    'man grad plot',
    'error: man: expected one command, found 2: grad plot\nrun autograd-cli --help for usage\n',
  ],
  [
    'grad',
    'error: no script was given\nhint: a .ts, .mts, .js or .mjs file, or - for standard input\nrun autograd-cli grad --help for usage\n',
  ],
  [
    'plot fun.ts --ordr 3',
    'error: unknown option --ordr\nhint: did you mean --order?\nrun autograd-cli plot --help for usage\n',
  ],
  ['grad fun.ts --na', 'error: --na needs a value: --na <text>\nrun autograd-cli grad --help for usage\n'],
  [
    'grad a\x1b[2J.ts b.ts',
    'error: expected one script, found 2: a\\x1b[2J.ts b.ts\nrun autograd-cli grad --help for usage\n',
  ],
])('%j is wrong usage: status 2 and one message', async (line, err) => {
  expect(await call(line)).toEqual({ status: 2, out: '', err });
  expect(runSweep).not.toHaveBeenCalled();
});

test('the hint for a script with a blank in its name can be pasted', async () => {
  const io = fakeIo();
  await main(["my file's.ts"], io);
  expect(io.err()).toContain(`hint: autograd-cli grad 'my file'\\''s.ts'\n`);
});

describe('a sweep', () => {
  test('gets the request, its io and the worker that was started for it', async () => {
    const io = fakeIo();
    const worker = { started: true } as unknown as Parameters<typeof main>[2];
    expect(await main(['plot', 'fun.ts', '-n', '2'], io, worker)).toBe(0);
    const [request, world, given] = runSweep.mock.lastCall as unknown[] as [SweepRequest, Io, unknown];
    expect(request.orders).toEqual({ from: 0, to: 2 });
    expect(world.stdout).toBe(io.stdout);
    expect(world.stdin).toBe(io.stdin);
    expect(given).toBe(worker);
  });

  test('prints each warning once, twenty at most, then how many more', async () => {
    const warnings = Array.from({ length: 23 }, (_, i) => `w${i}`);
    runSweep.mockResolvedValue({ warnings: ['w0', ...warnings], stats: [] });
    const { status, err } = await call('grad fun.ts');
    expect(status).toBe(0);
    expect(err.split('\n')).toEqual([
      ...warnings.slice(0, 20).map((w) => `warning: ${w}`),
      'warning: and 3 more',
      '',
    ]);
  });

  test('warnings make the status 1 under --strict, and --quiet is silent unless they do', async () => {
    runSweep.mockResolvedValue({ warnings: ['f is nan at 3 points'], stats: [] });
    expect(await call('grad fun.ts --strict')).toMatchObject({
      status: 1,
      err: 'warning: f is nan at 3 points\n',
    });
    expect(await call('grad fun.ts --quiet')).toMatchObject({ status: 0, err: '' });
    expect(await call('grad fun.ts --quiet --strict')).toMatchObject({
      status: 1,
      err: 'warning: f is nan at 3 points\n',
    });
  });

  test('--stats prints a name and a value a line', async () => {
    runSweep.mockResolvedValue({
      warnings: [],
      stats: [
        ['traces', 16],
        ['replay', '3.2 ms'],
      ],
    });
    expect((await call('grad fun.ts --stats')).err).toBe('traces: 16\nreplay: 3.2 ms\n');
    expect((await call('grad fun.ts')).err).toBe('');
  });

  test('that waits for a terminal says so', async () => {
    const note = 'reading standard input from the terminal; end it with Ctrl-D\n';
    expect((await call('grad -', { isTerminal: true })).err).toBe(note);
    expect((await call('grad fun.ts --at -', { isTerminal: true })).err).toBe(note);
    expect((await call('grad - --quiet', { isTerminal: true })).err).toBe('');
    expect((await call('grad -')).err).toBe('');
  });

  test.each([
    ['E_SCRIPT', 3],
    ['E_TRACE', 3],
    ['E_RULE', 3],
    ['E_LIMIT', 4],
    ['E_INTERRUPT', 130],
  ] as const)('that fails with %s has status %d', async (code, status) => {
    runSweep.mockRejectedValue(new AutogradError(code, 'it failed'));
    expect(await call('grad fun.ts')).toEqual({ status, out: '', err: 'error: it failed\n' });
  });

  test('whose reader has gone ends quietly with status 0', async () => {
    runSweep.mockRejectedValue(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(await call('grad fun.ts')).toEqual({ status: 0, out: '', err: '' });
  });

  test('that meets a bug has status 70, asks for a report, and shows a stack only where it is wanted', async () => {
    runSweep.mockImplementation(() => Promise.reject(new TypeError('x is undefined')));
    const { status, err } = await call('grad fun.ts');
    expect(status).toBe(70);
    expect(err).toBe(
      'error: internal error: x is undefined\nhint: this is a bug of autograd-cli; please report it with the script that shows it\n',
    );
    const debugged = await call('grad fun.ts', { env: { AUTOGRAD_CLI_DEBUG: '1' } });
    expect(debugged.err).toMatch(/TypeError: x is undefined\n +at .*main\.test\.ts/);
  });
});
