/** Elements read one by one: what was read ahead is what reading each would have given, whatever happens in between. */

import { describe, expect, test } from 'vitest';
import { load } from './harness.ts';

async function printed(code: string): Promise<string> {
  const { printed: lines } = await load(code);
  return lines
    .map(([, text]) => text)
    .join('')
    .trimEnd();
}

const LOOPS = {
  forwards: 'for (let i = 0; i < n; i++) visit(i);',
  backwards: 'for (let i = n - 1; i >= 0; i--) visit(i);',
  'in steps of three': 'for (let i = 0; i < n; i += 3) visit(i);',
  'from the end': 'for (let i = -1; i >= -n; i--) visit(i);',
  neighbours: 'for (let i = 0; i + 1 < n; i++) { visit(i + 1); visit(i); }',
  'both ends': 'for (let i = 0; 2 * i < n; i++) { visit(i); visit(n - 1 - i); }',
  'far and wide': 'for (let i = 0; i < n; i++) visit((i * 37) % n);',
};

describe.each(Object.entries(LOOPS))('%s', (_, loop) => {
  test.each([5, 32, 33, 1500])('of a plain array of %d', async (n) => {
    const code = `const n = ${n}, x = np.multiply(np.arange(n), 1.5); let wrong = 0;
      const visit = (i) => { if (x[i] !== 1.5 * (i < 0 ? i + n : i)) wrong++; };
      ${loop} console.log(wrong)`;
    expect(await printed(code)).toBe('0');
  });

  test.each([5, 200])('of a traced array of %d, with its derivatives', async (n) => {
    const code = `const n = ${n};
      const times = Array.from({ length: n }, () => 0);
      const f = (x) => {
        let total = 0;
        const visit = (i) => {
          times[i < 0 ? i + n : i]++;
          total = np.add(total, np.multiply(x[i], x[i]));
        };
        ${loop} return total;
      };
      const x = np.add(np.arange(n), 0.5), g = grad(f)(x);
      console.log(times.every((count, i) => g[i] === 2 * count * (i + 0.5)))`;
    expect(await printed(code)).toBe('true');
  });
});

test('an element that is assigned is read as it is then, at either end of what is known', async () => {
  const code = `const x = np.multiply(np.arange(100), 1.0);
    for (let i = 0; i < 100; i++) { x[i] = x[i] + 1; if (i > 0) x[i - 1] = -x[i - 1]; }
    console.log(x[0], x[1], x[98], x[99]);
    x.fill(7); console.log(x[0], x[1], x[99])`;
  expect(await printed(code)).toBe('-1 -2 -99 100\n7 7 7');
});

test('booleans, whole numbers and complex numbers', async () => {
  const code = `const x = np.arange(40), mask = np.greater(x, 20), z = np.fft.fft(np.ones(40));
    console.log(mask[20], mask[21], mask[22], x[7], x[8], z[0], z[1]);`;
  expect(await printed(code)).toBe('false true true 7 8 (40+0j) 0j');
});

test('an index that is out of bounds is refused as before', async () => {
  const code = `const x = np.ones(40); let i = 0;
    try { for (;;) x[i++]; } catch ({ message }) { console.log(i, message) }`;
  expect(await printed(code)).toBe('41 index 40 is out of bounds for an axis of length 40');
});

test('elements of a trace are forgotten with it', async () => {
  const code = `let kept;
    grad((x) => { kept = np.multiply(x, 2); return np.multiply(kept[0], kept[1]); })(np.array([1, 2, 3]));
    console.log(kept[0], kept[1], kept[2], grad((y) => np.multiply(kept[2], np.sum(y)))(np.ones(2)))`;
  expect(await printed(code)).toBe('2 4 6 [6. 6.]');
});

test('a nested derivative sees the elements of both levels', async () => {
  const code = `const inner = (x) => grad((y) => { let t = 0; for (let i = 0; i < 50; i++) t = np.add(t, np.multiply(np.multiply(y[i], y[i]), x[i])); return t; })(x);
    const g = grad((x) => inner(x)[3])(np.arange(50));
    console.log(g[3], g[4])`;
  expect(await printed(code)).toBe('12 0');
});
