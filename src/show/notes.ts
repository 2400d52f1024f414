/** The lines below a drawing: gaps, poles and jumps, changes of path. */

import type { Curve } from './figure.ts';
import type { Break } from './segments.ts';

/** Places that are listed; the rest is counted. */
const MOST_PLACES = 8;

export interface Noted {
  readonly x: Float64Array;
  readonly curves: readonly Pick<Curve, 'y'>[];
  readonly breaks: readonly (readonly Break[])[];
  readonly changes: readonly number[];
}

/** Return the notes of a figure. */
export function figureNotes({ x, curves, breaks, changes }: Noted): string[] {
  const resolution = x.length > 1 ? (x.at(-1)! - x[0]!) / (x.length - 1) : 1;
  const jumps = placesOf(breaks, 'jump').filter(
    (place) => !changes.some((change) => Math.abs(change - place) <= resolution),
  );
  return [
    ...gapNotes(curves),
    ...placesNote('pole', 'poles', placesOf(breaks, 'pole'), resolution / 10),
    ...placesNote('jump', 'jumps', jumps, resolution),
    ...placesNote(
      'branch changes',
      'branch changes',
      [...changes].sort((a, b) => a - b),
      0,
    ),
  ];
}

/** The places of one kind in order, each step between samples once: from the lowest order. */
function placesOf(breaks: Noted['breaks'], kind: Break['kind']): number[] {
  const places = new Map<number, number>();
  for (const { after, kind: found, x } of breaks.flat()) {
    if (found === kind && !places.has(after)) places.set(after, x);
  }
  return [...places.values()].sort((a, b) => a - b);
}

function gapNotes(curves: Noted['curves']): string[] {
  const nan = countRuns(curves, Number.isNaN);
  const infinite = countRuns(curves, (value) => Math.abs(value) === Number.POSITIVE_INFINITY);
  return [
    ...(nan > 0 ? [`${counted(nan, 'gap')} (not a number)`] : []),
    ...(infinite > 0 ? [`${counted(infinite, 'gap')} (infinite)`] : []),
  ];
}

/** Count the stretches of samples where `test` holds for some curve. */
function countRuns(curves: Noted['curves'], test: (value: number) => boolean): number {
  const length = curves[0]?.y.length ?? 0;
  let runs = 0;
  let inside = false;
  for (let i = 0; i < length; i++) {
    const now = curves.some(({ y }) => test(y[i]!));
    if (now && !inside) runs++;
    inside = now;
  }
  return runs;
}

/** `resolution`: how exactly the places are known; 0 if exactly. */
function placesNote(one: string, many: string, places: readonly number[], resolution: number): string[] {
  if (places.length === 0) return [];
  const listed = places.slice(0, MOST_PLACES).map((place) => placeText(place, resolution));
  const rest = places.length > MOST_PLACES ? ` … (${places.length} in all)` : '';
  return [`${places.length === 1 ? one : many} at x ≈ ${listed.join(', ')}${rest}`];
}

function placeText(place: number, resolution: number): string {
  if (resolution === 0) return String(Number(place.toPrecision(6)));
  const decimals = Math.min(15, Math.max(0, Math.ceil(-Math.log10(resolution))));
  return String(Number(place.toFixed(decimals)));
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
