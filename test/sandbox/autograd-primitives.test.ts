/** Functions with derivatives of the script's own: every operator uses the rules, and checkGrads finds wrong ones. */

import { describe, expect, test } from 'vitest';
import { answer, loadRewritten, refusal } from './rewritten.ts';

const X = 'const x = np.array([1, 2, 3]);';
const SINE = `${X} let calls = 0; const sine = primitive(function sine(x) { calls++; return np.sin(x); });
  defvjp(sine, (answer, x) => (g) => g * np.cos(x));`;

describe('a primitive with a vjp', () => {
  test('has every derivative', async () => {
    const { cos, sin } = Math;
    const near = (values: number[]) => values.map((value) => expect.closeTo(value, 12));
    expect(await answer('grad(sine)(1)', SINE)).toBeCloseTo(cos(1), 14);
    expect(await answer('grad((x) => np.sum(sine(x)))(x)', SINE)).toEqual(near([1, 2, 3].map(cos)));
    expect(await answer('grad(grad(sine))(1)', SINE)).toBeCloseTo(-sin(1), 14);
    expect(await answer('derivatives(sine, 1, 3)', SINE)).toEqual(near([sin(1), cos(1), -sin(1), -cos(1)]));
    expect(await answer('jvp(sine, [x], [x])[1]', SINE)).toEqual(near([1, 2, 3].map((x) => x * cos(x))));
    const H = (await answer('hessian((x) => np.sum(sine(x) * x))(x)', SINE)) as number[][];
    for (const [i, row] of H.entries())
      expect(row).toEqual(near([1, 2, 3].map((x, j) => (i === j ? 2 * cos(x) - x * sin(x) : 0))));
  });

  test('is called with plain values, and so are plain calls', async () => {
    expect(await answer('[sine(0), calls]', SINE)).toEqual([0, 1]);
    const code = `const seen = []; const f = primitive((x, { k }) => { seen.push(typeof np.value(x), Number.isInteger(x)); return x * k; });
      defvjp(f, (answer, x, { k }) => (g) => g * k, (answer, x) => (g) => ({ k: g * x }));`;
    expect(await answer('[grad(f, [0, 1])(2, { k: 3 }), seen]', code)).toEqual([
      [3, { k: 2 }],
      ['number', true],
    ]);
  });

  test('is differentiated by a sweep, in every order', async () => {
    const script = await loadRewritten(`${SINE} export const f = (t) => sine(t * t);`);
    const derivatives = script.derivatives(1, 2);
    const expected = [Math.sin(1), 2 * Math.cos(1), 2 * Math.cos(1) - 4 * Math.sin(1)];
    expect(derivatives).toEqual(expected.map((value) => expect.closeTo(value, 12)));
    expect(script.at(1).trace.bound).toBe(true);
  });

  test('leaves out arguments by null, and names them by argnums', async () => {
    const code = 'const f = primitive((a, b) => a * b);';
    expect(await answer('grad(f, [0, 1])(2, 3)', `${code} defvjp(f, null, (_, a) => (g) => g * a);`)).toEqual(
      [0, 2],
    );
    expect(
      await answer('grad(f, 1)(2, 3)', `${code} defvjp(f, (_, a) => (g) => g * a, { argnums: [1] });`),
    ).toBe(2);
  });
});

describe('a primitive with a jvp', () => {
  const TIMES = `${X} const times = primitive((x, y) => x * y);
    defjvp(times, (g, answer, x, y) => g * y, (g, answer, x) => x * g);`;

  test('has every derivative', async () => {
    expect(await answer('grad(times, [0, 1])(2, 3)', TIMES)).toEqual([3, 2]);
    expect(await answer('jvp(times, [x, x], [x, np.ones(3)])[1]', TIMES)).toEqual([2, 6, 12]);
    expect(await answer('hessian(([a, b]) => times(a, b) ** 2)([2, 3])', TIMES)).toEqual([
      [18, 24],
      [24, 8],
    ]);
    const same = 'const third = primitive((x) => x / 3); defjvp(third, "same");';
    expect(await answer('grad((x) => third(x) ** 2)(9)', same)).toBe(2);
  });
});

describe('checkpoint', () => {
  test('has the derivatives of the function, which runs again', async () => {
    const code = `${X} let runs = 0; const f = (x, y) => { runs++; return np.sum(np.tanh(x) ** 2) * y; }; const c = checkpoint(f);
      const same = (a, b) => np.allclose(flatten(a)[0], flatten(b)[0], 1e-12, 1e-12);`;
    expect(await answer('same(grad(c, [0, 1])(x, 2), grad(f, [0, 1])(x, 2))', code)).toBe(true);
    expect(await answer('same(hessian(c)(x, 2), hessian(f)(x, 2))', code)).toBe(true);
    expect(
      await answer('same(hessianVectorProduct(c)(x, 2, x), hessianVectorProduct(f)(x, 2, x))', code),
    ).toBe(true);
    expect(await answer('[grad(c)(x, 2), runs][1]', code)).toBe(2);
  });
});

describe('checkGrads', () => {
  test('accepts right derivatives, real and complex', async () => {
    await loadRewritten(`${SINE}
      checkGrads((p, t) => np.sum(p.w * x) * np.exp(t) * p.b[0])({ w: x, b: [2] }, 0.5);
      checkGrads(sine)(x); checkGrads((x) => [x ** 2, np.sum(x)], { order: 3 })(x);
      checkGrads((z) => z ** 2 * np.conj(z))(np.complex(1, 2));`);
  });

  test('names the element that is wrong', async () => {
    const wrong = `${X} const wrong = primitive(function wrong(x) { return x ** 2; });
      defvjp(wrong, (_, x) => (g) => g * x * np.array([2, 2.001, 2]));`;
    expect(await refusal(`${wrong} checkGrads(wrong, { modes: ['rev'], order: 1 })(x)`)).toMatch(
      /checkGrads: reverse mode of wrong is wrong: element 1 is .*, differences say /,
    );
    expect(await refusal(`${wrong} checkGrads(wrong, { modes: ['fwd'] })(x)`)).toContain(
      'forward mode of wrong is wrong: element 1',
    );
    const second = `${X} const f = primitive(function f(x) { return x ** 2; }); defvjp(f, (_, x) => (g) => g * 2 * np.value(x));`;
    expect(await refusal(`${second} checkGrads(f)(x)`)).toContain('of the jvp of f is wrong');
    await loadRewritten(`${second} checkGrads(f, { order: 1 })(x)`);
  });
});

test.each([
  [
    'grad(primitive(function f(x) { return x; }))(1)',
    'f has no derivative: it is a primitive without a rule',
  ],
  [
    'defvjp(Math.sin, () => 1)',
    'defvjp is for functions that primitive made; write const f = primitive(sin)',
  ],
  [
    'const f = primitive((a, b) => a * b); defvjp(f, () => (g) => g); grad(f, 1)(1, 2)',
    'the vjp of the function for argument 1 is not defined',
  ],
  ['const f = primitive(function f(a) { return "s"; }); grad(f)(1)', 'f returned a string'],
  ['const f = primitive((a) => a); defvjp(f, () => (g) => { throw new Error("mine"); }); grad(f)(1)', 'mine'],
  ['checkGrads((x) => x, { modes: ["up"] })', 'modes are "fwd" and "rev"'],
])('%s is refused', async (code, message) => expect(await refusal(code)).toContain(message));

test('an error in a rule is located there', async () => {
  const code = `const f = primitive((a) => a);
    defvjp(f, () => (g) => {
      throw new Error('mine');
    });
    try { grad(f)(1); } catch (error) { console.log(error.message, grad((x) => x * x)(3)); }
    grad(f)(1);`;
  await expect(loadRewritten(code)).rejects.toMatchObject({
    message: 'Error: mine',
    cause: { guestStack: expect.stringMatching(/main.js:3:/) },
  });
});
