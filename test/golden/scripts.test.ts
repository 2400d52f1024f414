/**
 * The golden programs (`compose`) in the sandbox, rewritten like any script: value, `grad` of all arguments, `jvp` along the
 * direction, and `grad` of the product of gradient and direction; each at other points before, so that the derivatives compared come
 * from recordings. Several programs share a VM.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RewriteModule, rewriter } from '../../src/script/rewrite.ts';
import { load } from '../sandbox/harness.ts';
import {
  type Case, expectClose, FILES, isJsonArray, type Json, type JsonArray, type JsonValue, readCases, symmetrized, toNDArray,
} from './cases.ts'; // biome-ignore format: one import

const TOLERANCE = 1e-8;
const PROGRAMS_A_VM = 8;

/** What a program answers: arrays as in the golden files. */
interface Answer {
  readonly error?: string;
  readonly value: JsonValue;
  readonly grads?: readonly JsonValue[];
  readonly jvp?: JsonValue;
  readonly hvp?: readonly JsonValue[];
}

/** Reads and writes the arrays of the golden files, in the sandbox. */
const PRELUDE = `
const numberOf = (x) => x === 'nan' ? NaN : x === 'inf' ? Infinity : x === '-inf' ? -Infinity : Number(x);
const decode = (json) => {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(decode);
  if ('tuple' in json) return json.tuple.map(decode);
  const data = json.data.map(numberOf);
  if (json.dtype === 'float64') return json.shape.length === 0 ? data[0] : np.array(data).reshape(json.shape);
  if (json.dtype !== 'complex128') return np.array(data).astype(json.dtype).reshape(json.shape);
  const part = (k) => json.shape.length === 0 ? data[k] : np.array(data.filter((_, i) => i % 2 === k)).reshape(json.shape);
  return np.complex(part(0), part(1));
};
const textOf = (x) => Number.isFinite(x) ? x : Number.isNaN(x) ? 'nan' : x > 0 ? 'inf' : '-inf';
const isList = (x) => Array.isArray(x);
const encode = (x) => {
  if (isList(x)) return { tuple: x.map(encode) };
  if (typeof x === 'boolean') return { shape: [], dtype: 'bool', data: [x] };
  if (typeof x === 'number') return { shape: [], dtype: 'float64', data: [textOf(x)] };
  const list = (y) => typeof y === 'number' ? [y] : [...np.ravel(y)];
  const data = x.dtype === 'complex128' ? list(x.real).flatMap((re, i) => [re, list(x.imag)[i]]) : list(x).map(Number);
  return { shape: x.shape, dtype: x.dtype, data: data.map(textOf) };
};
const pairing = (x, y) => isList(x) ? x.reduce((sum, part, i) => sum + pairing(part, y[i]), 0) : np.sum(np.real(x * y));
const answer = (f, { args: given, wrt, weights, direction, wanted }) => {
  const args = given.map(decode);
  const at = wrt.map((n) => args[n]);
  const of = (...inner) => f(...args.map((x, n) => wrt.includes(n) ? inner[wrt.indexOf(n)] : x));
  const result = { value: encode(of(...at)) };
  if (!wanted.grads) return result;
  const w = decode(weights);
  const moved = (x, k) => isList(x) ? x.map((part) => moved(part, k)) : np.array(x).dtype === 'float64' || np.iscomplexobj(x) ? x * (1 + k / 128) : x;
  const again = (f) => { for (const k of [1, -1, 2]) try { f(...at.map((x) => moved(x, k))); } catch {} return f(...at); };
  const argnums = wrt.map((_, i) => i);
  const gradient = grad((...inner) => pairing(of(...inner), w), argnums);
  result.grads = again(gradient).map(encode);
  const v = decode(direction);
  if (wanted.jvp) result.jvp = encode(again((...x) => jvp(of, x, v))[1]);
  if (wanted.hvp) result.hvp = again(grad((...inner) => pairing(gradient(...inner), v), argnums)).map(encode);
  return result;
};
const attempt = (f, given) => { try { return answer(f, given); } catch (error) { return { error: String(error) + error.stack }; } };
`;

/** Run programs in one VM. */
async function run(rewrite: RewriteModule, cases: readonly Case[]): Promise<Answer[]> {
  const programs = cases.map(
    ({ ts, args, wrt, weights, direction, grads, jvp, jvp_numeric, hvp, hvp_numeric }) => {
      const wanted = {
        grads: grads !== null,
        jvp: direction !== null && (jvp ?? jvp_numeric ?? null) !== null,
        hvp: direction !== null && (hvp ?? hvp_numeric ?? null) !== null,
      };
      return `console.log(JSON.stringify(attempt(${ts}, ${JSON.stringify({ args, wrt, weights, direction, wanted })})));`;
    },
  );
  const { code } = rewrite(`${PRELUDE}\n${programs.join('\n')}`, '/main.js');
  const { printed } = await load(code);
  return printed.filter(([stream]) => stream === 'out').map(([, text]) => JSON.parse(text) as Answer);
}

/** The arrays of a value in order; a number is one without axes. */
function flat(value: JsonValue | readonly JsonValue[]): JsonArray[] {
  if (isJsonArray(value)) return [value];
  if (typeof value === 'number' || typeof value === 'boolean')
    return [{ shape: [], dtype: 'float64', data: [value] }];
  if (typeof value === 'string') return [{ shape: [], dtype: 'float64', data: [value as 'nan'] }];
  if (Array.isArray(value)) return value.flatMap(flat);
  return flat((value as { readonly tuple: readonly JsonValue[] }).tuple);
}

function compare(
  test: Case,
  found: JsonValue | undefined,
  truth: JsonValue,
  tolerance: number,
  what: string,
): void {
  const arrays = flat(found as JsonValue);
  const expected = flat(truth);
  expect(arrays.length, what).toBe(expected.length);
  for (const [i, array] of expected.entries()) {
    const isSymmetric =
      what !== 'value' && what !== 'jvp' && test.symmetric !== undefined && array.shape.length >= 2;
    const shown = isSymmetric ? symmetrized(arrays[i]!) : arrays[i]!;
    expectClose(toNDArray(shown), isSymmetric ? symmetrized(array) : array, tolerance, `${what} ${i}`);
  }
}

function check(test: Case, answer: Answer): void {
  if (answer.error !== undefined) expect.fail(answer.error);
  const tolerance = test.tol ?? TOLERANCE;
  const loose = (exact: Json | JsonValue | null): number => (exact === null ? 1e-5 : tolerance);
  compare(test, answer.value, test.value, tolerance, 'value');
  if (answer.grads !== undefined)
    compare(test, { tuple: answer.grads }, { tuple: test.grads! }, tolerance, 'grads');
  if (answer.jvp !== undefined)
    compare(test, answer.jvp, (test.jvp ?? test.jvp_numeric)!, loose(test.jvp), 'jvp');
  if (answer.hvp !== undefined)
    compare(test, { tuple: answer.hvp }, { tuple: (test.hvp ?? test.hvp_numeric)! }, loose(test.hvp), 'hvp');
}

const counts = new Map<string, { passed: number; readonly all: number }>();

const FILES_WITH_PROGRAMS = FILES.filter((file) => readCases(file).some(({ fn }) => fn === 'compose'));

describe.each(FILES_WITH_PROGRAMS)('programs of %s.json', (file) => {
  const cases = readCases(file).filter(({ fn }) => fn === 'compose');
  const count = { passed: 0, all: cases.length };
  counts.set(file, count);
  const answers: Answer[] = [];
  beforeAll(async () => {
    const rewrite = await rewriter();
    for (let i = 0; i < cases.length; i += PROGRAMS_A_VM)
      answers.push(...(await run(rewrite, cases.slice(i, i + PROGRAMS_A_VM))));
  }, 60_000);
  it.each(cases.map((test, i) => [test.id, test, i] as const))('%s', (_, test, i) => {
    check(test, answers[i]!);
    count.passed++;
  });
});

afterAll(() => {
  const lines = [...counts].map(([file, { passed, all }]) => `${file.padEnd(14)}${passed} of ${all}`);
  process.stdout.write(`golden programs in the sandbox\n${lines.join('\n')}\n`);
});
