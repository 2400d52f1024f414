/**
 * Traces that are answered from recordings, and gradients that are computed from them without the script. The truth is the same script
 * with nothing recorded: every number it prints has to be the same, bit for bit.
 */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { type RewriteModule, rewriter } from '../../src/script/rewrite.ts';
import { Recordings } from '../../src/vm/recordings.ts';
import { load } from '../sandbox/harness.ts';

const rewrite: RewriteModule = await rewriter();

const PRELUDE = `
const show = (x) => Array.isArray(x) ? x.map(show) : typeof x === 'object' ? (x.shape ? [...np.ravel(x)] : Object.values(x).map(show)) : x;
const print = (x) => console.log(JSON.stringify(show(x)));
`;

/** What a script prints, and how often it was answered from a recording. */
async function run(
  script: string,
  marks = false,
): Promise<{ printed: string[]; reruns: number; failures: number }> {
  const succeeded = vi.spyOn(Recordings.prototype, 'succeeded');
  const failed = vi.spyOn(Recordings.prototype, 'failed');
  const { code } = rewrite(PRELUDE + script, '/main.js', { marks });
  const { printed } = await load(code, 0, 60_000);
  const counts = { reruns: succeeded.mock.calls.length, failures: failed.mock.calls.length };
  succeeded.mockRestore();
  failed.mockRestore();
  return { printed: printed.map(([, text]) => text), ...counts };
}

async function expectSame(script: string): Promise<{ reruns: number; failures: number }> {
  const { printed, ...counts } = await run(script);
  const direct = await run(script, true);
  vi.spyOn(Recordings.prototype, 'begin').mockReturnValue(false);
  const plain = await run(script);
  expect(plain.reruns).toBe(0);
  expect(plain.printed.length).toBeGreaterThan(0);
  expect(printed).toEqual(plain.printed);
  expect(direct.printed).toEqual(plain.printed);
  return counts;
}

afterEach(() => void vi.restoreAllMocks());

describe('a trace is answered from a recording', () => {
  it.each([
    [
      'in a training loop',
      'let w = np.ones([3, 2]); const f = (w) => np.sum(np.tanh(np.dot(x, w)) ** 2); const x = np.ones([4, 3]);',
      'w = w - 0.1 * grad(f)(w); print(w);',
    ],
    [
      'of a function made anew',
      'let w = np.ones(3);',
      'w = w - 0.1 * grad((v) => np.sum(np.exp(v) * v))(w); print(w);',
    ],
    [
      'with other plain arrays each time',
      'let w = np.ones(3); const data = np.random.RandomState(1).randn(40, 5, 3);',
      'const batch = data[i]; w = w - 0.1 * grad((v) => np.mean((np.dot(batch, v) - 1) ** 2))(w); print(w);',
    ],
    [
      'of numbers and arrays in an object',
      'let p = { w: np.ones(2), b: 0.5, c: [1, 2] };',
      'const g = grad((q) => np.sum(np.sin(q.w * q.b)) + q.c[0] * q.b ** 2 + q.c[1])(p); print(g); p = { w: p.w - g.w, b: p.b - 0.1 * g.b, c: p.c.map((x, k) => x - 0.1 * g.c[k]) };',
    ],
    [
      'of a loop over elements',
      'let x = np.sin(np.arange(40));',
      'x = x - 1e-3 * grad((x) => { let s = 0; for (let k = 0; k < x.length - 1; k++) s += 100 * (x[k + 1] - x[k] ** 2) ** 2 + (1 - x[k]) ** 2; return s; })(x); print(x);',
    ],
    [
      'with value and gradient',
      'let x = np.linspace(0.1, 1, 5);',
      'const [v, g] = valueAndGrad((x) => np.sum(np.log(x) * x))(x); print([v, g]); x = x + 0.01 * g;',
    ],
    [
      'of a gradient of a gradient',
      'let x = np.linspace(0.1, 1, 5);',
      'const h = grad((x) => np.sum(grad((y) => np.sum(y ** 4))(x) ** 2))(x); print(h); x = x + 0.01 * h;',
    ],
    [
      'forward',
      'let x = np.linspace(0.1, 1, 5);',
      'const [v, t] = jvp((x) => np.cumsum(x ** 3), [x], [x + i]); print([v, t]); x = x + 0.1;',
    ],
    [
      'of large arrays',
      'let x = np.linspace(0, 1, 5000);',
      'const g = grad((x) => np.sum(np.sin(x) * np.exp(-(x ** 2))))(x); print(np.sum(g * x)); x = x + 0.1 * g;',
    ],
    [
      'of complex numbers',
      'let x = np.linspace(0.1, 1, 8);',
      'const g = grad((x) => np.sum(np.abs(np.fft.fft(x)) ** 2))(x); print(g); x = x - 0.01 * g;',
    ],
    [
      'of linear algebra',
      'let A = 3 * np.eye(3) + np.ones([3, 3]);',
      'const g = grad((A) => np.linalg.slogdet(A)[1] + np.sum(np.linalg.inv(A)) + np.sum(np.linalg.eigh(A + A.T)[0] ** 2))(A); print(g); A = A + 0.1 * g;',
    ],
    [
      'with what is known of the trace at its end',
      'let x = np.ones(3);',
      'const [g, aux] = gradAndAux((x) => [np.sum(x ** 3), [x * 2, np.sum(x)]])(x); print([g, aux]); x = x + 0.5;',
    ],
  ])('%s', async (_, before, step) => {
    const { reruns } = await expectSame(`${before}\nfor (let i = 0; i < 12; i++) { ${step} }`);
    expect(reruns).toBe(9); // two are let pass, one is recorded
  });

  it('two functions in turn', async () => {
    const { reruns, failures } = await expectSame(`
      let x = np.ones(4);
      for (let i = 0; i < 20; i++) {
        x = x - 0.01 * grad((x) => np.sum(x ** 2 * 3))(x); print(x);
        x = x - 0.01 * grad((x) => np.sum(x ** 2 + np.sin(x)))(x); print(x);
      }`);
    expect(failures).toBeLessThan(5);
    expect(reruns).toBeGreaterThan(30);
  });

  it('a last batch of another size', async () => {
    const { reruns } = await expectSame(`
      let w = np.ones(3); const data = np.random.RandomState(1).randn(10, 3);
      for (let i = 0; i < 24; i++) {
        const batch = i % 4 < 3 ? data["0:4"] : data["4:7"];
        w = w - 0.1 * grad((w) => np.mean((np.dot(batch, w) - 1) ** 2))(w); print(w);
      }`);
    expect(reruns).toBeGreaterThan(12);
  });
});

describe('a trace that goes another way than its recording', () => {
  it.each([
    [
      'by a decision on an array',
      'const g = grad((x) => np.sum(x) > 3.5 ? np.sum(x ** 3) : np.sum(np.sin(x)))(x); print(g); x = i % 3 === 2 ? np.ones(4) : x + 0.1;',
    ],
    [
      'by a decision on a number',
      'const g = grad((x) => { const s = np.sum(x); return s > 3.5 ? s ** 2 : np.sin(s) * np.sum(x * x); })(x); print(g); x = i % 3 === 2 ? np.ones(4) : x - 0.2;',
    ],
    ['by a constant', 'print(grad((x) => np.sum(i * x ** 2) + i)(x));'],
    ['by the sign of nought', 'print(valueAndGrad((x) => np.sum(np.arctan2(i % 2 ? 0 : -0, x)))(-1 * x));'],
    [
      'by a constant of a number',
      'print(grad((x) => { const s = np.sum(x); return (i % 4) * s * s + s ** (i % 3); })(x));',
    ],
    [
      'by the length of a loop',
      'print(grad((x) => { let y = x; for (let k = 0; k < i % 5; k++) y = np.sin(y) + x; return np.sum(y); })(x));',
    ],
    [
      'at its end',
      'print(grad((x) => { const y = np.exp(x) * x; return i % 4 < 3 ? np.sum(y) : np.sum(y * y); })(x));',
    ],
    [
      'by a plain array of another shape',
      'print(grad((x) => np.sum(x * np.ones(i % 4 < 3 ? [4] : [2, 4])))(x));',
    ],
    [
      'by an index that is an array',
      'const at = np.array([i % 4, (i + 1) % 4, (i * 7) % 4]); print(grad((x) => np.sum(x[at] ** 2))(x));',
    ],
    [
      'by a mask',
      'const mask = np.arange(4) < i % 5; print(grad((x) => np.sum(x[mask] ** 2) + np.sum(np.where(mask, x, x * x)))(x));',
    ],
    [
      'by one array in place of two',
      'const a = np.ones(4) * 2, b = np.ones(4) * 3; print(grad((x) => np.sum(x * a * (i % 5 < 4 ? a : b)))(x));',
    ],
    [
      'by two arrays in place of one',
      'const a = np.ones(4) * (i + 2), b = np.ones(4) * 3; print(grad((x) => np.sum(x * a * (i % 5 < 4 ? b : a)))(x));',
    ],
    [
      'by an array that was assigned into',
      'kept[0] = i; print(grad((x) => np.sum(x * kept) + np.sum(kept[np.array([0, 1])] * x["1:3"]))(x));',
    ],
    [
      'by an array assigned into while it is under way',
      'print(grad((x) => { const y = x * kept; kept[1] = i; const z = x * kept; return np.sum(y * z); })(x));',
    ],
    ['by a value taken out of it', 'print(grad((x) => np.sum(x * np.value(x)))(x)); x = x + 0.1;'],
    [
      'by an error that is caught',
      'const A = i % 3 === 2 ? np.zeros([2, 2]) : np.eye(2); print(grad((x) => { try { return np.sum(np.linalg.inv(A * x[0]) * 2); } catch { return np.sum(x ** 2); } })(x));',
    ],
    [
      'by an error that is not',
      'try { grad((x) => { const s = np.sum(x ** 2); if (i % 3 === 1) throw new Error("no"); return s; })(x); } catch (e) { print(e.message); } print(grad((x) => np.sum(x ** 2))(x));',
    ],
    [
      'by the number of variables',
      'print(grad((q) => q.reduce((s, v) => s + np.sum(v ** 2), 0))(i % 3 === 2 ? [x, x] : [x]));',
    ],
    [
      'by what it was made of',
      'print(grad((x) => { const y = x * 2, z = x * 3; return np.sum(i % 4 < 3 ? y * y : y * z); })(x));',
    ],
    [
      'by a number that is drawn',
      'print(grad((x) => np.sum(x * np.random.randn(4)) + np.random.rand() * np.sum(x))(x));',
    ],
    ['by elements read in another order', 'print(grad((x) => x[i % 4] * x[(i + 1) % 4] + np.sum(x))(x));'],
    [
      'by a rule of the script’s own',
      'const p = primitive((x) => np.exp(x)); defvjp(p, (y, x) => (g) => g * y * i); print(grad((x) => np.sum(p(x)))(x));',
    ],
    [
      'by a pull-back that is kept',
      'const [pull, y] = makeVjp((x) => x ** 2)(x); print([pull(np.ones(4)), grad((x) => np.sum(x ** 2))(x), y]);',
    ],
    [
      'by a Jacobian',
      'print([jacobian((x) => x ** 2 * kept)(x), hessian((x) => np.sum(x ** 3))(x)]); x = x + 1;',
    ],
    [
      'by derivatives of numbers',
      'print(grad((x) => { const s = np.sum(x); return grad((t) => t ** 3 * s)(s * i) + s; })(x));',
    ],
  ])('%s', async (_, step) => {
    await expectSame(
      `let x = np.linspace(0.5, 1.5, 4); const kept = np.ones(4);\nfor (let i = 0; i < 14; i++) { ${step} }`,
    );
  });

  it('again and again is soon left in peace', async () => {
    const { failures } = await expectSame(
      'for (let i = 0; i < 300; i++) print(grad((x) => np.sum(i * x ** 2))(np.ones(3)));',
    );
    expect(failures).toBeLessThan(20);
  });
});

describe('a trace with an operator within', () => {
  it.each([
    [
      'whose value is a constant of the outer',
      'const c = np.linspace(0.1, 1, 4) + i + 0.5; print(grad((x) => { const [v] = valueAndGrad((t) => np.sum(t * t))(c); return np.sum(x * v); })(x));',
    ],
    [
      'whose tangent is one',
      'const c = np.linspace(0.1, 1, 4) * (i + 1); print(grad((x) => { const [, t] = jvp((t) => np.sum(t ** 3), [c], [c + 1]); return np.sum(x * t); })(x));',
    ],
    [
      'that leaks a number',
      'const c = np.linspace(0.1, 1, 4) * (i + 1); print(grad((x) => { let leak; grad((t) => { leak = np.sum(t * t); return leak; })(c); return np.sum(x * leak); })(x));',
    ],
    [
      'that leaks an array, which is assigned into',
      'const c = np.linspace(1, 2, 4) + i; print(grad((x) => { let leak; grad((t) => { leak = t * 2; return np.sum(leak); })(c); leak[1] = 50; return np.sum(x * leak * x); })(x));',
    ],
    [
      'that leaks a parameter of numbers that are drawn',
      'print(grad((x) => { let leak; grad((t) => { leak = np.sum(t); return leak; })(kept); return np.sum(x * random.normal(leak, 1)); })(x));',
    ],
  ])('%s', async (_, step) => {
    await expectSame(
      `let x = np.linspace(0.5, 1.5, 4); const kept = np.ones(4), random = np.random.RandomState(3);\nfor (let i = 0; i < 8; i++) { ${step} }`,
    );
  });
});

describe('an array assigned into, before the trace leaves its recording', () => {
  it.each([
    [
      'made outside',
      'const b = np.linspace(1, 2, 4); print(grad((x) => { const y = x * b; b[0] = 99; return np.sum(y * y * (i % 5 === 4 ? 7 : 3)); })(x));',
    ],
    [
      'by a slice',
      'const b = np.linspace(1, 2, 4); print(grad((x) => { const y = x * b; b["1:"] = x.length; return np.sum(y * y * (i % 5 === 4 ? 7 : 3)); })(x));',
    ],
  ])('%s', async (_, step) => {
    const { reruns, failures } = await expectSame(
      `let x = np.ones(4);\nfor (let i = 0; i < 12; i++) { ${step} }`,
    );
    expect(reruns).toBeGreaterThan(2);
    expect(failures).toBeGreaterThan(0);
  });
});

describe('an operation that fails while a recording answers', () => {
  it.each([
    [
      'within a function of several, its value unused',
      'const y = np.linalg.matrix_power(B * x[0], -2); return np.sum(x * 3);',
    ],
    [
      'within a function of several, its value used',
      'const y = np.linalg.matrix_power(B * x[0], -2); return np.sum(y) * x[1];',
    ],
    [
      'caught at once',
      'let y = x; try { y = np.linalg.matrix_power(B * x[0], -2); } catch {} return np.sum(y);',
    ],
    ['its value kept', 'kept.push(np.linalg.matrix_power(B * x[0], -2)); return np.sum(x * x);'],
    ['in the derivative only', 'return np.linalg.slogdet(B * x[0])[1];'],
    ['large', 'return np.sum(np.linalg.matrix_power(np.kron(B, np.eye(12)) * x[0], -2));'],
  ])('%s', async (_, body) => {
    const { reruns } = await expectSame(`
      let x = np.ones(3); const kept = [];
      for (let i = 0; i < 12; i++) {
        const B = i % 5 === 4 ? np.zeros([3, 3]) : np.eye(3) * (i + 1.5);
        try { print(grad((x) => { ${body} })(x)); } catch (e) { print(e.message); }
      }`);
    expect(reruns).toBeGreaterThan(2);
  });
});

describe('plain arrays that differ each time', () => {
  it.each([
    [
      'weights of a sum',
      'const c = np.sin(np.arange(4) + i); print(grad((x) => -np.sum(np.exp(x) * c) / 4)(x));',
    ],
    [
      'of whole numbers',
      'const c = np.arange(4) * i; print(grad((x) => np.sum(x * c) + np.mean(c * x ** 2))(x));',
    ],
    ['masks as numbers', 'const c = np.arange(4) > i % 4; print(grad((x) => np.sum(x ** 2 * c))(x));'],
    [
      'one-hot targets',
      'const t = np.eye(4)[i % 4]; print(grad((x) => -np.sum((x - special.logsumexp(x)) * t))(x));',
    ],
  ])('%s do not end a recording', async (_, step) => {
    const { reruns } = await expectSame(
      `let x = np.linspace(0.5, 1.5, 4);\nfor (let i = 0; i < 12; i++) { ${step} x = x + 0.1; }`,
    );
    expect(reruns).toBe(9);
  });

  it('one in the place of three is another trace', async () => {
    await expectSame(`
      const x = np.linspace(0.1, 1, 5);
      for (let i = 0; i < 8; i++) {
        const c = np.sin(np.arange(5) + i), P = i % 3 === 2 ? [c, c, c] : [c, c + 1, c + 2];
        print(valueAndGrad((x) => np.sum(np.sin(x * P[0])) + np.sum(np.sin(x * P[1])) + np.sum(np.sin(x * P[2])))(x));
      }`);
  });

  it('two sizes are two recordings', async () => {
    const { reruns } = await expectSame(
      'for (let i = 0; i < 40; i++) print(grad((x) => np.sum(x ** 2))(np.ones(3 + (i % 2)) * i));',
    );
    expect(reruns).toBeGreaterThan(32);
  });
});

describe('memory', () => {
  it('of arrays that were tried in vain is free', async () => {
    await expectSame(`
      const W = np.ones([300, 300]); const f = grad((W, b) => np.sum(np.tanh(W)) + np.sum(b ** 2), [0, 1]);
      for (let i = 0; i < 120; i++) print(np.sum(f(W, np.ones(i < 5 ? 3 : 3 + i))[0]));`);
  });

  it('of fused operations is that of the first run', async () => {
    await expectSame(`
      const x = np.linspace(0, 1, 1000000);
      for (let i = 0; i < 5; i++) print(np.sum(grad((x) => { const y = np.tanh(x); return np.sum(y * y); })(x)));`);
  });

  it('of recordings holds no arrays that may differ', async () => {
    const before = process.memoryUsage().arrayBuffers;
    await expectSame(`
      for (let k = 1; k < 9; k++) for (let i = 0; i < 4; i++)
        print(grad((x) => { let y = x; for (let j = 0; j < k; j++) y = y * np.ones(100000); return np.sum(y); })(np.ones(100000))[0]);`);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 28);
  });
});

describe('arrays outlive the trace they were made in', () => {
  it.each([
    [
      'stored by the function',
      'const g = grad((x) => { const y = x ** 2; found.push(y); return np.sum(y * x); })(x); print([g, found.map((y) => y * 1)]); x = x + 1;',
    ],
    [
      'stored and used by the next',
      'const g = grad((x) => { const y = x ** 2 + (found[i - 1] ?? 0); found.push(y); return np.sum(y * x); })(x); print(g); x = x * 0.5;',
    ],
    [
      'stored elements',
      'const g = grad((x) => { found.push(x[0] * x[1], np.sum(x)); return np.sum(x ** 2); })(x); print([g, found.map((y) => np.value(y))]); x = x + 1;',
    ],
    ['gradients kept', 'found.push(grad((x) => np.sum(x ** 2))(x)); print(found); x = x + 1;'],
  ])('%s', async (_, step) => {
    await expectSame(
      `let x = np.linspace(0.5, 1.5, 4); const found = [];\nfor (let i = 0; i < 8; i++) { ${step} }`,
    );
  });
});

it('programs made at random', async () => {
  const { reruns } = await expectSame(`
    const random = np.random.RandomState(7);
    const pick = (n) => random.randint(0, n);
    const plain = [np.linspace(-1, 1, 4), np.ones(4), np.eye(4)["1"]];
    function program(seed) { // a function that does the same whenever it is made from the same seed
      const r = np.random.RandomState(seed);
      const steps = Array.from({ length: 12 }, () => [r.randint(0, 9), r.randint(0, 99), r.randint(0, 99)]);
      return (x, late) => {
        const made = [x, x * 0.5];
        steps.forEach(([what, a, b], k) => {
          const y = made[a % made.length], z = made[b % made.length], p = plain[a % 3];
          if (k === late) made.push(np.cos(y));
          else if (what === 0) made.push(np.sin(y) * z);
          else if (what === 1) made.push(y * p);
          else if (what === 2) made.push(y + np.sum(z));
          else if (what === 3) made.push(np.tanh(y - z));
          else if (what === 4) made.push(np.sum(y) > 0 ? y * 2 : z);
          else if (what === 5) made.push(y * z[b % 4]);
          else if (what === 6) made.push(np.concatenate([y["2:"], z["0:2"]]));
          else if (what === 7) made.push(np.dot(np.outer(y, p), z) / 4);
          else made.push(np.where(y > p, y, z));
        });
        return np.sum(np.tanh(made.at(-1) + made.at(-2)));
      };
    }
    const programs = [1, 2, 3].map(program);
    for (let i = 0; i < 250; i++) {
      if (pick(6) === 0) plain[pick(3)] = random.randn(4);
      const f = programs[pick(8) < 6 ? 0 : pick(3)];
      const late = pick(10) === 0 ? pick(12) : -1;
      print(grad((x) => f(x, late))(random.randn(4)));
    }`);
  expect(reruns).toBeGreaterThan(40);
}, 60_000);
