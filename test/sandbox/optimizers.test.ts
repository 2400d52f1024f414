/**
 * `autograd-cli/optimizers` in a real session: the stochastic optimizers against the same formulas in NumPy, `minimize` against minima that
 * SciPy finds and minima that are known.
 */

import { describe, expect, test } from 'vitest';
import { load } from './harness.ts';

/** Return what an expression is, in a script that imports the optimizers; `log` holds what it pushed. */
async function found<T>(expression: string): Promise<T> {
  const { printed } = await load(`
    import { adam, minimize, rmsprop, sgd } from 'autograd-cli/optimizers';
    const { add, subtract, multiply, array } = np;
    const log = [];
    const f = (x) => np.sum(add(multiply(array([0.5, 2, 4.5]), np.square(x)), multiply(array([-1, 2, -3]), x)));
    const start = array([2, 1, 0]);
    const rosenbrock = (x) => np.add(np.multiply(100, np.square(np.subtract(x[1], np.square(x[0])))), np.square(np.subtract(1, x[0])));
    console.log(JSON.stringify(${expression}));`);
  return JSON.parse(printed.findLast(([stream]) => stream === 'out')![1]) as T;
}

const near = (values: readonly number[], digits = 12) => values.map((value) => expect.closeTo(value, digits));

describe('sgd, rmsprop, adam', () => {
  test.each([
    ['sgd(grad(f), start, null, 7)', [1.77967566729739, -0.15157984390015983, 0.45269378946543]],
    ['rmsprop(grad(f), start, null, 7)', [1.4556384377708664, -0.027127327235252907, 0.33332562888683925]],
    ['adam(grad(f), start, null, 7)', [1.9930011573914685, 0.9930007697392089, 0.006996478454583977]],
    ['sgd(grad(f), start, null, 5, 0.2, 0.5)', [1.36444, -0.76406, 0.27468]],
    [
      'rmsprop(grad(f), start, { num_iters: 5, step_size: 0.2, gamma: 0.8, eps: 0.1 })',
      [1.326201577282951, -0.1565795819106552, 0.3335453942016067],
    ],
    [
      'adam(grad(f), start, null, 5, { step_size: 0.2, b1: 0.7, b2: 0.8, eps: 0.1 })',
      [1.1591280449799426, 0.04777717243760679, 0.42730892157179207],
    ],
  ])('%s is what NumPy computes', async (expression, expected) => {
    expect(await found(expression)).toEqual(near(expected));
  });

  test('the callback sees the point, its number and the gradient, made like x0', async () => {
    const calls = await found<[{ w: number[]; b: [number] }, number, { b: [number] }][]>(
      `(sgd(grad((p) => add(np.sum(np.square(p.w)), np.square(p.b[0]))), { w: np.ones(2), b: [3] },
        (x, i, g) => log.push([x, i, g]), 3), log)`,
    );
    expect(calls.map(([, i]) => i)).toEqual([0, 1, 2]);
    expect(calls[0]).toEqual([{ w: [1, 1], b: [3] }, 0, { w: [2, 2], b: [6] }]);
    expect(calls[1]![2].b[0]).toBeCloseTo(2 * calls[1]![0].b[0], 12);
  });

  test('the gradient is asked for with the number of the iteration', async () => {
    expect(await found('(adam((x, i) => (log.push(i), x), 1, null, 4), log)')).toEqual([0, 1, 2, 3]);
  });

  test('what they return can be differentiated: a step size by its effect', async () => {
    const tuned = 'grad((step) => np.square(sgd((x) => multiply(2, x), 1, null, 2, step, 0)))(0.1)';
    // x = (1 − 2s)², and d(x²)/ds = −8 (1 − 2s)³
    expect(await found(tuned)).toBeCloseTo(-8 * 0.8 ** 3, 12);
  });

  test.each([
    ['adam(1, start)', 'adam expects a function as the gradient, got number'],
    [
      'adam(grad(f), start, { steps: 3 })',
      'adam has no parameter steps; it takes callback, num_iters, step_size',
    ],
    ['adam(grad(f), start, 3)', 'adam expects a function as callback, got number'],
    ['adam(grad(f), start, null, 2.5)', 'adam: num_iters must be a whole number of 0 or more, got 2.5'],
    ['adam(() => np.ones(2), start)', 'adam: the gradient has 2 numbers, x0 has 3'],
    ['sgd(grad(f), start, null, 1, 2, 3, 4)', 'sgd: too many arguments'],
  ])('%s is refused', async (expression, message) => {
    await expect(found(expression)).rejects.toThrow(message);
  });
});

describe('minimize', () => {
  const COSH =
    '(x) => add(np.sum(multiply(np.cosh(subtract(x, array([1, -2, 3]))), array([1, 4, 9]))), multiply(x[0], x[1]))';
  const COSH_MINIMUM = [2.694810449, -2.630989865, 2.999999998];

  interface Found {
    readonly x: readonly number[];
    readonly fun: number;
    readonly jac: readonly number[];
    readonly nit: number;
    readonly success: boolean;
    readonly status: number;
    readonly message: string;
  }

  test.each(['BFGS', 'Newton-CG'])('%s finds the minimum that SciPy finds', async (method) => {
    const result = await found<Found>(`minimize(${COSH}, start, { method: '${method}', tol: 1e-8 })`);
    expect(result).toMatchObject({ success: true, status: 0, fun: expect.closeTo(9.547674756987863, 12) });
    expect(result.x).toEqual(near(COSH_MINIMUM, 7));
    expect(result.jac).toEqual(near([0, 0, 0], 6));
  });

  test.each([
    ['BFGS', 60],
    ['Newton-CG', 90],
  ])('%s goes down the valley of Rosenbrock in at most %i iterations', async (method, most) => {
    const result = await found<Found>(`minimize(rosenbrock, array([-1.2, 1]), { method: '${method}' })`);
    expect(result.x).toEqual(near([1, 1], 4));
    expect(result.nit).toBeLessThan(most);
  });

  test('a quadratic function is minimal after one exact Newton step and one that confirms it', async () => {
    const { x, nit } = await found<Found>("minimize(f, start, { method: 'Newton-CG', tol: 1e-10 })");
    expect(x).toEqual(near([1, -0.5, 1 / 3], 9));
    expect(nit).toBeLessThan(8);
  });

  test('a point, a gradient and a callback have the structure of x0', async () => {
    const result = await found<{ x: object; jac: object }>(
      '[minimize((p) => add(np.square(subtract(p.a, 2)), add(np.square(p.b[0]), np.sum(np.square(p.b[1])))), { a: 0, b: [1, np.ones(2)] }, { callback: (p) => log.push(p) }), log][0]',
    );
    expect(result.x).toEqual({ a: expect.closeTo(2, 6), b: [expect.closeTo(0, 6), near([0, 0], 6)] });
    expect(result.jac).toMatchObject({ a: expect.closeTo(0, 5) });
  });

  test.each([
    ['by jac', '{ jac: (x) => multiply(2, subtract(x, 1)) }'],
    ['by hessp', "{ method: 'Newton-CG', hessp: (x, p) => multiply(2, p) }"],
  ])('what is known can be given: %s', async (_, options) => {
    const { x } = await found<Found>(`minimize((x) => np.sum(np.square(subtract(x, 1))), start, ${options})`);
    expect(x).toEqual(near([1, 1, 1], 6));
  });

  test('value and gradient at once, with further arguments', async () => {
    const both = '(x, a) => [np.sum(np.square(subtract(x, a))), multiply(2, subtract(x, a))]';
    const { x } = await found<Found>(`minimize(${both}, start, { args: [5], jac: true })`);
    expect(x).toEqual(near([5, 5, 5], 6));
  });

  test('says so where it stops early', async () => {
    const result = await found<Found>('minimize(rosenbrock, array([-1.2, 1]), { options: { maxiter: 3 } })');
    expect(result).toMatchObject({ success: false, status: 1, nit: 3 });
    expect(result.message).toBe('Maximum number of iterations has been exceeded.');
  });

  test('and where no lower point is found', async () => {
    const result = await found<Found>('minimize((x) => np.sum(x), start)');
    expect(result).toMatchObject({ success: false, status: 2 });
  });

  test.each([
    ["minimize(f, start, { method: 'Powell' })", 'minimize: method is BFGS or Newton-CG, got Powell'],
    ['minimize(f, start, { bounds: [] })', 'minimize takes no bounds, constraints or hess'],
    ['minimize(f, start, { options: { gtoll: 1 } })', 'minimize: options has no parameter gtoll'],
    ['minimize(3, start)', 'minimize expects a function as what to minimize, got number'],
  ])('%s is refused', async (expression, message) => {
    await expect(found(expression)).rejects.toThrow(message);
  });
});
