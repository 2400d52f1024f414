/** One call with given arguments: which become arrays, what the results look like, what is wrong usage. */

import { describe, expect, test } from 'vitest';
import { nonFiniteWarning, showResult, type Tree } from '../../src/commands/args-result.ts';
import type { Operator } from '../../src/commands/request.ts';
import { callOnce } from '../harness/call.ts';

type Options = Parameters<typeof callOnce>[3];

async function derivative(
  operator: Operator,
  source: string,
  args: readonly unknown[],
  options?: Options,
): Promise<Tree> {
  return (await callOnce(operator, `export default ${source}`, args, options)).derivative;
}

const grad = (source: string, args: readonly unknown[], options?: Options) =>
  derivative('grad', source, args, options);

describe('arguments', () => {
  test('a list is an array of np, unless the parameter is annotated as an array', async () => {
    expect(await grad('(x) => np.sum(x * x)', [[1, 2, 3]])).toEqual([2, 4, 6]);
    expect(await grad('(x: number[]) => Array.isArray(x) ? x[0] * x[2] : NaN', [[1, 2, 3]])).toEqual([
      3, 0, 1,
    ]);
    expect(await grad('(x: readonly [number, number]) => x.map((y) => y * y)[1]', [[1, 2]])).toEqual([0, 4]);
    expect(
      await grad('(x: number[]) => { let s = 0; for (const y of x) s += y; return s; }', [[1, 2]]),
    ).toEqual([1, 1]);
  });

  test('lists of one shape are one array, others are lists of arrays', async () => {
    expect(
      await grad('(x) => x.shape.length * np.sum(x)', [
        [
          [1, 2],
          [3, 4],
        ],
      ]),
    ).toEqual([
      [2, 2],
      [2, 2],
    ]);
    const layers = '([w, b]) => np.sum(np.dot(w, b))';
    expect(
      await grad(layers, [
        [
          [
            [1, 2],
            [3, 4],
          ],
          [5, 6],
        ],
      ]),
    ).toEqual([
      [
        [5, 6],
        [5, 6],
      ],
      [4, 6],
    ]);
  });

  test('objects keep their structure, the lists in them are arrays', async () => {
    const source = '({ w, b }) => np.dot(w, w) * b.scale';
    expect(await grad(source, [{ w: [1, 2], b: { scale: 3 } }])).toEqual({ w: [6, 12], b: { scale: 5 } });
  });

  test('complex numbers, alone and in lists', async () => {
    const square = '(z) => np.sum(np.abs(z) ** 2)';
    expect(await grad(square, [{ re: 1, im: 2 }])).toEqual({ re: 2, im: -4 });
    expect(await grad(square, [[{ re: 1, im: 2 }, 3]])).toEqual([
      { re: 2, im: -4 },
      { re: 6, im: 0 },
    ]);
  });

  test('null, and what is left out, is the default; --param fills by name', async () => {
    expect(await grad('(x, a = 2, b = 3) => a * b * x', [1, null, 5])).toBe(10);
    expect(await grad('(x, a, b = 3) => a * b * x', [1], { params: new Map([['a', 7]]) })).toBe(21);
    expect(await grad('(x, a) => np.dot(x, a)', [[1, 2]], { params: new Map([['a', [3, 4]]]) })).toEqual([
      3, 4,
    ]);
  });

  test('-0 arrives', async () => {
    expect(await grad('(x, y) => Object.is(y, -0) ? x : 2 * x', [1, -0])).toBe(1);
  });
});

describe('results', () => {
  const product = '(x, y) => np.sum(x * x) * y';

  test('of several parameters are objects by name', async () => {
    expect(await grad(product, [[1, 2], 3], { wrt: ['x', 'y'] })).toEqual({ x: [6, 12], y: 5 });
    expect(await grad(product, [[1, 2], 3], { wrt: ['1'] })).toBe(5);
    expect(await derivative('jacobian', '(x, y) => x * y', [[1, 2], 3], { wrt: ['y', 'x'] })).toEqual({
      y: [1, 2],
      x: [
        [3, 0],
        [0, 3],
      ],
    });
    expect(await derivative('hessian', product, [[1, 2], 3], { wrt: ['x', 'y'] })).toEqual({
      x: {
        x: [
          [6, 0],
          [0, 6],
        ],
        y: [2, 4],
      },
      y: { x: [2, 4], y: 0 },
    });
    const vector = { x: [1, 0], y: 1 };
    expect(await derivative('hvp', product, [[1, 2], 3], { wrt: ['x', 'y'], vector })).toEqual({
      x: [8, 4],
      y: 2,
    });
  });

  test('matrices hold no negative zeros of a basis', async () => {
    expect(await derivative('jacobian', '(x) => 1 / x', [[1, 2]])).toEqual([
      [-1, 0],
      [0, -0.25],
    ]);
    expect(await derivative('hessian', '(x) => -np.sum(x * x)', [[1, 2]])).toEqual([
      [-2, 0],
      [0, -2],
    ]);
    expect(await grad('(x) => x * -0', [1])).toBe(-0); // is what it is
  });

  test('of an object are its structure in each leaf', async () => {
    const source = '(p) => np.array([p.a * p.b[0], p.b[1]])';
    expect(await derivative('jacobian', source, [{ a: 2, b: [3, 4] }])).toEqual({
      a: [3, 0],
      b: [
        [2, 0],
        [0, 1],
      ],
    });
  });

  test('the Hessian is symmetric to the last bit', async () => {
    const source = '(p) => np.sum(np.tanh(np.outer(np.sin(p.u), np.exp(p.v / 3)))) ** 2';
    const at = { u: [0.3, 1.1, -0.7], v: [0.9, -1.3] };
    const h = (await derivative('hessian', source, [at])) as Record<'u' | 'v', Record<'u' | 'v', number[][]>>;
    const transposed = (m: readonly (readonly number[])[]) => m[0]!.map((_, j) => m.map((row) => row[j]));
    expect(h.u.u).toEqual(transposed(h.u.u));
    expect(h.v.v).toEqual(transposed(h.v.v));
    expect(h.u.v).toEqual(transposed(h.v.u));
    expect(h.u.v).toHaveLength(3);
  });

  test('the function is called once', async () => {
    const source = 'let calls = 0;\nexport default (x) => np.sum(x ** 2) + 100 * calls++;';
    for (const operator of ['grad', 'jacobian', 'hessian'] as const)
      expect((await callOnce(operator, source, [[1, 2]])).value).toBe(5);
  });

  test('non-finite numbers are null in JSON, with one warning that counts them', async () => {
    const result = await callOnce('grad', 'export default (x) => np.sum(np.sqrt(x))', [[0, 4]]);
    expect(showResult(result, 'json', undefined)).toBe('{"schema":1,"value":2,"grad":[null,0.25]}\n');
    expect(nonFiniteWarning(result)).toBe(
      '1 of 3 numbers is not finite (nan or inf) in the value and the grad',
    );
  });

  test('a table shows arrays as NumPy does, side by side with their names', async () => {
    const result = await callOnce('grad', 'export default (p) => np.sum(p.w ** 2) + p.b', [
      {
        w: [
          [1, 2],
          [-0, 4],
        ],
        b: 1,
      },
    ]);
    expect(showResult(result, 'table', undefined)).toBe(
      'value  = 22.0\ngrad.w = [[2. 4.]\n          [0. 8.]]\ngrad.b = 1.0\n',
    );
    expect(showResult({ operator: 'grad', value: 1 / 3, derivative: [2 / 3] }, 'table', 3)).toBe(
      'value = 0.333\ngrad  = [0.667]\n',
    );
  });

  test('npy holds one array of any number of axes', () => {
    const shown = (derivative: Tree) =>
      showResult({ operator: 'hessian', value: 0, derivative }, 'npy', undefined);
    const text = (derivative: Tree) => Buffer.from(shown(derivative) as Uint8Array).toString('latin1');
    expect(text([[[1]], [[2]]])).toContain("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1, 1), }");
    expect(text([1, 2])).toContain("'shape': (2,), }");
    expect(text([{ re: 1, im: 2 }])).toContain("{'descr': '<c16'");
    expect(() => shown({ w: [1] })).toThrow(
      'npy holds one array, but the hessian has a structure of its own',
    );
  });
});

describe('wrong usage', () => {
  const f = '(W, b, scale = 1) => np.sum(np.dot(W, b)) * scale';
  test.each<[message: string, source: string, args: readonly unknown[], options?: Options]>([
    ['the default export takes 1 argument, found 3 in --args', '(x) => x', [1, 2, 3]],
    ['the default export takes 3 arguments, found 4 in --args', f, [1, 2, 3, 4]],
    ['parameter b of the default export has no value', f, [1]],
    ['--wrt w2: the default export has no such parameter', f, [1, 2], { wrt: ['w2'] }],
    ['--wrt 3: the default export has no such parameter', f, [1, 2], { wrt: ['3'] }],
    ['--wrt names b twice', f, [1, 2], { wrt: ['b', '1'] }],
    ['scale varies, so it needs a value in --args or --param', f, [1, 2], { wrt: ['scale'] }],
    ['W varies, so numbers are expected, found a text', f, ['x', 2]],
    [
      '--param b: --args already gives b as argument 2 of the default export',
      f,
      [1, 2],
      { params: new Map([['b', 1]]) },
    ],
    ['--param c: the default export has no such parameter', f, [1, 2], { params: new Map([['c', 1]]) }],
  ])('%s', async (message, source, args, options) => {
    await expect(grad(source, args, options)).rejects.toMatchObject({ code: 'E_USAGE', message });
  });

  test('a misspelt parameter is guessed', async () => {
    await expect(grad(f, [1, 2], { wrt: ['scales'] })).rejects.toMatchObject({ hint: 'did you mean scale?' });
  });

  test.each<[message: string, vector: unknown, options?: Options]>([
    ['--vector is an array of shape (3,), but x is an array of shape (2,)', [1, 2, 3]],
    ['--vector is a number, but x is an array of shape (2,)', 1],
    ['--vector: expected an object with x, y, found an object with x', { x: [1, 2] }, { wrt: ['x', 'y'] }],
  ])('%s', async (message, vector, options) => {
    const call = derivative('hvp', '(x, y) => np.sum(x) * y', [[1, 2], 3], { vector, ...options });
    await expect(call).rejects.toMatchObject({ code: 'E_USAGE', message });
  });
});

describe('what is no number has no gradient', () => {
  test.each([
    ['(x) => x * 2', 'the function returned an array of shape (2,): use jacobian'],
    ['(x) => np.outer(x, x)', 'the function returned an array of shape (2, 2): use jacobian'],
    ['(x) => [x[0], x[1]]', 'the function returned an array: use jacobian'],
    ['(x) => { x[0]; }', 'the function returned undefined; a number is expected'],
  ])('%s', async (source, message) => {
    await expect(grad(source, [[1, 2]])).rejects.toMatchObject({ exitStatus: 3, message });
  });
});
