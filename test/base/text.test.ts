import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closest, logText, printable } from '../../src/base/text.ts';

test.each([
  ['\x1b[31mred', '\\x1b[31mred'],
  ['a\x9b2Jb', 'a\\x9b2Jb'],
  ['\x00\x07\x08\x7f', '\\x00\\x07\\x08\\x7f'],
  ['two\nlines\t\r', 'two\\nlines\\t\\x0d'],
  ['abc\u202etxt.exe', 'abc\\u{202e}txt.exe'],
  ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
  ['\u2066isolate\u2069', '\\u{2066}isolate\\u{2069}'],
  ['tag \u{e0041}', 'tag \\u{e0041}'],
  ['lone \ud800', 'lone \\u{d800}'],
  ['naïve 数学 😀 ∂f/∂x', 'naïve 数学 😀 ∂f/∂x'],
])('printable(%j)', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

test.each([
  ['::error::x', '%3A%3Aerror::x'],
  ['a\n \t::add-mask::b\nc ::d', 'a\n \t%3A%3Aadd-mask::b\nc ::d'],
  ['a ##[error]b', 'a ##%5Berror]b'],
  ['a::b', 'a::b'],
])('logText(%j) is no command to GitHub Actions, and as it is elsewhere', (text, shown) => {
  expect(logText(text, { GITHUB_ACTIONS: 'true' })).toBe(shown);
  expect(logText(text, { GITHUB_ACTIONS: '' })).toBe(text);
});

test('text of several lines keeps its line feeds and tabs, and nothing else', () => {
  expect(printable('a\n\tb\r\x1b', 'lines')).toBe('a\n\tb\\x0d\\x1b');
});

test('nothing printable holds a control or format character, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u);
    }),
  );
});

test.each([
  ['gard', 'grad'],
  ['pot', 'plot'],
  ['--ordr', '--order'],
  ['GRAD', 'grad'],
  ['xyz', undefined],
  ['', undefined],
])('the nearest name to %j is %j', (word, name) => {
  expect(closest(word, ['grad', 'plot', '--order', '--output'])).toBe(name);
});
