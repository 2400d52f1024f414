/** `grad` between other programs: rows of a CSV kept and bound, shards, GNU parallel, `--watch`. The program as it is installed. */

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../bin/autograd-cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pipelines-'));
afterAll(() => rmSync(folder, { recursive: true }));

writeFileSync(
  join(folder, 'wave.ts'),
  `export function wave(x: number, k: number, bias = 0): number {
  let sum = bias;
  for (let i = 1; i <= k; i++) sum += Math.sin(i * x) / i;
  return x > bias ? sum * x : sum;
}
`,
);

function run(args: string, input = '') {
  const options = { cwd: folder, input, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAM, ...args.split(' ')], options);
  return { stdout, stderr, status };
}

function linesOf(text: string): string[] {
  return text.trimEnd().split('\n');
}

describe('a CSV as input', () => {
  const rows = Array.from({ length: 6000 }, (_, i) => [
    `"n, ${i}"`,
    `${(i % 61) / 10 - 3}`,
    `${(i % 4) + 1}`,
    `${(i % 7) / 4 - 1}`,
  ]);
  const table = `name,t,terms,bias\n${rows.map((row) => `${row.join(',')}\n`).join('')}`;
  const call = 'grad wave.ts -n 2 --at - --col t --bind k=terms --bind bias=bias --keep --csv';

  test('is kept to the letter, and each row has the derivatives of its own arguments', () => {
    const { stdout, status } = run(call, table);
    expect(status).toBe(0);
    const lines = linesOf(stdout);
    expect(lines[0]).toBe('name,t,terms,bias,f,d1,d2');
    expect(lines).toHaveLength(rows.length + 1);
    for (const i of [0, 1, 17, 400, 5999]) {
      const [, t, terms, bias] = rows[i]!;
      const alone = run(`grad wave.ts -n 2 --at ${t} -p k=${terms} -p bias=${bias} --csv --no-header`).stdout;
      const results = alone.slice(alone.indexOf(',') + 1).trim();
      expect(lines[i + 1]).toBe(`${rows[i]!.join(',')},${results}`);
    }
  });

  test('gives the same bits compiled and called for every row, with one trace a path', () => {
    const compiled = run(`${call} --stats`, table);
    expect(run(`${call} --no-compile`, table).stdout).toBe(compiled.stdout);
    expect(compiled.stderr).toMatch(/^traces: [1-8]$/m);
    expect(Number(/^points replayed: (\d+)$/m.exec(compiled.stderr)![1])).toBeGreaterThan(1000);
  });

  test.each([
    ['ndjson', '{"note":"a,b","x":1e0,"f":2,"d1":2}\n'],
    ['tsv', 'note\tx\tf\td1\na,b\t1e0\t2\t2\n'],
    ['markdown', '| note | x | f | d1 |\n| ---: | ---: | ---: | ---: |\n| a,b | 1e0 | 2 | 2 |\n'],
  ])('has its cells in %s', (format, expected) => {
    writeFileSync(join(folder, 'double.ts'), 'export default (x: number) => 2 * x;');
    expect(run(`grad double.ts --at - --keep -f ${format}`, 'note,x\n"a,b",1e0\n').stdout).toBe(expected);
  });

  test('keeps the rows before a wrong one, and names its line', () => {
    const { stdout, stderr, status } = run('grad wave.ts -p k=1 --at - --keep --csv', 'x,y\n0,a\nno,b\n');
    expect(stdout).toBe('x,y,f,d1\n0,a,0,1\n');
    expect(stderr).toContain('standard input: line 3 holds no number: "no"');
    expect(status).toBe(2);
  });

  test.each([
    ['--at - --col u -p k=1', 'has no column "u"', 'its columns are x, terms'],
    ['--at - --bind k=term', 'has no column "term"', 'did you mean terms? its columns are x, terms'],
    ['--at - --bind kk=terms', '--bind kk: wave has no such parameter', 'k'],
    ['--at - --bind x=terms', '--bind x: x is the parameter that varies', '--col'],
    ['--at - --bind k=x --bind k=terms', '--bind: k has two columns', ''],
    ['--at - --bind k=x -p k=1', '--param and --bind both give k a value', ''],
    ['--range 0:1 --keep', '--keep needs a file of points', '--at @data.csv --keep'],
    ['--at - --keep -f npy', '--keep: --format npy has no room for text', 'csv'],
  ])('%s is refused', (options, message, hint) => {
    const { stderr, status, stdout } = run(`grad wave.ts ${options}`, 'x,terms\n1,2\n');
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  test('warns of a column that has the name of a result', () => {
    const { stdout, stderr } = run('grad wave.ts -p k=1 --at - --col x --keep --csv', 'x,f\n0,7\n');
    expect(stdout).toBe('x,f,f,d1\n0,7,0,1\n');
    expect(stderr).toContain('the input has columns of the same name as results: f');
  });

  test('may be endless: `head` ends it with status 0', () => {
    const { stdout } = spawnSync(
      'bash',
      [
        '-c',
        `yes 0.5 | "$0" "${PROGRAM}" grad wave.ts -p k=1 --at - --keep --csv | head -n 2; echo "\${PIPESTATUS[1]}"`,
        process.execPath,
      ],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(linesOf(stdout)[0]).toBe('x,f,d1');
    expect(linesOf(stdout)[2]).toBe('0');
  });
});

describe('shards', () => {
  const sorted = (texts: readonly string[]): string[] =>
    texts.flatMap((text) => linesOf(text).filter(Boolean)).sort();
  const list = Array.from({ length: 23 }, (_, i) => i / 7).join(',');
  const file = `x\n${list.replaceAll(',', '\n')}\n`;

  test.each([
    ['of a range', '--range -3:3/1001', ''],
    ['of a range with steps', '--range 0:1:0.01', ''],
    ['of a list', `--at ${list}`, ''],
    ['of a file', '--at - --keep', file],
  ])('%s: their rows together are those of the whole after a sort, byte for byte', (_, where, input) => {
    const call = `grad wave.ts -p k=3 -n 2 ${where} --csv --no-header`;
    const whole = run(call, input).stdout;
    for (const of of [1, 3, 7]) {
      const parts = Array.from({ length: of }, (_, i) => run(`${call} --shard ${i + 1}/${of}`, input).stdout);
      expect(sorted(parts)).toEqual(sorted([whole]));
    }
  });

  test.each([
    ['--at 1,2 --shard 3/3', 'x,f,d1\n'],
    ['--range 0:1/2 --shard 5/9', 'x,f,d1\n'],
    ['--at - --keep --shard 2/2', 'x,f,d1\n'],
    ['--at - --bind k=x --keep --shard 2/2', 'x,f,d1\n'],
  ])('%s is empty and has the header of the others', (where, expected) => {
    const k = where.includes('--bind') ? '' : '-p k=1 ';
    expect(run(`grad wave.ts ${k}${where} --csv`, 'x\n1\n')).toEqual({
      stdout: expected,
      stderr: '',
      status: 0,
    });
    expect(run(`grad wave.ts ${k}${where} --csv --no-header`, 'x\n1\n').stdout).toBe('');
  });

  test.each(['0/3', '4/3', '1', '1/0', 'a/b'])('%s is refused', (shard) => {
    expect(run(`grad wave.ts -p k=1 --shard ${shard}`).status).toBe(2);
  });

  const hasParallel = /GNU parallel/.test(
    spawnSync('parallel', ['--version'], { encoding: 'utf8' }).stdout ?? '',
  );
  test.skipIf(!hasParallel)('by GNU parallel are the whole', () => {
    const call = `"${process.execPath}" "${PROGRAM}" grad wave.ts -p k=3 --range 0:1/500 --csv --no-header`;
    const { stdout, stderr } = spawnSync(
      'parallel',
      ['--will-cite', '-j2', `${call} --shard {}/4`, ':::', '1', '2', '3', '4'],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
    expect(sorted([stdout])).toEqual(
      sorted([run('grad wave.ts -p k=3 --range 0:1/500 --csv --no-header').stdout]),
    );
  });
});

describe('--watch', () => {
  test('runs again when an import changes, also after an error, and ends by SIGINT with 130', async () => {
    const part = join(folder, 'part.ts');
    writeFileSync(part, 'export const k = 1;');
    writeFileSync(
      join(folder, 'whole.ts'),
      'import { k } from "./part.ts"; export default (x: number) => k * x * x;',
    );
    const args = [PROGRAM, 'grad', 'whole.ts', '--at', '3', '--csv', '--no-header', '--watch'];
    const child = spawn(process.execPath, args, { cwd: folder });
    let [out, err] = ['', ''];
    child.stdout.on('data', (text) => (out += text));
    child.stderr.on('data', (text) => (err += text));
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    const until = (holds: () => boolean) => expect.poll(holds, { timeout: 20_000 }).toBe(true);

    await until(() => out === '3,9,6\n');
    writeFileSync(part, 'export const k = ;');
    await until(() => err.includes('syntax error'));
    writeFileSync(`${part}.new`, 'export const k = 2;');
    renameSync(`${part}.new`, part); // as editors save
    await until(() => out === '3,9,6\n3,18,12\n');
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(out).not.toContain('\x1b');
  });

  test.each(['grad - --watch', 'grad wave.ts -p k=1 --at - --watch', 'grad missing.ts --watch'])(
    '%s ends with status 2',
    (call) => {
      expect(run(call, '1\n').status).toBe(2);
    },
  );
});

test('the commands of docs/scaling.md that this machine can run give what they say', () => {
  const page = readFileSync(new URL('../../docs/scaling.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```sh run\n(.*?)```/gs)].map(([, block]) => block!);
  expect(blocks.length).toBeGreaterThan(1);
  writeFileSync(join(folder, 'fun.ts'), 'export default (x: number) => Math.sin(x) * x;');
  writeFileSync(
    join(folder, 'data.csv'),
    `id,t\n${Array.from({ length: 100 }, (_, i) => `${i},${i / 9}\n`).join('')}`,
  );
  writeFileSync(join(folder, 'autograd-cli'), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`, {
    mode: 0o755,
  });
  for (const block of blocks) {
    if (/\bparallel\b/.test(block) && spawnSync('parallel', ['--version']).error !== undefined) continue;
    const { status, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', block], {
      cwd: folder,
      env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
      encoding: 'utf8',
    });
    expect({ block, status, stderr }).toEqual({ block, status: 0, stderr: '' });
  }
});
