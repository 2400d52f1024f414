/**
 * NumPy's .npy format, version 1.0: one array in C order. The header holds the number of rows, so everything waits for the
 * end. Source: numpy.lib.format.
 */

import type { Block, Formatter, Head } from '../base/result.ts';

/** Length of the magic, the version and the header's length. */
const PREAMBLE = 10;

/** Return a formatter for one .npy file; it holds all rows until the end. */
export function npy(): Formatter {
  const pieces: Uint8Array[] = [];
  let rows = 0;
  let width = 0;
  return {
    begin(head: Head) {
      width = head.names.length;
      return '';
    },
    rows(block: Block) {
      const matrix = new DataView(new ArrayBuffer(block.rows * width * 8));
      for (let j = 0; j < width; j++) {
        const column = block.columns[j]!;
        for (let i = 0; i < block.rows; i++) matrix.setFloat64((i * width + j) * 8, column[i]!, true);
      }
      pieces.push(new Uint8Array(matrix.buffer));
      rows += block.rows;
      return '';
    },
    end: () => Buffer.concat([npyHeader([rows, width], '<f8'), ...pieces]),
  };
}

/** Return one array as a .npy file; a complex one (`<c16`) has its parts next to each other in `data`. */
export function npyArray(shape: readonly number[], data: Float64Array, descr: '<f8' | '<c16'): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(data.length * 8));
  for (const [i, x] of data.entries()) bytes.setFloat64(i * 8, x, true);
  return Buffer.concat([npyHeader(shape, descr), new Uint8Array(bytes.buffer)]);
}

/** Return the bytes before the data; NumPy wants their number to be a multiple of 64. */
function npyHeader(shape: readonly number[], descr: string): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((PREAMBLE + dictionary.length + 1) / 64) * 64 - PREAMBLE;
  const header = Buffer.alloc(PREAMBLE + length, ' ');
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  header.writeUInt16LE(length, 8);
  header.write(dictionary, PREAMBLE);
  header[header.length - 1] = 0x0a;
  return header;
}
