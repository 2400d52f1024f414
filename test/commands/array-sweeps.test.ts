/**
 * Sweeps of functions of one number that compute with arrays inside: replayed or interpreted, they give what a call at every
 * point gives (`--no-compile`), bit for bit, and meet the same errors, branches and states.
 */

import { describe, expect, it } from 'vitest';
import { isJsonArray, type Json, readCases, toNDArray } from '../golden/cases.ts';
import { sweep } from '../harness/sweep.ts';

const NP = "import * as np from 'autograd-cli/numpy';\n";

const range = (lo: number, hi: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => lo + ((hi - lo) * i) / (count - 1));

const PARTS = ['points replayed', 'points interpreted', 'traces'] as const;

/** Compare a sweep with calls at some of its points; return what it did. */
async function compare(body: string, at: readonly number[], order: number, every = 1) {
  const source = `${NP}${body}`;
  const rows = at.map((_, i) => i).filter((i) => i % every === 0);
  const swept = await sweep(source, { at, order });
  const called = await sweep(source, { at: rows.map((i) => at[i]!), order, compile: false });
  for (const [name, column] of called.columns)
    expect([name, rows.map((i) => swept.columns.get(name)![i])]).toEqual([name, column]);
  const [replayed, interpreted, traces] = PARTS.map((part) => swept.stats.get(part)!);
  const { columns, warnings } = swept;
  return { replayed: replayed!, interpreted: interpreted!, traces: traces!, columns, warnings };
}

const COMPILED = {
  'a sum': 'np.sum(np.array([x, x ** 2]))',
  'a product of vectors': 'np.dot(np.array([x, 1]), np.dot(np.array([[1, 2], [3, x]]), np.array([x, 1])))',
  'a mean of points': 'np.mean(np.sin(np.linspace(0, x, 5)))',
  'a softmax': '(() => { const z = np.exp(np.array([x, 2 * x, 0.5])); return (z / np.sum(z))[1]; })()',
  'a determinant': 'np.linalg.det(np.array([[x, 1], [2, x]]))',
  'a system': 'np.sum(np.linalg.solve(np.array([[4, x, 1], [x, 5, 2], [1, 2, 6]]), np.array([1, x, x * x])))',
  'an inverse': 'np.sum(np.linalg.inv(np.array([[x, 1, 5], [9, x, 2], [1, x * x, 3]])))',
  'a norm': 'np.linalg.norm(np.array([x, 1, 2]))',
  'a deviation': 'np.std(np.array([x, 1, 2]))',
  'a running product': 'np.sum(np.cumprod(np.array([x, x + 1, 3])))',
  'an extreme': 'np.max(np.array([x, x * x, 0.5]))',
  'a place': 'np.argmax(np.array([x, x * x, 0.5])) * x',
  'a choice': 'np.sum(np.where(np.array([x, 2 * x]) > 1, np.array([x, 3]), np.array([1, x * x])))',
  'complex numbers': 'np.sum(np.real(np.array([x, 2]) * np.complex(np.array([1, x]), np.array([x, 2]))))',
};

const INTERPRETED = {
  eigenvalues: 'np.dot(np.linalg.eigvalsh(np.array([[x, 1], [1, 2]])), np.array([1, 2]))',
  'an order': 'np.dot(np.sort(np.array([x, x * x, 0.5, -x])), np.array([1, 2, 3, 4]))',
  'a transform': 'np.sum(np.abs(np.fft.fft(np.array([x, 1, 3]))))',
  'a large array': 'np.mean(np.sin(np.linspace(0, x, 200)))',
};

describe('small arrays are replayed in compiled form', () => {
  it.each(Object.entries(COMPILED))('%s', async (_, text) => {
    for (const order of [0, 1, 4]) {
      const { replayed, traces, warnings } = await compare(
        `export default (x) => ${text}`,
        range(-2, 3, 4001),
        order,
        160,
      );
      expect([traces, warnings]).toEqual([1, []]);
      expect(replayed).toBeGreaterThan(1000);
    }
  });
});

describe('other arrays are interpreted', () => {
  it.each(Object.entries(INTERPRETED))('%s', async (_, text) => {
    for (const order of [0, 2]) {
      const at = range(-2, 3, 101);
      const { interpreted, traces, warnings } = await compare(`export default (x) => ${text}`, at, order, 5);
      expect([traces, warnings, interpreted]).toEqual([1, [], 101]);
    }
  });
});

describe('paths', () => {
  const BRANCHES = `export default (x) => {
    const a = np.array([np.sin(x), np.cos(x), x]);
    let sum = 0;
    for (let i = 0; i < 3; i++) sum = a[i] > 0.3 ? sum + a[i] * (i + 1) : sum - 1;
    return sum;
  }`;

  it('follow decisions about elements, for 100000 points with a trace each', async () => {
    const { traces, replayed } = await compare(BRANCHES, range(-2, 5, 1e5), 2, 2000);
    expect(traces).toBeLessThan(9);
    expect(replayed).toBeGreaterThan(90_000);
  });

  it('follow decisions about arrays that are interpreted', async () => {
    const body = `export default (x) => {
      const [low, high] = np.linalg.eigvalsh(np.array([[x, 1], [1, 2]]));
      return low > 0 ? high * x : low;
    }`;
    const { traces } = await compare(body, range(-2, 3, 201), 2, 4);
    expect(traces).toBe(2);
  });

  it('are pinned where an element becomes a plain number', async () => {
    const body =
      'export default (x) => { const k = np.floor(np.array([x, 1]))[0]; return [1, 2, 3, 4][Number(k)] * x; }';
    const { traces } = await compare(body, range(0, 3.9, 400), 1, 7);
    expect(traces).toBe(4);
  });

  it('end where an error arises, at its place, after the rows before it', async () => {
    const source = `${NP}export default (x) => np.sum(np.linalg.inv(np.array([[x, 0], [0, 1]])));`;
    const at = range(-1, 1, 2001);
    const message = async (compile: boolean) =>
      sweep(source, { at: compile ? at : [-1, 0, 1], compile }).then(String, (error: Error) => error.message);
    expect(await message(true)).toBe(await message(false));
    expect(await message(true)).toContain('singular (at x = 0)');
  });

  it('go around an error that the script catches', async () => {
    const body = `export default (x) => {
      try { return np.sum(np.linalg.inv(np.array([[x, 0], [0, 1]]))); } catch { return 7; }
    }`;
    for (const at of [range(-1, 1, 201), range(0, 1, 201)])
      expect((await compare(body, at, 1, 4)).warnings).toEqual([]);
  });

  it('of a determinant that is 0 at a point, the first one or another', async () => {
    const body = 'export default (x) => np.linalg.det(np.array([[x, 0], [0, x]]));';
    for (const at of [range(-1, 1, 3001), range(0, 1, 3001)]) {
      const { replayed, traces } = await compare(body, at, 2, 100);
      expect(replayed).toBeGreaterThan(1000);
      expect(traces).toBe(2);
    }
  });

  it('show no change of path where a matrix is singular', async () => {
    const source = `${NP}export default (x) => np.linalg.det(np.array([[x, 0], [0, x]]));`;
    const { branchChanges } = await sweep(source, { at: range(-1, 1, 2001), branchChanges: true });
    expect(branchChanges).toEqual([]);
  });
});

describe('state', () => {
  it.each([
    ['in an element', 'let n = 0; export default (x) => np.sum(np.array([n++, 1]) * x);'],
    ['in a shape', 'let n = 1; export default (x) => np.sum(np.full(n++ % 3 + 1, 2.5) * x);'],
    ['in an index', 'let n = 0; export default (x) => np.array([x, 2 * x, 3 * x])[n++ % 3];'],
  ])('%s is found, and the function called at every point', async (_, body) => {
    const { warnings, traces } = await compare(body, range(0, 1, 50), 1);
    expect(warnings[0]).toContain('called for every point');
    expect(traces).toBe(50);
  });
});

/** The text of a golden argument, moved along a direction by t. */
function moved(arg: Json, direction: Json | undefined): string {
  const text = (json: Json): string => {
    if (!isJsonArray(json)) return JSON.stringify(json);
    const { shape, data } = toNDArray(json);
    return shape.length === 0 ? `${data[0]}` : `np.array([${data.join()}]).reshape([${shape.join()}])`;
  };
  return direction === undefined ? text(arg) : `(${text(arg)} + t * ${text(direction)})`;
}

describe('golden programs along a line', () => {
  const isReal = (json: Json): boolean =>
    typeof json === 'number' || (isJsonArray(json) && json.dtype === 'float64');
  const all = readCases('compose').filter(
    ({ args, value, jvp, direction, wrt }) =>
      direction !== null &&
      isJsonArray(value) &&
      isJsonArray(jvp) &&
      [...args, value].every(isReal) &&
      wrt.length === args.length,
  );

  const cases = all.filter((_, i) => i % 3 === 0);

  it('are enough', () => expect(cases.length).toBeGreaterThan(15));

  it.each(cases)('$id', async ({ ts, args, wrt, direction, weights, jvp }) => {
    const given = args.map((arg, i) => moved(arg, direction![wrt.indexOf(i)]));
    const body = `const f = ${ts};\nexport default (t) => np.sum(f(${given.join()}) * ${moved(weights as Json, undefined)});`;
    const { columns } = await compare(body, [0.01, 0, -0.01], 2);
    const [w, v] = [toNDArray(weights as never).data, toNDArray(jvp as never).data];
    const slope = v.reduce((sum, value, i) => sum + value * w[w.length === 1 ? 0 : i]!, 0);
    expect(columns.get('d1')![1]! / slope).toBeCloseTo(1, 7);
  });
});
