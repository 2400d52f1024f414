/** Makes results for the tests of formats: a head for given columns, and the whole output of a formatter. */

import type { BranchChange, Head } from '../../src/base/result.ts';
import { createFormatter, type FormatName, type FormatOptions } from '../../src/show/formats.ts';

export interface Sample {
  /** Columns after x: orders 0, 1 … of one component. */
  readonly columns: readonly (readonly number[])[];
  readonly x: readonly number[];
  readonly head?: Partial<Head>;
  readonly changes?: readonly BranchChange[];
  readonly warnings?: readonly string[];
}

const LABELS = ['f', 'f′', 'f″'];

export function headOf({ columns, x, head }: Sample): Head {
  const orders = [...columns.keys()];
  return {
    script: 'fun.ts',
    exportName: 'fun',
    variable: 'x',
    order: columns.length - 1,
    names: ['x', ...orders.map((order) => (order === 0 ? 'f' : `d${order}`))],
    series: orders.map((order) => ({ order, component: 0, label: LABELS[order] ?? `d${order}` })),
    rows: x.length,
    ...head,
  };
}

/** Format a sample in blocks of `blockRows` rows. */
export async function formatBytes(
  format: FormatName,
  sample: Sample,
  options: Partial<FormatOptions> = {},
  blockRows = Number.POSITIVE_INFINITY,
): Promise<Buffer> {
  const formatter = await createFormatter(format, { header: true, colorLevel: 0, ascii: false, ...options });
  const pieces = [formatter.begin(headOf(sample))];
  const all = [sample.x, ...sample.columns];
  for (let start = 0; start < sample.x.length; start += blockRows) {
    const columns = all.map((column) => Float64Array.from(column.slice(start, start + blockRows)));
    pieces.push(formatter.rows({ rows: columns[0]!.length, columns }));
  }
  pieces.push(formatter.end({ warnings: sample.warnings ?? [], branchChanges: sample.changes ?? [] }));
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece as string)));
}

export async function formatText(...args: Parameters<typeof formatBytes>): Promise<string> {
  return (await formatBytes(...args)).toString();
}

/** Sample functions of x (orders 0, 1 …) at `count` points from lo to hi. */
export function sampled(
  lo: number,
  hi: number,
  count: number,
  ...functions: ((x: number) => number)[]
): Sample {
  const x = Array.from({ length: count }, (_, i) => lo + ((hi - lo) * i) / (count - 1));
  return { x, columns: functions.map((f) => x.map(f)) };
}
