/**
 * Why an operation has no finite value or derivative at given operands, in words, and what to do about it. Operands are numbers:
 * those of the element concerned in arrays.
 */

export interface Cause {
  /** Completes "`1 / 0` is …": what happened. */
  readonly why: string;
  readonly remedy: string | undefined;
}

/** The operands of an operation and its value. */
type Judge = (operands: readonly number[], value: number) => Cause | undefined;

const because = (holds: boolean, why: string, remedy?: string): Cause | undefined =>
  holds ? { why, remedy } : undefined;

const KEEP_OFF_ZERO =
  'treat the point where the divisor is 0 apart (an if, or np.where), or keep the divisor away from 0';
const LOG_REMEDY =
  'keep the argument above 0, for example with Math.max(u, 1e-300), or add the logarithms of factors';
const ROOT_REMEDY =
  'add a small positive number under the root (Math.sqrt(u + 1e-12)), or treat that point apart with an if';
const APART = 'treat that point apart with an if';
const RANGE_REMEDY = 'keep the argument inside the domain, for example with np.clip';
const OVERFLOW_REMEDY =
  'rescale, or work with logarithms: np.logaddexp and scipy.special.logsumexp do not overflow';

const logarithm: Judge = ([x = Number.NaN]) =>
  because(x === 0, 'the logarithm of 0', LOG_REMEDY) ??
  because(x < 0, 'the logarithm of a negative number', LOG_REMEDY);

/** By the name of the primitive. */
const OF_VALUES: Readonly<Record<string, Judge>> = {
  div: ([x = 1, y = 1]) =>
    because(x === 0 && y === 0, 'dividend and divisor are both 0', KEEP_OFF_ZERO) ??
    because(y === 0, 'a division by 0', KEEP_OFF_ZERO),
  fmod: ([, y]) => because(y === 0, 'the remainder of a division by 0', KEEP_OFF_ZERO),
  log: logarithm,
  log2: logarithm,
  log10: logarithm,
  log1p: ([x = 0]) =>
    because(x === -1, 'the logarithm of 1 + x = 0', LOG_REMEDY) ??
    because(x < -1, 'the logarithm of a negative number 1 + x', LOG_REMEDY),
  sqrt: ([x = 0]) =>
    because(x < 0, 'the square root of a negative number', 'keep the argument at 0 or above'),
  pow: ([x = 0, y = 0]) =>
    because(x === 0 && y < 0, '0 to a negative power', KEEP_OFF_ZERO) ??
    because(
      x < 0 && !Number.isInteger(y),
      'a negative number to a power that is no integer',
      'keep the base at 0 or above; for odd roots use Math.cbrt',
    ),
  asin: ([x = 0]) => because(Math.abs(x) > 1, 'an argument outside of -1 to 1', RANGE_REMEDY),
  acos: ([x = 0]) => because(Math.abs(x) > 1, 'an argument outside of -1 to 1', RANGE_REMEDY),
  acosh: ([x = 1]) => because(x < 1, 'an argument below 1', RANGE_REMEDY),
  atanh: ([x = 0]) => because(Math.abs(x) >= 1, 'an argument that is not between -1 and 1', RANGE_REMEDY),
  mul: ([x = 1, y = 1]) =>
    because(
      (x === 0 && !Number.isFinite(y)) || (y === 0 && !Number.isFinite(x)),
      '0 times infinity',
      'use np.where or an if instead of multiplying by 0: the side not taken then does not count',
    ),
};

/** Primitives whose derivative is infinite where the value is finite. */
const OF_SLOPES: Readonly<Record<string, Judge>> = {
  sqrt: ([x]) => because(x === 0, 'the square root has a vertical tangent at 0', ROOT_REMEDY),
  cbrt: ([x]) => because(x === 0, 'the cube root has a vertical tangent at 0', APART),
  pow: ([x, y = 1]) =>
    because(
      x === 0 && !Number.isInteger(y),
      `x ** ${y} has no finite derivative of that order at 0`,
      APART,
    ) ??
    because(
      x !== undefined && x < 0,
      'the derivative by the exponent needs the logarithm of a negative base',
      'keep the base above 0; np.value(y) makes the exponent a constant',
    ),
  asin: ([x]) => because(x === 1 || x === -1, 'it has a vertical tangent at -1 and 1', RANGE_REMEDY),
  acos: ([x]) => because(x === 1 || x === -1, 'it has a vertical tangent at -1 and 1', RANGE_REMEDY),
  acosh: ([x]) => because(x === 1, 'it has a vertical tangent at 1', RANGE_REMEDY),
  atan2: ([y, x]) =>
    because(x === 0 && y === 0, 'the angle of the origin has no derivative', 'treat the origin apart'),
};

/** Return why the value of a primitive is not finite though its operands are, or why a non-finite operand spoils it. */
export function causeOfValue(name: string, operands: readonly number[], value: number): Cause {
  const known = OF_VALUES[name]?.(operands, value);
  if (known !== undefined) return known;
  if (operands.some((x) => !Number.isFinite(x)))
    return {
      why: 'an operand that is not finite to begin with: a number that does not depend on the input',
      remedy: 'look where that number comes from',
    };
  if (Number.isNaN(value))
    return { why: 'not defined for these operands', remedy: 'keep the operands inside the domain' };
  return isOverflow(name)
    ? { why: 'larger than the largest double, 1.8e308', remedy: OVERFLOW_REMEDY }
    : { why: 'infinite there: a pole, or larger than the largest double', remedy: 'keep off that point' };
}

const isOverflow = (name: string): boolean =>
  ['add', 'sub', 'mul', 'div', 'exp', 'expm1', 'sinh', 'cosh', 'pow'].includes(name);

/** Return why the derivative of order `order` is not finite where the value is. */
export function causeOfSlope(
  name: string,
  operands: readonly number[],
  value: number,
  coefficient: number,
): Cause {
  return (
    OF_SLOPES[name]?.(operands, value) ??
    (Number.isNaN(coefficient)
      ? { why: 'there is no derivative at these operands', remedy: APART }
      : {
          why: 'it is infinite at these operands, or larger than the largest double',
          remedy: 'treat that point apart with an if, or rescale',
        })
  );
}

/** Return why a primitive passes nothing of its operands' derivatives on, though it does elsewhere. */
export function causeOfZero(name: string, operands: readonly number[], value: number): Cause {
  switch (name) {
    case 'mul':
      return operands.includes(0)
        ? { why: 'a factor is exactly 0', remedy: undefined }
        : { why: 'the product of derivatives is smaller than the smallest double', remedy: RESCALE };
    case 'add':
    case 'sub':
      return { why: 'the derivatives of its operands cancel exactly', remedy: undefined };
    case 'abs':
      return { why: 'the derivative of the absolute value at 0 is 0 by convention', remedy: undefined };
    case 'max':
    case 'min':
      return { why: 'the side that was taken does not move with the input', remedy: SIDE };
    case 'clip':
      return { why: 'the value is at a bound or beyond it, where it does not move', remedy: SIDE };
    case 'where':
      return { why: 'the side that was taken does not move with the input', remedy: SIDE };
  }
  if (value === 0 && (name === 'exp' || ((name === 'pow' || name === 'div') && operands[0] !== 0)))
    return { why: 'the value underflows: it is smaller than the smallest double', remedy: RESCALE };
  if (operands.some((x) => Math.abs(x) > FLAT))
    return {
      why: 'the function is so flat there that its slope is below the smallest double',
      remedy: RESCALE,
    };
  return { why: 'its slope is 0 there: a stationary point', remedy: undefined };
}

/** Beyond, a slope of 0 comes from saturation (tanh, erf, the logistic function) rather than from a stationary point. */
const FLAT = 15;
const RESCALE = 'rescale the argument, or work with logarithms';
const SIDE =
  'where that is not meant, use a smooth function: np.logaddexp in place of a maximum, np.tanh in place of clip';
