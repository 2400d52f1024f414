import { expect, test } from 'vitest';
import { AutogradError, withExcerpt } from '../../src/base/errors.ts';
import { loadStyle } from '../../src/cli/color.ts';
import { errorText } from '../../src/cli/report.ts';

const plain = await loadStyle(0);
const HELP = 'autograd-cli grad --help';

test('an error shows its place, the line with a caret, the calls and what to do', () => {
  const error = new AutogradError('E_TRACE', 'a traced number was stored in an Int32Array', {
    at: { file: 'fun.ts', line: 12, column: 10 },
    excerpt: '  state[0] = x;',
    stack: [{ name: 'step', file: 'fun.ts', line: 20, column: 3 }],
    hint: 'use a Float64Array',
  });
  expect(errorText(error, HELP, plain)).toBe(
    [
      'error: a traced number was stored in an Int32Array',
      '  fun.ts:12:10',
      '  12 |   state[0] = x;',
      '                ^',
      '  at step (fun.ts:20:3)',
      'hint: use a Float64Array',
      '',
    ].join('\n'),
  );
});

test('the caret stands below its column after tabs and escaped characters', () => {
  const error = new AutogradError('E_SCRIPT', 'bad', {
    at: { file: 'f.ts', line: 1, column: 4 },
    excerpt: '\t\x07\tx',
  });
  expect(errorText(error, HELP, plain)).toBe('error: bad\n  f.ts:1:4\n  1 |   \\x07  x\n              ^\n');
});

test('of a very long line the part around the column is shown', () => {
  const excerpt = `${'a'.repeat(5000)}!${'b'.repeat(5000)}`;
  const error = new AutogradError('E_SCRIPT', 'bad', {
    at: { file: 'f.ts', line: 1, column: 5001 },
    excerpt,
  });
  const [, , line = '', caret = ''] = errorText(error, HELP, plain).split('\n');
  expect(line.length).toBeLessThan(110);
  expect(line[caret.indexOf('^')]).toBe('!');
});

test('nothing from a script or a file name reaches the terminal unescaped', () => {
  const error = new AutogradError('E_SCRIPT', 'thrown: \x1b]0;title\x07', {
    at: { file: 'a\n\u202eb.ts', line: 1, column: 1 },
    excerpt: '\x9b31m',
    stack: [{ name: 'f\x1b[0m', file: 'c\x7f.ts', line: 1, column: 1 }],
    hint: '\u200b',
  });
  expect(errorText(error, HELP, plain)).toBe(
    [
      'error: thrown: \\x1b]0;title\\x07',
      '  a\\n\\u{202e}b.ts:1:1',
      '  1 | \\x9b31m',
      '      ^',
      '  at f\\x1b[0m (c\\x7f.ts:1:1)',
      'hint: \\u{200b}',
      '',
    ].join('\n'),
  );
});

test('a line of 100 characters is shown whole', () => {
  const excerpt = `${'a'.repeat(99)}!`;
  const error = new AutogradError('E_SCRIPT', 'bad', { at: { file: 'f.ts', line: 7, column: 100 }, excerpt });
  expect(errorText(error, HELP, plain)).toContain(`  7 | ${excerpt}\n`);
});

test('of many calls the innermost ten are shown', () => {
  const stack = Array.from({ length: 13 }, (_, i) => ({
    name: `f${i}`,
    file: 'f.ts',
    line: i + 1,
    column: 1,
  }));
  const text = errorText(new AutogradError('E_SCRIPT', 'bad', { stack }), HELP, plain);
  expect(text.match(/^ {2}at /gm)).toHaveLength(10);
  expect(text).toContain('  … 3 more calls\n');
});

test('an error gets its line of source from the text of its file', () => {
  const error = new AutogradError('E_SCRIPT', 'bad', {
    at: { file: 'f.ts', line: 2, column: 1 },
    hint: 'mend it',
  });
  const found = withExcerpt(error, (file) => (file === 'f.ts' ? 'one\r\ntwo\r\n' : undefined));
  expect(found).toMatchObject({ excerpt: 'two', message: 'bad', hint: 'mend it', at: error.at });
  expect(withExcerpt(error, () => undefined).excerpt).toBeUndefined();
});
