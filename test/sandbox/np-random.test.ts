/** `np.random` in scripts: NumPy's own numbers, and a beginning anew with each evaluation. */

import { describe, expect, it } from 'vitest';
import { sweep } from '../harness/sweep.ts';

/** The first three of np.random.RandomState(0).randn(3), and of np.random.default_rng(1).standard_normal(3). */
const LEGACY = [1.764052345967664, 0.4001572083672233, 0.9787379841057392];
const GENERATOR = [0.345584192064786, 0.8216181435011584, 0.33043707618338714];

async function columns(body: string): Promise<(readonly number[])[]> {
  const source = `export const f = (x: number) => { const r = (() => { ${body} })(); return [0, 1, 2].map((i) => r[i] * x); };`;
  const result = await sweep(source, { at: [1, 2], order: 1 });
  return [0, 1, 2].map((i) => result.columns.get(`f[${i}]`)!);
}

describe('np.random', () => {
  it.each([
    ['RandomState', 'return np.random.RandomState(0).randn(3);', LEGACY],
    ['new RandomState', 'return new np.random.RandomState(0).randn(3);', LEGACY],
    ['default_rng', 'return np.random.default_rng(1).standard_normal(3);', GENERATOR],
    ['seed', 'np.random.seed(0); return np.random.standard_normal({ size: 3 });', LEGACY],
    [
      'the shared generator, from --seed 0',
      'return [np.random.randn(), np.random.randn(), np.random.randn()];',
      LEGACY,
    ],
  ])('%s gives NumPy’s numbers, at every point the same', async (_, body, expected) => {
    const found = await columns(body);
    for (const [i, value] of expected.entries()) expect(found[i]).toEqual([value, 2 * value]);
  });

  it('shuffles arrays and lists in place', async () => {
    const source = `export const f = (x: number) => {
      const r = np.random.RandomState(0);
      const a = np.arange(5);
      r.shuffle(a);
      const list = [10, 20, 30];
      r.shuffle(list);
      return [...a.tolist(), ...list].map((y) => y + 0 * x);
    };`;
    const { columns: found } = await sweep(source, { at: [0], order: 0 });
    const shuffled = Array.from({ length: 8 }, (_, i) => found.get(`f[${i}]`)![0]);
    expect(shuffled).toEqual([2, 0, 1, 3, 4, 10, 30, 20]);
  });

  it('says which method was meant', async () => {
    const source = 'export const f = (x: number) => np.random.randomm(3) * x;';
    await expect(sweep(source, { at: [0] })).rejects.toThrow('did you mean np.random.random?');
  });
});
