/**
 * Memory of arrays that is used again: a fresh `Float64Array` costs as much as several operations on it, whether small (its
 * bookkeeping) or large (pages that the system must clear). Who gives memory back knows that nothing refers to it.
 */

/** Arrays of one length. */
interface Shelf {
  readonly spare: Float64Array[];
  /** How many were taken and not given back: no more will be accepted, or arrays that came from elsewhere would pile up. */
  taken: number;
}

const shelves = new Map<number, Shelf>();
let spareBytes = 0;

const MOST_SPARE_BYTES = 1 << 26;

/** What an array takes beside its elements. */
const OVERHEAD_BYTES = 200;

/** Let the memory of an array be used again. */
export function giveBack(data: Float64Array): void {
  const bytes = data.byteLength + OVERHEAD_BYTES;
  if (spareBytes + bytes > MOST_SPARE_BYTES) return;
  const shelf = shelves.get(data.length);
  if (shelf === undefined) shelves.set(data.length, { spare: [data], taken: 0 });
  else if (shelf.taken === 0) return;
  else {
    shelf.taken--;
    shelf.spare.push(data);
  }
  spareBytes += bytes;
}

/** Return memory for `length` doubles, whatever they are. */
export function takeMemory(length: number): Float64Array {
  return spareOf(length) ?? new Float64Array(length);
}

/** Return memory for `length` doubles, all 0. */
export function takeZeros(length: number): Float64Array {
  return spareOf(length)?.fill(0) ?? new Float64Array(length);
}

function spareOf(length: number): Float64Array | undefined {
  const shelf = shelves.get(length);
  if (shelf === undefined) return undefined;
  shelf.taken++;
  const data = shelf.spare.pop();
  if (data !== undefined) spareBytes -= data.byteLength + OVERHEAD_BYTES;
  return data;
}

/** Return the bytes of all arrays that nobody uses. */
export function spareMemory(): number {
  return spareBytes;
}
