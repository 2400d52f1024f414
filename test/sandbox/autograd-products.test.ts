/** Jacobians, Hessians and products of derivatives with vectors: identities between them, and with what is known. */

import { describe, expect, test } from 'vitest';
import { answer, refusal } from './rewritten.ts';

const A = 'const A = np.array([[1, 2, 3], [4, 5, 6]]); const x = np.array([1, 2, 3]);';
/** Rows of different lengths and a function without symmetry. */
const F = `${A} const f = (x) => np.tanh(np.dot(A, x) / 10) * x["1:"];`;
const ROSENBROCK =
  'const rosenbrock = (x) => np.sum(100 * (x["1:"] - x[":-1"] ** 2) ** 2 + (1 - x[":-1"]) ** 2);';

describe('jacobian', () => {
  test('of A x is A, in both modes', async () => {
    expect(await answer('jacobian((x) => np.dot(A, x))(x)', A)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(await answer('jacobian((y) => np.dot(y, A))([1, 1])', A)).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(await answer('jacobian((y) => np.dot(y, A))(np.ones(2))', A)).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    const outer = (await answer('jacobian((y) => np.outer(x, y))(np.ones(2))', A)) as number[][][];
    expect(outer.map((row) => row.map(([first]) => first))).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
  });

  test('has the shape of the output, then that of the argument', async () => {
    expect(await answer('jacobian((x) => np.outer(x, x))(x).shape', A)).toEqual([3, 3, 3]);
    expect(await answer('jacobian((m) => np.sum(m, { axis: 0 }))(A).shape', A)).toEqual([3, 2, 3]);
    expect(await answer('jacobian((m) => np.sum(m))(A).shape', A)).toEqual([2, 3]);
    expect(await answer('jacobian((t) => np.array([t, t ** 2]))(3)')).toEqual([1, 6]);
    expect(await answer('jacobian((t) => t ** 2)(3)')).toBe(6);
  });

  test('of lists and objects', async () => {
    expect(await answer('jacobian(([a, b]) => [a * b, a, b ** 2])([2, 3])')).toEqual([
      [3, 2],
      [1, 0],
      [0, 6],
    ]);
    expect(await answer('jacobian(({ a, b }) => np.dot(A, a) * b)({ a: x, b: 2 })', A)).toEqual({
      a: [
        [2, 4, 6],
        [8, 10, 12],
      ],
      b: [14, 32],
    });
    expect(await answer('jacobian((a, b) => ({ p: a * b, q: a }), [0, 1])(2, 3)')).toEqual([
      { p: 3, q: 1 },
      { p: 2, q: 0 },
    ]);
  });

  test('of choices is that of the sides taken', async () => {
    const f = '(x) => np.where(np.greater(x, 1.5), np.sqrt(x - 2), x ** 2)';
    expect(await answer(`jacobian(${f})(np.array([1, 3]))`)).toEqual([
      [2, 0],
      [0, 0.5],
    ]);
  });

  test('of complex results', async () => {
    const code = 'const J = jacobian((t) => np.exp(t * np.complex(0, 1)))(np.array([0, 1]));';
    const [re, im] = (await answer('[J.real, J.imag]', code)) as [number[][], number[][]];
    const near = (rows: number[][]) => rows.map((row) => row.map((value) => expect.closeTo(value, 14)));
    expect(re).toEqual(
      near([
        [0, 0],
        [0, -Math.sin(1)],
      ]),
    );
    expect(im).toEqual(
      near([
        [1, 0],
        [0, Math.cos(1)],
      ]),
    );
  });
});

describe('hessian', () => {
  test('of a quadratic form is its matrix', async () => {
    const code = 'const M = np.array([[2, 1], [1, 3]]);';
    expect(await answer('hessian((x) => np.dot(x, np.dot(M, x)) / 2)(np.ones(2))', code)).toEqual([
      [2, 1],
      [1, 3],
    ]);
    expect(await answer('hessian(([a, b]) => a ** 2 * b)([2, 3])')).toEqual([
      [6, 4],
      [4, 0],
    ]);
    expect(await answer('hessian((p) => p.a ** 2 * p.b)({ a: 2, b: 3 })')).toEqual({
      a: { a: 6, b: 4 },
      b: { a: 4, b: 0 },
    });
    expect(await answer('hessian((x) => x ** 3)(2)')).toBe(12);
  });

  test('can be differentiated again', async () => {
    const third = 'grad((t) => np.sum(hessian((x) => np.sum(x ** 3))(x * t)))(2)';
    expect(await answer(third, A)).toBe(36);
  });

  test('of Rosenbrock is tridiagonal', async () => {
    const H = (await answer('hessian(rosenbrock)(np.linspace(-1, 1, 5))', ROSENBROCK)) as number[][];
    const x = [-1, -0.5, 0, 0.5, 1];
    for (const [i, row] of H.entries()) {
      for (const [j, found] of row.entries()) {
        const inner = i < 4 ? 1200 * x[i]! ** 2 - 400 * x[i + 1]! + 2 : 0;
        const expected =
          i === j ? inner + (i > 0 ? 200 : 0) : Math.abs(i - j) === 1 ? -400 * x[Math.min(i, j)]! : 0;
        expect(found, `${i} ${j}`).toBeCloseTo(expected, 9);
      }
    }
  });

  test('and its products agree', async () => {
    const code = `${A} ${ROSENBROCK} const v = np.array([1, -1, 2]); const H = hessian(rosenbrock)(x);`;
    const products = `[np.dot(H, v), hessianVectorProduct(rosenbrock)(x, v), hessianTensorProduct(rosenbrock)(x, v), makeHvp(rosenbrock)(x)[0](v),
      jvp(grad(rosenbrock), [x], [v])[1], grad((x) => np.sum(grad(rosenbrock)(x) * v))(x)]`;
    const [first, ...others] = (await answer(products, code)) as number[][];
    for (const other of others) expect(other).toEqual(first!.map((value) => expect.closeTo(value, 8)));
  });
});

describe('vjp and jvp', () => {
  test('are the products with the Jacobian', async () => {
    const code = `${F} const J = jacobian(f)(x); const g = np.array([2, -1]); const v = np.array([1, 0, -1]);`;
    const close = (found: unknown, expected: unknown) =>
      expect(found).toEqual((expected as number[]).map((value) => expect.closeTo(value, 12)));
    const [a, b, c, d] = (await answer(
      '[np.dot(g, J), makeVjp(f)(x)[0](g), vectorJacobianProduct(f)(x, g), tensorJacobianProduct(f)(x, g)]',
      code,
    )) as number[][];
    for (const found of [b, c, d]) close(found, a);
    const [e, h, i] = (await answer(
      '[np.dot(J, v), jvp(f, [x], [v])[1], makeJvp(f)(x)(v)[1]]',
      code,
    )) as number[][];
    for (const found of [h, i]) close(found, e);
  });

  test('makeVjp can be pulled again and again, later, and within other operators', async () => {
    const code = `${A} const [vjp, y] = makeVjp((x) => [x ** 2, np.sum(x)])(x);
      const first = vjp([np.ones(3), 1]); grad((x) => np.sum(x))(x); for (let i = 0; i < 100; i++) vjp([x, 0]);`;
    expect(await answer('[y, first, vjp([x, 0]), vjp([np.zeros(3), 2])]', code)).toEqual([
      [[1, 4, 9], 6],
      [3, 5, 7],
      [2, 8, 18],
      [2, 2, 2],
    ]);
    expect(await answer('grad((x) => np.sum(makeVjp((x) => x ** 3)(x)[0](x)))(x)', A)).toEqual([9, 36, 81]);
    expect(await answer('grad((g) => np.sum(vjp([g, 0]) ** 2))(np.ones(3))', code)).toEqual([8, 32, 72]);
    expect(await answer('makeVjp((a, b) => a * b, [0, 1])(2, 3)[0](10)')).toEqual([30, 20]);
  });

  test('of several arguments and structures', async () => {
    expect(await answer('jvp((p, t) => p.a * t, [{ a: x }, 2], [{ a: np.ones(3) }, 1])', A)).toEqual([
      [2, 4, 6],
      [3, 4, 5],
    ]);
    expect(await answer('makeJvp((a, b) => [a * b, b], [0, 1])(2, 3)([1, 10])')).toEqual([
      [6, 3],
      [23, 10],
    ]);
  });

  test('makeGgnvp is Jᵀ H J v', async () => {
    const code = `${F} const g = (y) => np.sum(y ** 4); const v = np.array([1, 0, -1]);
      const J = jacobian(f)(x); const H = hessian(g)(f(x));`;
    const [a, b, c, d] = (await answer(
      '[np.dot(J.T, np.dot(H, np.dot(J, v))), makeGgnvp(f, g)(x)(v), np.dot(J.T, np.dot(J, v)), makeGgnvp(f)(x)(v)]',
      code,
    )) as number[][];
    expect(b).toEqual(a!.map((value) => expect.closeTo(value, 12)));
    expect(d).toEqual(c!.map((value) => expect.closeTo(value, 12)));
  });

  test.each([
    ['jvp((x) => x, 1, 1)', 'jvp expects a list of the arguments and a list of as many tangents'],
    [
      'jvp((p) => p.a, [{ a: 1 }], [{ b: 1 }])',
      'the tangent of argument 0 is not made like what it belongs to: nothing fits at .a',
    ],
    [
      'makeVjp((x) => [x, x])(1)[0]([1])',
      'the cotangent is not made like what it belongs to: nothing fits at [0]',
    ],
    ['makeVjp(3)', 'makeVjp expects a function, got a number'],
    ['makeGgnvp((x) => x, undefined, [0])', 'makeGgnvp expects the index of one argument, got an array'],
    ['jacobian((x) => "s")(1)', 'the result of the function is a string; a number or an array is expected'],
  ])('%s is refused', async (code, message) => expect(await refusal(code)).toContain(message));
});
