/** Gradients of functions of arrays and nested structures: values known by formulas, structures, nesting, messages. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { answer, loadRewritten, refusal } from './rewritten.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const X = 'const x = np.array([1, 2, 3]);';

describe('grad', () => {
  test('of an array has its shape', async () => {
    expect(await answer('grad((x) => np.sum(x ** 2))(x)', X)).toEqual([2, 4, 6]);
    expect(await answer('grad((x) => np.sum(x) * x["0, 0"])(np.ones([1, 2]))["0, 1"]', '')).toBe(1);
  });

  test('of integers and booleans is that of numbers', async () => {
    const code = 'const n = np.array([1, 2]).astype("int64");';
    expect(await answer('grad((x) => np.sum(x ** 2 / 4))(n)', code)).toEqual([0.5, 1]);
    expect(await answer('grad((x) => np.sum(x * 3))(np.equal(n, 1))', code)).toEqual([3, 3]);
  });

  test('has the structure of its argument', async () => {
    const code = `${X} const f = ({ layers, b }) => np.sum(x * layers[0].w) * b[0] + b[1] ** 2;`;
    const point = '{ layers: [{ w: np.ones(3) }, { w: np.zeros(1) }], b: [2, 3] }';
    expect(await answer(`grad(f)(${point})`, code)).toEqual({
      layers: [{ w: [2, 4, 6] }, { w: [0] }],
      b: [6, 6],
    });
    expect(await answer('grad((v) => v[0] * v[1])(new Float64Array([2, 3])) instanceof Float64Array')).toBe(
      true,
    );
  });

  test('of several arguments is a list', async () => {
    expect(await answer('grad((a, b, c) => a * c ** 2, [2, 0])(5, "unused", 3)')).toEqual([30, 9]);
    expect(await answer('grad((p) => ((w, b) => np.sum(w * b))(...p))([x, 2])', X)).toEqual([[2, 2, 2], 6]);
  });

  test('nests, also in arrays and among other operators', async () => {
    expect(await answer('grad((x) => np.sum(grad((x) => np.sum(x ** 3))(x)))(x)', X)).toEqual([6, 12, 18]);
    expect(
      await answer('grad((x) => jvp((y) => np.sum(y ** 3) * x, [np.ones(2)], [np.ones(2)])[1])(2)'),
    ).toBe(6);
    // x · d/dy Σ(x + y) is n·x
    expect(await answer('grad((x) => np.sum(x * grad((y) => np.sum(x + y))(np.ones(3))))(x)', X)).toEqual([
      1, 1, 1,
    ]);
    expect(await answer('grad((t) => np.sum(grad((x) => np.sum(t * x ** 2))(x)))(5)', X)).toBe(12);
  });

  test('of a sweep goes through arrays', async () => {
    const script = await loadRewritten(
      'export const f = (t) => np.sum(grad((x) => np.sum(t * x ** 3))(np.array([1, 2])));',
    );
    expect(script.derivatives(2, 2)).toEqual([30, 15, 0]);
  });

  test('of complex numbers follows the convention of HIPS', async () => {
    const z = 'const z = np.complex(1, 2); const parts = (g) => [g.real, g.imag];';
    expect(await answer('parts(grad((z) => np.abs(z) ** 2)(z))', z)).toEqual([2, -4]);
    expect(await answer('parts(holomorphicGrad((z) => z ** 2)(z))', z)).toEqual([2, 4]);
  });

  test('that is structurally zero is zeros, with one warning', async () => {
    const { printed } = await loadRewritten(
      `${X} console.log(JSON.stringify([grad((p) => 5)({ a: x, b: 1 }), grad((x) => 1)(x)]));`,
    );
    expect(printed.map(([, text]) => text)).toEqual([
      'grad: the result of the function does not depend on its argument; the derivative is 0',
      '[{"a":[0,0,0],"b":0},[0,0,0]]\n',
    ]);
  });
});

describe('what is like grad', () => {
  test('valueAndGrad, elementwiseGrad, gradAndAux', async () => {
    expect(await answer('valueAndGrad((x) => np.sum(x ** 2))(x)', X)).toEqual([14, [2, 4, 6]]);
    expect(await answer('elementwiseGrad(elementwiseGrad((x) => x ** 3))(x)', X)).toEqual([6, 12, 18]);
    const aux = 'gradAndAux((x) => [np.sum(x ** 2), { double: x * 2, text: "t" }])(x)';
    expect(await answer(aux, X)).toEqual([[2, 4, 6], { double: [2, 4, 6], text: 't' }]);
    expect(await answer(`typeof (${aux})[1].double[0]`, X)).toBe('number');
  });

  test('multigradDict and gradNamed know the parameters by their names', async () => {
    expect(await answer('multigradDict((a, b) => a * b ** 2)(2, 3)')).toEqual({ a: 9, b: 12 });
    const f = 'function f(a: number, /* c, */ b = ")(", c /* , d */ = [1, 2].length) { return a * c; }';
    expect(await answer('gradNamed(f, "c")(2, "", 3)', f)).toBe(2);
    expect(await answer('gradNamed(grad((x, y) => x ** 2 * y), "y")(3, 1)')).toBe(6);
    expect(await answer('gradNamed(async (x) => x, "x").name')).toBe('gradNamed(the function)');
    expect(await answer('gradNamed(x => x * 2, "x")(3)')).toBe(2);
  });

  test('derivatives and taylor of arrays and through them', async () => {
    expect(await answer('derivatives((t) => [t ** 2, { a: np.array([t, t ** 3]) }], 2, 2)')).toEqual([
      [4, { a: [2, 8] }],
      [4, { a: [1, 12] }],
      [2, { a: [0, 12] }],
    ]);
    expect(await answer('derivatives((x) => x ** 3, x, 3)', X)).toEqual([
      [1, 8, 27],
      [3, 12, 27],
      [6, 12, 18],
      [6, 6, 6],
    ]);
    expect(await answer('taylor((t) => np.sum(np.exp(t * np.ones(2))), 0, 3)')).toEqual([2, 2, 1, 1 / 3]);
  });

  test('flatten goes to and fro, and can be differentiated', async () => {
    const code = `${X} const tree = { a: x, b: [1, np.ones([2, 2])] }; const [v, un] = flatten(tree);`;
    expect(await answer('[v, un(v * 2)]', code)).toEqual([
      [1, 2, 3, 1, 1, 1, 1, 1],
      {
        a: [2, 4, 6],
        b: [
          2,
          [
            [2, 2],
            [2, 2],
          ],
        ],
      },
    ]);
    expect(await answer('grad((v) => un(v).b[0] * un(v).a[1])(v)', code)).toEqual([0, 1, 0, 2, 0, 0, 0, 0]);
    expect(await answer('grad((t) => np.sum(flatten(t)[0] ** 2))(tree)', code)).toEqual({
      a: [2, 4, 6],
      b: [
        2,
        [
          [2, 2],
          [2, 2],
        ],
      ],
    });
  });
});

describe('messages', () => {
  test.each([
    [
      'grad((x) => x)(np.ones(3))',
      'returned an array of shape (3,). Try jacobian, elementwiseGrad or holomorphicGrad',
    ],
    ['grad((x) => np.complex(x, 1))(1)', 'returned a complex number. Try holomorphicGrad'],
    ['grad(() => "s")(1)', 'returned a string'],
    [
      'grad((p) => 1)({ layers: [1, { name: "q" }] })',
      'argument 0 of the function at .layers[1].name is a string',
    ],
    ['grad((p) => 1)({ f: Math.sin })', 'argument 0 of the function at .f is a function'],
    ['grad((p) => 1)([1, null])', 'argument 0 of the function at [1] is null'],
    ['grad((p) => 1)({ get a() { return 1; } })', 'the structure has a getter at .a'],
    ['grad(Math.sin, 1)(1)', 'grad differentiates with respect to argument 1, but sin was given 1 argument'],
    ['gradAndAux((x) => x)(1)', 'gradAndAux expects the function to return [value, aux], got a number'],
    ['gradNamed((a, b) => a, "c")', 'the function has no parameter c; it has a, b'],
    ['multigradDict(([a]) => a)(1)', 'parameter 0 of the function has no name'],
    ['gradNamed(() => 1, "x")', 'the parameters of the function have no names'],
    ['elementwiseGrad((x) => x * np.complex(1, 1))(1)', 'only applies to functions with real results'],
    ['const a = []; a[0] = a; grad((x) => 1)(a)', 'nested more than 64 deep'],
    ['flatten(np.ones(2))[1]([1])', 'unflatten expects 2 numbers, got 1'],
  ])('%s', async (code, message) => expect(await refusal(code)).toContain(message));
});

describe('memory', () => {
  const PROGRAMS = {
    'a training loop': 'step(w).forEach((d, k) => { w[k] = w[k] - 0.001 * d; })',
    'a loop of a number': 'grad((x) => Math.sin(x) * x)(i)',
    'a loop of pull-backs': 'makeVjp((x) => x * 2)(w[1])[0](w[1])',
  };
  const MIB = 2 ** 20;

  test.each(Object.entries(PROGRAMS))(
    'does not grow with %s',
    async (_, body) => {
      const { session } = await loadRewritten(
        `const w = [np.ones([4, 4]), np.zeros(4)]; const step = grad(([W, b]) => np.sum((np.dot(W, b + 1) - 1) ** 2));
        export const run = (n) => { for (let i = 0; i < n; i++) ${body}; return 0; };`,
        60_000,
      );
      const measured = (steps: number): { nodes: number; bytes: number } => {
        const { trace } = session.evaluate('run', JSON.stringify([steps]), -1, 0);
        collectGarbage();
        return { nodes: trace.graph.size, bytes: process.memoryUsage().heapUsed };
      };
      const { nodes, bytes } = measured(100);
      const later = measured(2000);
      expect(later.nodes).toBe(nodes);
      expect(later.bytes - bytes).toBeLessThan(2 * MIB);
    },
    60_000,
  );
});

test('numbers have the members of arrays without axes, and their derivatives', async () => {
  expect(await answer('[(3).T, (3).shape, (2.5).round(), (3).sum(), np.sum([1, 2]).item()]')).toEqual([
    3,
    [],
    2,
    3,
    3,
  ]);
  expect(await answer('grad((x) => x.T.clip(0, 5).reshape(1)[0] ** 2 + x.real * x.size)(3)')).toBe(7);
});
