/** Whether a wrong derivative is a right one of something else: at another point, of the order below. Asks the function, guesses only. */

import { isScriptFault } from '../base/errors.ts';
import type { Pair } from './comparison.ts';
import { isClose } from './factors.ts';
import { coordinatesOf, type Probe, withCoordinates } from './probe.ts';

/** Where one looks instead of x. */
const ELSEWHERE: readonly (readonly [name: string, at: (x: number) => number])[] = [
  ['-x', (x) => -x],
  ['x·180/π, as if x were in radians: degrees?', (x) => (x * 180) / Math.PI],
  ['x·π/180, as if x were in degrees: radians?', (x) => (x * Math.PI) / 180],
  ['x + 1: an index off by one?', (x) => x + 1],
  ['x - 1: an index off by one?', (x) => x - 1],
  ['2x', (x) => 2 * x],
  ['x/2', (x) => x / 2],
  ['x²', (x) => x ** 2],
  ['x rounded', Math.round],
  ['x rounded down', Math.floor],
  ['x without its fraction', Math.trunc],
];

/** So many pairs must be wrong, and no more are looked at. */
const [LEAST, MOST] = [3, 8];

/**
 * Return the clause for a function of one number; undefined where nothing was recognised. It is asked only between the points
 * compared: beyond them nobody knows how long it runs, be it at −x.
 */
export function displacement(pairs: readonly Pair[], probe: Probe, order: number): string | undefined {
  const asked = [...pairs].sort((a, b) => Number(b.outcome === 'differ') - Number(a.outcome === 'differ'));
  const xOf = ({ args }: Pair): number => coordinatesOf(probe, args)[0]!;
  if (pairs.some(({ args }) => coordinatesOf(probe, args).length !== 1)) return undefined;
  const [low, high] = [Math.min(...pairs.map(xOf)), Math.max(...pairs.map(xOf))];
  const isAt = (at: (x: number) => number, k: number): boolean => {
    const within = asked.filter((pair) => at(xOf(pair)) >= low && at(xOf(pair)) <= high).slice(0, MOST);
    return (
      within.filter(({ outcome }) => outcome === 'differ').length >= LEAST &&
      within.every(({ args, index, actual }) => {
        const moved = withCoordinates(probe, args, coordinatesOf(probe, args).map(at));
        return isClose(numberAt(probe, moved, k, index), actual);
      })
    );
  };
  const place = ELSEWHERE.find(([, at]) => isAt(at, order));
  if (place !== undefined) return `it is the exact derivative at ${place[0]}`;
  if (!isAt((x) => x, order - 1)) return undefined;
  return order === 1 ? 'it is the function itself' : `it is the derivative of order ${order - 1}`;
}

function numberAt(probe: Probe, args: Pair['args'], order: number, index: number): number {
  try {
    return probe.exact(args, order).numbers[index] ?? Number.NaN;
  } catch (error) {
    if (!isScriptFault(error)) throw error;
    return Number.NaN;
  }
}
