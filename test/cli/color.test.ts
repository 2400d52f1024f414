import { expect, test } from 'vitest';
import { colorLevel, loadStyle } from '../../src/cli/color.ts';

test.each([
  // --color, terminal, environment, level
  ['auto', true, { TERM: 'xterm' }, 1],
  ['auto', true, { TERM: 'xterm-256color' }, 2],
  ['auto', true, { TERM: 'xterm', COLORTERM: 'truecolor' }, 3],
  ['auto', true, { TERM: 'dumb' }, 0],
  ['auto', true, {}, 1],
  ['auto', false, { TERM: 'xterm' }, 0],
  ['auto', true, { NO_COLOR: '1' }, 0],
  ['auto', true, { NO_COLOR: '' }, 1],
  ['auto', false, { FORCE_COLOR: '' }, 0],
  ['auto', false, { FORCE_COLOR: '1' }, 1],
  ['auto', false, { FORCE_COLOR: '2' }, 2],
  ['auto', false, { FORCE_COLOR: '3' }, 3],
  ['auto', false, { FORCE_COLOR: 'true', TERM: 'xterm-256color' }, 2],
  ['auto', true, { FORCE_COLOR: '0' }, 0],
  ['auto', true, { FORCE_COLOR: 'false' }, 0],
  ['auto', true, { NO_COLOR: '1', FORCE_COLOR: '3' }, 0],
  ['always', false, { NO_COLOR: '1' }, 1],
  ['always', false, { TERM: 'dumb', FORCE_COLOR: '0' }, 1],
  ['never', true, { FORCE_COLOR: '3' }, 0],
] as const)('--color %s, terminal %s, %j: level %d', (choice, isTerminal, env, level) => {
  expect(colorLevel(choice, isTerminal, env)).toBe(level);
});

test('level 0 changes no text, level 1 colours it', async () => {
  expect((await loadStyle(0)).red('x')).toBe('x');
  expect((await loadStyle(1)).red('x')).toBe('\x1b[31mx\x1b[39m');
});
