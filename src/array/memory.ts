/**
 * Memory of arrays that is used again: a fresh `Float64Array` costs as much as several operations on it, whether small (its
 * bookkeeping) or large (pages that the system must clear). Who gives memory back knows that nothing refers to it.
 */

/** Memory nobody uses, by length. */
const spare = new Map<number, Float64Array[]>();
let spareBytes = 0;

const MOST_SPARE_BYTES = 1 << 26;

/** What an array takes beside its elements. */
const OVERHEAD_BYTES = 200;

/** Let the memory of an array be used again. */
export function giveBack(data: Float64Array): void {
  const bytes = data.byteLength + OVERHEAD_BYTES;
  if (spareBytes + bytes > MOST_SPARE_BYTES) return;
  spareBytes += bytes;
  const ofLength = spare.get(data.length);
  if (ofLength === undefined) spare.set(data.length, [data]);
  else ofLength.push(data);
}

/** Return memory for `length` doubles, whatever they are. */
export function takeMemory(length: number): Float64Array {
  const data = spare.get(length)?.pop();
  if (data === undefined) return new Float64Array(length);
  spareBytes -= data.byteLength + OVERHEAD_BYTES;
  return data;
}

/** Return memory for `length` doubles, all 0. */
export function takeZeros(length: number): Float64Array {
  const data = spare.get(length)?.pop();
  if (data === undefined) return new Float64Array(length);
  spareBytes -= data.byteLength + OVERHEAD_BYTES;
  return data.fill(0);
}
