import { expect, test } from 'vitest';
import { drawnProgress, progressLine } from '../../src/cli/progress.ts';

function terminal() {
  const written: string[] = [];
  const clock = { ms: 0 };
  return { written, clock, write: (text: string) => void written.push(text), now: () => clock.ms };
}

test('nothing is drawn in the first second, then at most ten times a second, and it is removed', () => {
  const screen = terminal();
  const progress = drawnProgress(screen);
  for (; screen.clock.ms < 1000; screen.clock.ms += 10) progress.update(screen.clock.ms, 3000);
  progress.clear();
  expect(screen.written).toEqual([]);
  for (; screen.clock.ms < 2000; screen.clock.ms += 10) progress.update(screen.clock.ms, 3000);
  expect(screen.written).toHaveLength(10);
  progress.clear();
  progress.clear();
  expect(screen.written.slice(10)).toEqual(['\r\x1b[K']);
});

test.each([
  [2_500, 10_000, '[######------------------]  25 %  2 500 of 10 000 points'],
  [10_000, 10_000, '[########################] 100 %  10 000 of 10 000 points'],
  [1_234_567, undefined, '1 234 567 points'],
])('%d of %s is shown', (done, total, line) => {
  expect(progressLine(done, total)).toBe(line);
});
