/**
 * NumPy's .npy format, version 1.0: one float64 matrix in C order. The header holds the number of rows, so everything
 * waits for the end. Source: numpy.lib.format.
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
    end: () => Buffer.concat([npyHeader(rows, width), ...pieces]),
  };
}

/** Return the bytes before the data; NumPy wants their number to be a multiple of 64. */
function npyHeader(rows: number, width: number): Uint8Array {
  const dictionary = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows}, ${width}), }`;
  const length = Math.ceil((PREAMBLE + dictionary.length + 1) / 64) * 64 - PREAMBLE;
  const header = Buffer.alloc(PREAMBLE + length, ' ');
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  header.writeUInt16LE(length, 8);
  header.write(dictionary, PREAMBLE);
  header[header.length - 1] = 0x0a;
  return header;
}
