/** The README's commands work as they stand there: its own scripts in a folder of their own, its lines in a shell. */

import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT, shell } from '../harness/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fences = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
  ([, language, text]) => ({ language, text: text! }),
);
const commands = fences
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.trimEnd().split('\n'))
  .map((line) => line.replace(/^npm ci && /, '').replace('node bin/autograd-cli.js', 'autograd-cli'))
  .filter((line) => !line.startsWith('npm '));

symlinkSync(join(ROOT, 'samples'), join(folder, 'samples'));
writeFileSync(join(folder, 'price.ts'), fences.find(({ text }) => text.includes('function price('))!.text);
writeFileSync(join(folder, 'rates.csv'), 'name,rate\nlow,0.01\nmiddle,0.05\nhigh,0.25\n');

/** Scripts that name their file in the first line. */
for (const { language, text } of fences) {
  const [, name] = /^\/\/ ([\w-]+\.ts)\n/.exec(text) ?? [];
  if (language === 'ts' && name !== undefined) writeFileSync(join(folder, name), text);
}

/** A line of the shell and the output that stands below it. */
const shown = fences.flatMap(({ language, text }, i) =>
  language === 'text' ? [[fences[i - 1]!.text.trimEnd(), text] as const] : [],
);

test('its first script is the sample of that name', () => {
  const [first] = fences;
  const [title, ...lines] = first!.text.split('\n');
  expect(title).toBe('// samples/tanh.ts');
  expect(readFileSync(join(ROOT, 'samples/tanh.ts'), 'utf8')).toContain(lines.join('\n'));
});

test('there are commands to run', () => {
  expect(commands.length).toBeGreaterThan(7);
});

describe.concurrent('the command', () => {
  test.each(commands.filter((line) => !shown.some(([other]) => other === line)))('%s', async (line) => {
    const { status, stdout, stderr } = await shell(line, folder);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout !== '' || / -o |>/.test(line)).toBe(true);
  });
});

test.each(shown)('%s prints what stands below it', async (line, text) => {
  expect(timeless((await shell(line, folder)).stdout)).toBe(timeless(text));
});

/** Text without how long things took. */
const timeless = (text: string): string => text.replace(/ {2}[\d.]+ m?s$/gm, '  0 ms');

test('the values are those of the formulas', async () => {
  const { stdout } = await shell('autograd-cli grad price.ts -e sensitivity --at 0.05 --csv', folder);
  const [, value] = stdout.split('\n')[1]!.split(',').map(Number);
  let truth = 0;
  for (let t = 1; t <= 10; t++) truth -= (100 * t) / 1.05 ** (t + 1);
  expect(value).toBeCloseTo(truth, 8);
});
