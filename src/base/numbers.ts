/**
 * How numbers are written: what a user may type (numbers, ranges, orders, counts, times, sizes) and the shortest text that
 * machine formats print. Every reader takes the name of what it reads (`--range`), for its message: what was expected and
 * what was found. Nothing here decides which points are computed.
 */

import { type AutogradError, usageError } from './errors.ts';

const DECIMAL = String.raw`(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const NUMBER = new RegExp(`^([+-]?)(?:(${DECIMAL})?(pi)(?:/(${DECIMAL}))?|(${DECIMAL}))$`);
/** Of such characters JavaScript makes a number exactly where NUMBER does, in a third of the time. */
const PLAIN = /^[-+.\deE]+$/;
const NON_FINITE: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
]);

/** The most orders, and the most that nested modes reach. */
export const MAX_ORDER = 100;
export const MAX_NESTED_ORDER = 10;

/** Return the number that `text` writes (`-1.5`, `1e-3`, `3pi/2`, `nan`, `-inf`), or undefined if it writes none. */
export function readNumber(text: string): number | undefined {
  if (PLAIN.test(text)) {
    const value = Number(text);
    if (!Number.isNaN(value)) return value;
  }
  const parts = NUMBER.exec(text);
  if (parts === null) return NON_FINITE.get(text);
  const [, sign, factor = '1', pi, divisor = '1', decimal] = parts;
  const size = pi === undefined ? Number(decimal) : (Number(factor) * Math.PI) / Number(divisor);
  return sign === '-' ? -size : size;
}

/** Return the finite number that `text` writes. Throws E_USAGE. */
export function parseFinite(text: string, what: string): number {
  const value = readNumber(text);
  if (value === undefined) throw unexpected(what, 'a number such as -1.5, 1e-3, pi or 3pi/2', text);
  if (!Number.isFinite(value)) throw unexpected(what, 'a finite number', text);
  return value;
}

/** The widest range: its width times any number of points is still a finite number. */
const WIDEST = 1e292;

/** A range as it is written: from lo to hi with a number of points, a step, or neither. */
export interface Range {
  readonly lo: number;
  readonly hi: number;
  readonly count?: number;
  readonly step?: number;
}

/**
 * Return the range that `text` writes: `lo:hi`, `lo:hi/count` or `lo:hi:step`. A divisor directly after `pi` belongs to
 * the number: `0:2pi/4` ends at pi/2, and `0:2pi/4/9` has nine points as well. Throws E_USAGE.
 */
export function parseRange(text: string, what: string): Range {
  const parts = text.split(':');
  const [loText, rest, stepText] = parts;
  if (loText === undefined || rest === undefined || parts.length > 3 || parts.includes('')) {
    throw unexpected(what, 'lo:hi, lo:hi/count or lo:hi:step', text);
  }
  const [hiText, countText] = splitCount(rest);
  const lo = parseFinite(loText, `${what}: lo`);
  const hi = parseFinite(hiText, `${what}: hi`);
  if (lo === hi)
    throw usageError(`${what}: the range ${text} is empty`, `for one point write --at ${loText}`);
  if (lo > hi) {
    throw usageError(`${what}: lo must be below hi, found ${text}`, `swap the ends: ${hiText}:${loText}`);
  }
  if (hi - lo > WIDEST) throw usageError(`${what}: the range ${text} is too wide, at most ${WIDEST}`);
  if (stepText === undefined) {
    return countText === undefined ? { lo, hi } : { lo, hi, count: parseSampleCount(countText, what) };
  }
  if (countText !== undefined)
    throw usageError(`${what}: a range has a step or a count, not both, found ${text}`);
  return { lo, hi, step: parseStep(stepText, lo, hi, what) };
}

/** Return the number of points lo, lo + step, … up to hi; hi counts when it is reached within 1e-9 of a step. */
export function stepCount(lo: number, hi: number, step: number): number {
  return Math.floor((hi - lo) / step + 1e-9) + 1;
}

/** Return a number of points that include both ends. Throws E_USAGE. */
export function parseSampleCount(text: string, what: string): number {
  return parseWhole(text, what, 2, Number.MAX_SAFE_INTEGER);
}

/** Return the whole number from `least` to `most` that `text` writes; `1e6` is one. Throws E_USAGE. */
export function parseWhole(text: string, what: string, least: number, most: number): number {
  const value = /^[\d.eE+-]+$/.test(text) ? readNumber(text) : undefined;
  if (value === undefined || !Number.isInteger(value) || value < least || value > most) {
    const bounds = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
    throw unexpected(what, `a whole number ${bounds}`, text);
  }
  return value;
}

/** Orders of derivatives; the value has order 0. */
export interface Orders {
  readonly from: number;
  readonly to: number;
}

/** Return the orders that `text` writes: `n` (0 to n) or `a..b`. Throws E_USAGE. */
export function parseOrders(text: string, what: string): Orders {
  const [, fromText, toText] = /^(.*?)\.\.(.*)$/.exec(text) ?? [undefined, '0', text];
  const from = parseWhole(fromText!, what, 0, MAX_ORDER);
  const to = parseWhole(toText!, what, 0, MAX_ORDER);
  if (from > to) throw usageError(`${what}: the orders must rise, found ${text}`, `write ${to}..${from}`);
  return { from, to };
}

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, '': 1000, m: 60_000, h: 3_600_000 };
const LONGEST_MS = 24 * 3_600_000; // well below what a timer holds

/** Return the milliseconds that `text` writes: `500ms`, `10s`, `2m`, `1h`; a bare number counts seconds. Throws E_USAGE. */
export function parseDuration(text: string, what: string): number {
  const [, amount, unit = ''] = /^([\d.]+)(ms|s|m|h)?$/.exec(text) ?? [];
  const ms = Math.round(Number(amount) * MILLISECONDS[unit]!);
  if (!(ms >= 1 && ms <= LONGEST_MS))
    throw unexpected(what, 'a time such as 500ms, 10s or 2m, at most 24h', text);
  return ms;
}

const BYTES: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** Return the bytes that `text` writes: `256M`, `1G`; a bare number counts bytes. Throws E_USAGE. */
export function parseSize(text: string, what: string, least: number, most: number): number {
  const [, amount, unit = ''] = /^([\d.]+)([kmg]?)(?:i?b)?$/i.exec(text) ?? [];
  const bytes = Math.round(Number(amount) * BYTES[unit.toLowerCase()]!);
  if (!(bytes >= least && bytes <= most)) {
    throw unexpected(what, `a size such as 256M or 1G, from ${sizeText(least)} to ${sizeText(most)}`, text);
  }
  return bytes;
}

/** Return the shortest text that reads back as the same double; `-0` keeps its sign, and there are nan, inf and -inf. */
export function numberText(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
}

function parseStep(text: string, lo: number, hi: number, what: string): number {
  const step = parseFinite(text, `${what}: step`);
  if (step <= 0) throw unexpected(`${what}: step`, 'a number above 0', text);
  if (lo + step === lo || hi - step === hi) {
    throw usageError(`${what}: the step ${text} is too small, it vanishes beside the ends of the range`);
  }
  return step;
}

/** Split `hi/count`; a divisor directly after `pi` stays with hi. */
function splitCount(text: string): [hi: string, count: string | undefined] {
  const divisor = text.indexOf('pi/');
  const slash = text.indexOf('/', divisor === -1 ? 0 : divisor + 3);
  return slash === -1 ? [text, undefined] : [text.slice(0, slash), text.slice(slash + 1)];
}

function sizeText(bytes: number): string {
  return bytes >= 2 ** 30 ? `${bytes / 2 ** 30}G` : `${bytes / 2 ** 20}M`;
}

function unexpected(what: string, expected: string, found: string): AutogradError {
  return usageError(`${what}: expected ${expected}, found "${found}"`);
}
