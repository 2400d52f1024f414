/**
 * Elements of vectors that loops read one by one, x[0], x[1] …: a call of the host costs as much as dozens of elements, so more than
 * one is asked for. A read beside those that are known fetches as many again: about as many are read in vain as are used, at most.
 * They are forgotten with the trace and when an operator begins, so that every trace makes the same calls, and the host sees all that a
 * function reads; and when the array is assigned into.
 */

import { callInternal, NDArray, type ReadAhead, rowOf } from './array-calls.ts';
import { readings } from './tracer.ts';

/** Vectors of so many elements are read at once. */
const SMALL = 32;

/** Most elements that are asked for at once. */
const MOST = 1024;

/** Return x[i], a number or an array. `i` is a whole number. */
export function elementOf(x: NDArray, i: number): unknown {
  const known = NDArray.known(x, i);
  if (known !== undefined) return known;
  const shape = NDArray.shape(x);
  const length = shape[0]!;
  if (shape.length !== 1 || i >= length || i < -length) return rowOf(x, i);
  const place = i < 0 ? i + length : i;
  const ahead = NDArray.ahead(x);
  if (ahead === undefined || ahead.readings !== readings)
    readAhead(x, undefined, length <= SMALL ? 0 : place, length <= SMALL ? length : place + 1);
  else if (ahead.elements.length > 0) readBeside(x, ahead, place, length);
  return NDArray.known(x, place) ?? rowOf(x, place);
}

/** Forget what was read ahead: the array has changed. */
export function forgetElements(x: NDArray): void {
  NDArray.setAhead(x, undefined);
}

/** Read the element at `place`, and some more where those near it are known. */
function readBeside(x: NDArray, ahead: ReadAhead, place: number, length: number): void {
  const { start, elements } = ahead;
  const end = start + elements.length;
  const count = elements.length < MOST ? elements.length : MOST;
  if (place >= end && place < end + count)
    readAhead(x, ahead, end, end + count < length ? end + count : length);
  else if (place < start && place >= start - count)
    readAhead(x, ahead, count < start ? start - count : 0, start);
  else readAhead(x, undefined, place, place + 1);
}

/** Read the elements from `from` to `to`, which are beside those that are known. */
function readAhead(x: NDArray, known: ReadAhead | undefined, from: number, to: number): void {
  const read = (callInternal('elements', x, from, to - from) ?? []) as unknown[];
  if (known === undefined) NDArray.setAhead(x, { readings, start: from, elements: read });
  else if (from < known.start)
    NDArray.setAhead(x, { readings, start: from, elements: joined(read, known.elements) });
  else NDArray.setAhead(x, { readings, start: known.start, elements: joined(known.elements, read) });
}

function joined(head: readonly unknown[], tail: readonly unknown[]): unknown[] {
  const list: unknown[] = [];
  for (let i = 0; i < head.length; i++) list[i] = head[i];
  for (let i = 0; i < tail.length; i++) list[head.length + i] = tail[i];
  return list;
}
