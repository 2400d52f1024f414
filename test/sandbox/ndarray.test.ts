/** Arrays in scripts: what NumPy 2 prints and answers for the same lines, and what a script is told where NumPy has no word. */

import { describe, expect, test } from 'vitest';
import { load, type Script } from './harness.ts';

/** Return what statements print. */
async function printed(code: string): Promise<string> {
  const { printed: lines } = await load(code);
  return lines.map(([, text]) => text).join('');
}

/** Return the message of the error that statements throw. */
async function refusal(code: string): Promise<string> {
  return load(code).then(
    () => 'nothing was thrown',
    (error: Error) => error.message,
  );
}

const VECTOR = 'const x = np.array([1, 2, 3]);';
const MATRIX = 'const x = np.array([[1, 2, 3], [4, 5, 6]]);';

describe('attributes and methods', () => {
  test.each([
    [`${MATRIX} console.log(x.shape, x.ndim, x.size, x.length, x.dtype)`, '[ 2, 3 ] 2 6 2 float64\n'],
    [
      `${MATRIX} console.log(x.T.shape, x.sum(), x.sum({ axis: 0 }), x.mean(1))`,
      '[ 3, 2 ] 21 [5. 7. 9.] [2. 5.]\n',
    ],
    [`${VECTOR} console.log(x.real, x.imag)`, '[1. 2. 3.] [0. 0. 0.]\n'],
    [
      `${MATRIX} console.log(x.reshape(3, 2).tolist(), x.reshape([6]).length)`,
      '[ [ 1, 2 ], [ 3, 4 ], [ 5, 6 ] ] 6\n',
    ],
    [`${MATRIX} console.log(x.item(4), x.item(1, 2), np.array([7]).item())`, '5 6 7\n'],
    [`${VECTOR} console.log(x.astype('complex128'))`, '[1.+0.j 2.+0.j 3.+0.j]\n'],
    [`${VECTOR} x.fill(4); console.log(x)`, '[4. 4. 4.]\n'],
  ])('%s', async (code, text) => expect(await printed(code)).toBe(text));
});

describe('indexing', () => {
  test.each([
    [`${VECTOR} console.log(x[0], x[-1], x["1:"], x["::-1"])`, '1 3 [2. 3.] [3. 2. 1.]\n'],
    [
      `${MATRIX} console.log(x[1], x["0, 1:"], x["..., 0"], x.at(1, "1:"))`,
      '[4. 5. 6.] [2. 3.] [1. 4.] [5. 6.]\n',
    ],
    [
      `${VECTOR} console.log(x[np.array([0, 2])], x[np.greater(x, 1)], x.at(null, "1:").shape)`,
      '[1. 3.] [2. 3.] [ 1, 2 ]\n',
    ],
    [`${VECTOR} console.log(x.at([2, 0]), x.foo, 'foo' in x)`, '[3. 1.] undefined false\n'],
    [
      `${VECTOR} const at = [2, 0]; console.log(x[at], x[[1]], x[[true, false, true]], x["0:1"]); x[at] = 7; console.log(x, { '2,0': 5 }[at])`,
      '[3. 1.] [2.] [1. 3.] [1.]\n[7. 2. 7.] 5\n',
    ],
  ])('%s', async (code, text) => expect(await printed(code)).toBe(text));

  test.each([
    [`${VECTOR} x[3]`, 'index 3 is out of bounds'],
    [`${VECTOR} x["1:2:0"]`, 'the step of a slice cannot be 0'],
    [`${VECTOR} x.flags`, 'arrays have no flags'],
  ])('%s is refused', async (code, message) => expect(await refusal(code)).toContain(message));
});

describe('assignment', () => {
  test('changes a plain array, and no other that was made from it', async () => {
    const code = `${VECTOR} const y = x["0:2"]; const z = np.add(x, 0); x[0] = 7; x["1:"] = [8, 9]; x[np.equal(x, 9)] = 0; console.log(x, y, z)`;
    expect(await printed(code)).toBe('[7. 8. 0.] [1. 2.] [1. 2. 3.]\n');
  });

  test('again leaves alone what was made from the array in between', async () => {
    const code = `${VECTOR} x[0] = 7; const y = x.reshape(3, 1); x[0] = 8; console.log(x, y.tolist())`;
    expect(await printed(code)).toBe('[8. 2. 3.] [ [ 7 ], [ 2 ], [ 3 ] ]\n');
  });

  test('of an array to itself reads before it writes', async () => {
    expect(await printed(`${VECTOR} x[0] = 4; x["::-1"] = x; console.log(x)`)).toBe('[3. 2. 4.]\n');
  });

  test('into what depends on the input, or of what depends on it, is refused', async () => {
    const script = await load(`
      export const into = (t) => { const x = np.multiply(t, [1, 2]); x[0] = 1; return x[1]; };
      export const of = (t) => { const x = np.zeros(2); x[0] = t; return x[1]; };`);
    expect(() => script.at(1, 'into')).toThrow('cannot be assigned');
    expect(() => script.at(1, 'of')).toThrow('cannot be assigned');
  });

  test('to another property is refused', async () => {
    expect(await refusal(`${VECTOR} x.shape = [3, 1]`)).toContain(
      'the shape of an array cannot be assigned to',
    );
    expect(await refusal(`${VECTOR} x.name = 1`)).toContain('no element or property name');
  });
});

describe('as a list', () => {
  test.each([
    [`${VECTOR} const [a, ...rest] = x; console.log(a, rest, [...x])`, '1 [ 2, 3 ] [ 1, 2, 3 ]\n'],
    [`${MATRIX} for (const row of x) console.log(row)`, '[1. 2. 3.]\n[4. 5. 6.]\n'],
    [
      `${VECTOR} console.log(x.map((v) => 2 * v), x.reduce((a, b) => a + b), x.slice(1), x.filter((v) => v > 1))`,
      '[2. 4. 6.] 6 [2. 3.] [ 2, 3 ]\n',
    ],
    [
      `${VECTOR} console.log(typeof x, Array.isArray(x), JSON.stringify({ x }))`,
      'object false {"x":[1,2,3]}\n',
    ],
    ['console.log([...np.arange(3000)].length, np.arange(3000).tolist()[2999])', '3000 2999\n'],
  ])('%s', async (code, text) => expect(await printed(code)).toBe(text));
});

describe('as text and number', () => {
  test.each([
    [
      `${VECTOR} console.log(\`\${x}\`, x + '', String(x), { x })`,
      '[1. 2. 3.] [1. 2. 3.] [1. 2. 3.] { x: array([1., 2., 3.]) }\n',
    ],
    ['console.log(Number(np.array([3])), Math.sqrt(np.array([[4]])))', '3 2\n'],
  ])('%s', async (code, text) => expect(await printed(code)).toBe(text));

  test('an array of several elements is no number', async () => {
    expect(await refusal(`${VECTOR} Number(x)`)).toContain('an array of shape (3,) is no number');
  });
});

describe('np', () => {
  test('long lists of plain numbers have no limit but memory', async () => {
    const code = `const list = Array.from({ length: 100_000 }, (_, i) => [i, 1]);
      console.log(np.sum(np.array(list), { axis: 0 }), np.array(new Float64Array(70_000)).shape)`;
    expect(await printed(code)).toBe('[4.99995e+09 1.00000e+05] [ 70000 ]\n');
  });

  test('a long list of traced numbers is refused', async () => {
    const { at } = await bound('(t) => np.sum(Array.from({ length: 50_000 }, () => t))');
    expect(() => at(1)).toThrow('too long');
  });

  test('names that are not there', async () => {
    expect(await refusal('np.sinn(1)')).toContain('did you mean np.sin?');
    expect(await refusal('np.apply_along_axis()')).toContain(
      "np.apply_along_axis is NumPy's, but not available here",
    );
    expect(await refusal('np.linalg.dett()')).toContain('did you mean np.linalg.det?');
  });

  test('errors of the host are thrown where the script called', async () => {
    const thrown = load('\n\nnp.add([1, 2], [1, 2, 3])');
    await expect(thrown).rejects.toMatchObject({
      code: 'E_SCRIPT',
      message: expect.stringContaining('shapes (2,) and (3,)'),
      cause: { guestStack: expect.stringContaining('/main.js:3') },
    });
  });

  test('a list that calls np while it is read is refused', async () => {
    const code =
      'const list = [1]; Object.defineProperty(list, 0, { get: () => np.sum([1, 2]) }); np.sum(list)';
    expect(await refusal(code)).toContain('np was called while');
  });
});

/** Load a function. */
async function bound(f: string): Promise<Script> {
  const script = await load(`export const f = ${f};`);
  return Object.assign(script, { at: script.at.bind(script) });
}

describe('traced arrays', () => {
  test('derivatives of any order pass through them', async () => {
    const script = await bound(
      '(t) => { const x = np.multiply(t, [1, 2, 3]); return np.sum(np.multiply(x, x)); }',
    );
    expect(script.derivatives(0.5, 3)).toEqual([3.5, 14, 28, 0]);
  });

  test('a returned array gives a number for each element', async () => {
    const { values, structure } = (await bound('(t) => np.multiply(t, [[1, 2], [3, 4]])')).at(0.5);
    expect(values).toEqual([0.5, 1, 1.5, 2]);
    expect(structure).toEqual([
      ['n', 'n'],
      ['n', 'n'],
    ]);
  });

  test('a complex number is returned as its parts', async () => {
    const { values, structure } = (await bound('(t) => np.fft.fft([t, 1])')).at(0.5);
    expect(values).toEqual([1.5, 0, -0.5, 0]);
    expect(structure).toEqual([{ k: { re: 'n', im: 'n' } }, { k: { re: 'n', im: 'n' } }]);
  });

  test('a truth is a decision', async () => {
    const f = '(t) => { const x = np.multiply(t, [1, 2]); return np.any(np.greater(x, 1)) ? x[0] : x[1]; }';
    const script = await bound(f);
    expect(script.at(0.5).decisions).toEqual(['truth false']);
    expect(script.derivatives(0.5)).toEqual([1, 2]);
    expect(script.derivatives(0.75)).toEqual([0.75, 1]);
  });

  test('a traced number as index is pinned, a mask binds the trace to its point', async () => {
    const script = await load(`
      export const index = (t) => np.array([5, 6, 7])[Math.floor(t)];
      export const mask = (t) => np.sum(np.multiply(t, [1, 2])[np.greater(np.multiply(t, [1, 2]), 1)]);
      export const free = (t) => np.sum(np.multiply(t, [1, 2]));`);
    expect(script.at(1.5, 'index').decisions).toEqual(['same true']);
    expect(script.at(0.75, 'mask').trace.bound).toBe(true);
    expect(script.at(0.75, 'free').trace.bound).toBe(false);
  });

  test('an array of an earlier call counts as its value', async () => {
    const script = await bound(
      '((kept) => (t) => { kept ??= np.multiply(t, [1, 2]); return np.sum(kept); })()',
    );
    expect(script.at(1)).toMatchObject({ values: [3], stale: false });
    expect(script.at(2)).toMatchObject({ values: [3], stale: true });
  });

  test('printing records nothing', async () => {
    const script = await bound(
      '(t) => { const x = np.multiply(t, [1, 2]); console.log(x); return np.sum(x); }',
    );
    expect(script.at(0.5).trace).toMatchObject({ bound: false, decisions: [] });
    expect(script.printed).toEqual([['out', '[0.5 1. ]\n']]);
  });

  test('the stack of an operation leads to its line', async () => {
    const { session, at } = await bound(
      '(t) => {\n const x = np.multiply(t, [1, 2]);\n return np.sum(\n np.exp(x)); }',
    );
    const { trace } = at(1);
    const [exp] = trace.graph.operands(trace.outputs[0]!);
    expect(session.stackAt(exp as never, 'f', '[]', 0, 1)).toContain('/main.js:4');
  });
});

describe('gradients with respect to an array', () => {
  const SQUARES = '(w) => np.sum(np.multiply(w, w))';

  test('at module level they are plain', async () => {
    const code = `const g = grad(${SQUARES})(np.array([1, 2, 3])); g[0] = 0; console.log(g)`;
    expect(await printed(code)).toBe('[0. 4. 6.]\n');
  });

  test('in a sweep they can be differentiated again', async () => {
    const script = await bound(`(t) => np.sum(grad(${SQUARES})(np.multiply(np.multiply(t, t), [1, 2])))`);
    expect(script.derivatives(3, 2)).toEqual([54, 36, 12]);
  });

  test('nest', async () => {
    const inner = 'grad((v) => np.sum(np.multiply(np.multiply(v, v), w)))(np.array([1, 2]))[0]';
    expect(await printed(`console.log(grad((w) => ${inner})(np.array([3, 4])))`)).toBe('[2. 0.]\n');
  });

  test('a training loop leaves nothing behind', async () => {
    const code = `let w = np.zeros(1000);
      for (let i = 0; i < 1500; i++) w = np.subtract(w, np.multiply(0.1, grad((v) => np.sum(np.square(np.subtract(v, 1))))(w)));
      console.log(w[0])`;
    expect(Number(await printed(code))).toBeCloseTo(1, 12); // its arrays alone would take 90 MB
  });
});

describe('memory', () => {
  test.each([
    ['arrays that are kept', 'const list = []; for (;;) list.push(np.ones(1e5))'],
    ['one array, before it is made', 'np.zeros([1e6, 1e6])'],
    ['a product that does not fit', 'const x = np.ones(1e5); np.outer(x, x)'],
  ])('of %s is limited', async (_, code) => {
    await expect(load(code)).rejects.toMatchObject({
      code: 'E_LIMIT',
      message: expect.stringContaining('64 MB'),
    });
  });

  test('of arrays that are dropped is free again', async () => {
    expect(await printed('for (let i = 0; i < 500; i++) np.ones(1e5); console.log("done")')).toBe('done\n');
  });
});
