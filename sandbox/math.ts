/** `Math` for traced numbers: every function records what it did; on plain numbers it is QuickJS's own. */

import { type Elementwise, family, plain, type Scalar } from './elementwise.ts';
import { getOwnPropertyNames, lock, NativeMath, override } from './intrinsics.ts';
import { toNumber } from './numbers.ts';
import { random } from './random.ts';
import { isTraced, loss, pin, record } from './tracer.ts';

declare const OP: Readonly<Record<'max' | 'min' | 'hypot' | 'abs' | 'toInt32' | 'toUint32', number>>;

/** Return the function of any number of arguments that folds them with a primitive, from the left as QuickJS does. */
function folded(name: 'max' | 'min' | 'hypot', one: (x: Scalar) => Scalar): (...values: unknown[]) => Scalar {
  const native = NativeMath[name]!;
  const code = OP[name];
  const empty = native();
  return (...values) => {
    const x = values[0];
    const y = values[1];
    if (values.length === 2 && typeof x === 'number' && typeof y === 'number') return native(x, y);
    if (values.length === 0) return empty;
    let result = one(toNumber(x));
    for (let i = 1; i < values.length; i++) {
      const next = toNumber(values[i]);
      const value = native(plain(result), plain(next));
      result = isTraced(result) || isTraced(next) ? record(code, value, result, next) : value;
    }
    return result;
  };
}

const itself = (x: Scalar): Scalar => x;
const magnitude = (x: Scalar): Scalar =>
  isTraced(x) ? record(OP.abs, NativeMath.abs!(plain(x)), x) : NativeMath.abs!(x);

/** Return `x` as an integer of 32 bits: constant between whole numbers, so the result is pinned. */
function word(x: unknown, code: number, value: (x: number) => number): number {
  const number = toNumber(x);
  return isTraced(number) ? pin(record(code, value(plain(number)), number)) : number;
}

const own = {
  max: folded('max', itself),
  min: folded('min', itself),
  hypot: folded('hypot', magnitude),
  imul: (x: unknown, y: unknown): number => {
    const a = word(x, OP.toInt32, (v) => v | 0);
    return NativeMath.imul!(
      a,
      word(y, OP.toInt32, (v) => v | 0),
    );
  },
  clz32: (x: unknown): number => NativeMath.clz32!(word(x, OP.toUint32, (v) => v >>> 0)),
  fround: (x: unknown): number => {
    if (isTraced(x))
      throw loss('Math.fround rounds to 32 bits', 'leave out Math.fround, or round np.value(x)');
    return NativeMath.fround!(toNumber(x) as number);
  },
  random,
};

/** Give `Math` its traced functions and make them constant. */
export function installMath(): void {
  const fromRows: Record<string, Elementwise> = family('Math.', (_, value) => toNumber(value));
  override(Math, fromRows);
  override(Math, own);
  const names = getOwnPropertyNames(Math);
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    // What ES2023 does not have could not be traced.
    if (typeof Math[name as 'sin'] === 'function' && !(name in fromRows) && !(name in own))
      delete (Math as never)[name];
  }
  lock(Math);
}
