/** What a number is that a derivative is off by: -1, 1/3, 180/π, 1/7!. Text only. */

/** How exactly a rule must hold at every point. */
const CLOSE = 1e-6;

export function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= CLOSE * Math.max(Math.abs(a), Math.abs(b));
}

export const shown = (x: number): string => String(Number(x.toPrecision(6)));

/** Numbers that are forgotten, and what that mostly means. */
const KNOWN: readonly (readonly [value: number, name: string, meaning: string])[] = [
  [-1, '-1', 'a wrong sign?'],
  [180 / Math.PI, '180/π', 'degrees for radians, π/180 forgotten?'],
  [Math.PI / 180, 'π/180', 'degrees for radians, π/180 too many?'],
  [2 * Math.PI, '2π', 'a factor too many or missing?'],
  [1 / (2 * Math.PI), '1/(2π)', 'a factor too many or missing?'],
  [Math.LN2, 'ln 2', 'another base of the logarithm?'],
  [1 / Math.LN2, '1/ln 2', 'another base of the logarithm?'],
  [Math.LN10, 'ln 10', 'another base of the logarithm?'],
  [1 / Math.LN10, '1/ln 10', 'another base of the logarithm?'],
];

const MOST_WHOLE = 1e6;

/** Say what a constant ratio actual/expected means. */
export function factorText(ratio: number): string {
  const [name, meaning] = named(ratio);
  return `the ratio actual/expected is ${name} everywhere: ${meaning}`;
}

function named(ratio: number): readonly [name: string, meaning: string] {
  const known = KNOWN.find(([value]) => isClose(value, ratio));
  if (known !== undefined) return [known[1], known[2]];
  const sign = ratio < 0 ? '-' : '';
  const [whole, inverse] = [Math.round(Math.abs(ratio)), Math.round(1 / Math.abs(ratio))];
  if (whole > 1 && whole < MOST_WHOLE && isClose(whole, Math.abs(ratio)))
    return [
      `${sign}${whole}`,
      `a factor${ratio < 0 ? ' and a wrong sign' : ''}, as 1/n of a mean of ${whole}, missing?`,
    ];
  if (inverse > 1 && inverse < MOST_WHOLE && isClose(1 / inverse, Math.abs(ratio)))
    return [`${sign}1/${inverse}`, `a factor ${inverse} missing${ratio < 0 ? ' and a wrong sign' : ''}?`];
  return [shown(ratio), 'a factor too many or missing?'];
}

/** Write c·xᵖ, with the reciprocal of a factorial as such. */
export function powerText(factor: number, power: number): string {
  const x = power === 1 ? 'x' : `x^${power}`;
  if (power === 0) return shown(factor);
  let factorial = 1;
  for (let k = 1; k <= power + 1; k++) {
    factorial *= k;
    if (k > 2 && Math.abs(Math.abs(factor) * factorial - 1) < FACTORIAL)
      return `${factor < 0 ? '-' : ''}${x}/${k}!`;
  }
  return `${shown(factor)}·${x}`;
}

/** The factor of a term is seen through what else is left out. */
const FACTORIAL = 1e-3;
