/**
 * Exports QuickJS's own libm from its WebAssembly binary, so that the host can call the very functions `Math.*` calls in the
 * guest. The functions are found by their values: every f64 → f64 and (f64, f64) → f64 function of the binary is tried
 * against QuickJS's `Math`. A function that cannot be found fails the build. Read by `vm/libm.ts` as exports `libm_exp` …
 */

import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant } from 'quickjs-emscripten';

const EXPRESSIONS = { pow: 'x ** y', fmod: 'x % y' }; // the others are `Math.<name>`

const F64 = 0x7c;
const FUNCTION_TYPE = 0x60;
const SECTION = { type: 1, import: 2, function: 3, export: 7 };

/** Return `binary` with the functions `names1` (of one argument) and `names2` (of two) exported as `libm_<name>`. */
export async function exportLibm(binary, names1, names2) {
  const unary = functionsOfArity(binary, 1);
  const binaryOnes = functionsOfArity(binary, 2);
  const every = [...unary, ...binaryOnes].map((index) => [`f${index}`, index]);
  const probe = await instantiate(withExports(binary, every));
  const values = await guestValues([...names1, ...names2]);
  const found = [
    ...names1.map((name) => [`libm_${name}`, find(name, unary, probe, values)]),
    ...names2.map((name) => [`libm_${name}`, find(name, binaryOnes, probe, values)]),
  ];
  return withExports(binary, found);
}

/** Return the index of the first function that agrees with the guest's values bit for bit. */
function find(name, candidates, probe, values) {
  const agrees = (index) => {
    const f = probe[`f${index}`];
    return X.every((x, i) => Object.is(f(x, Y[i]), values[name][i]));
  };
  const index = candidates.find(agrees);
  if (index === undefined) throw new Error(`QuickJS's ${name} is not among the functions of its binary`);
  return index;
}

/** Instantiate a QuickJS binary of which only functions without imports are called; return its exports. */
async function instantiate(binary) {
  const module = new WebAssembly.Module(binary);
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] =
      kind === 'memory' ? new WebAssembly.Memory({ initial: 256, maximum: 32768 }) : () => 0;
  }
  return (await WebAssembly.instantiate(module, imports)).exports;
}

/** Arguments that tell the functions apart: special values, every magnitude, and the ranges where each is defined. */
function testArguments() {
  const special = [
    0,
    -0,
    1,
    -1,
    0.5,
    2,
    3,
    Infinity,
    -Infinity,
    NaN,
    5e-324,
    -1e-310,
    1.7e308,
    709.8,
    -745.2,
    1e-5,
    22,
    -30.5,
  ];
  const x = special.flatMap((a) => special.map(() => a));
  const y = special.flatMap(() => special);
  let state = 12345;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 600; i++) {
    const scale = [1, 3, 30, 700, 1e6][i % 5];
    x.push((random() * 2 - 1) * scale, random() * scale, (random() - 0.5) * 2 ** (random() * 600 - 300));
    y.push(
      (random() * 2 - 1) * 5,
      (random() * 2 - 1) * scale,
      (random() - 0.5) * 2 ** (random() * 600 - 300),
    );
  }
  return [Float64Array.from(x), Float64Array.from(y)];
}
const [X, Y] = testArguments();

/** Return what QuickJS's `Math` says for the test arguments, by name. */
async function guestValues(names) {
  const quickjs = await newQuickJSWASMModuleFromVariant(variant);
  const vm = quickjs.newContext();
  const pass = (name, values) =>
    vm.newArrayBuffer(values.slice().buffer).consume((h) => vm.setProp(vm.global, name, h));
  pass('X', X);
  pass('Y', Y);
  const result = {};
  for (const name of names) {
    const expression = EXPRESSIONS[name] ?? `Math.${name}(x, y)`;
    const code = `{ const ys = new Float64Array(Y); new Float64Array(X).map((x, i) => { const y = ys[i]; return ${expression}; }).buffer }`;
    const bytes = vm
      .unwrapResult(vm.evalCode(code))
      .consume((h) => vm.getArrayBuffer(h).consume((b) => b.value.slice()));
    result[name] = new Float64Array(bytes.buffer);
  }
  vm.dispose();
  return result;
}

// ── The binary format (WebAssembly core specification, section 5.5) ──

function reader(bytes, position = 0) {
  return {
    get position() {
      return position;
    },
    byte: () => bytes[position++],
    /** An unsigned LEB128 number. */
    number() {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[position++];
        value |= (byte & 127) << shift;
        if (byte < 128) return value >>> 0;
      }
    },
    skip(count) {
      position += count;
    },
  };
}

function encodeNumber(value) {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return [...bytes, value];
}

function encodeName(text) {
  return [...encodeNumber(text.length), ...Buffer.from(text)];
}

/** Return `{ start, end, body }` of a section: where it begins with its header, where it ends, where its content begins. */
function section(bytes, wanted) {
  const read = reader(bytes, 8);
  for (;;) {
    const start = read.position;
    const id = read.byte();
    const length = read.number();
    if (id === wanted) return { start, body: read.position, end: read.position + length };
    read.skip(length);
  }
}

/** Return the indices of the functions that take `arity` doubles and return one. */
function functionsOfArity(bytes, arity) {
  const types = reader(bytes, section(bytes, SECTION.type).body);
  const isWanted = Array.from({ length: types.number() }, () => {
    if (types.byte() !== FUNCTION_TYPE) throw new Error('unexpected kind of type');
    const parameters = Array.from({ length: types.number() }, () => types.byte());
    const results = Array.from({ length: types.number() }, () => types.byte());
    return (
      parameters.length === arity &&
      results.length === 1 &&
      [...parameters, ...results].every((t) => t === F64)
    );
  });
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).filter(
    (i) => i.kind === 'function',
  ).length;
  const functions = reader(bytes, section(bytes, SECTION.function).body);
  return Array.from({ length: functions.number() }, (_, i) => [imported + i, functions.number()])
    .filter(([, type]) => isWanted[type])
    .map(([index]) => index);
}

/** Return `bytes` with more functions exported: pairs of name and function index. */
function withExports(bytes, more) {
  const { start, body, end } = section(bytes, SECTION.export);
  const read = reader(bytes, body);
  const count = read.number();
  const entries = more.flatMap(([name, index]) => [...encodeName(name), 0, ...encodeNumber(index)]);
  const content = [...encodeNumber(count + more.length), ...bytes.subarray(read.position, end), ...entries];
  const header = [SECTION.export, ...encodeNumber(content.length)];
  return Buffer.concat([bytes.subarray(0, start), Buffer.from([...header, ...content]), bytes.subarray(end)]);
}
