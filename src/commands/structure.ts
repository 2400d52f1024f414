/**
 * The structure of what a function returns (a number, a list, an object, nestings of them) and the columns it makes. The guest
 * sends it as JSON: `"n"` is a number, an array a list, `{"k":{…}}` an object.
 */

import { internalError } from '../base/errors.ts';
import { printable } from '../base/text.ts';

/** Return the path of every number in the structure, in order: `''`, `[0]`, `[0][1]`, `.re`. */
export function leafPaths(structure: string): string[] {
  const paths: string[] = [];
  collect(JSON.parse(structure), '', paths);
  return paths;
}

function collect(node: unknown, path: string, into: string[]): void {
  if (node === 'n') {
    into.push(path);
  } else if (Array.isArray(node)) {
    for (const [i, item] of node.entries()) collect(item, `${path}[${i}]`, into);
  } else if (typeof node === 'object' && node !== null && 'k' in node) {
    for (const [key, item] of Object.entries(node.k as object)) collect(item, `${path}.${key}`, into);
  } else {
    throw internalError(`the guest sent the structure ${JSON.stringify(node)}`);
  }
}

/** A column after `x`: which derivative of which number. */
export interface Series {
  readonly order: number;
  readonly component: number;
  /** `f`, `d1`, `f[0]`, `d2.name`: the CSV header. */
  readonly label: string;
}

/** Return the columns for these paths: all numbers of the lowest order, then of the next. */
export function seriesOf(
  paths: readonly string[],
  orders: { readonly from: number; readonly to: number },
): Series[] {
  const series: Series[] = [];
  for (let order = orders.from; order <= orders.to; order++) {
    for (const [component, path] of paths.entries()) {
      series.push({ order, component, label: (order === 0 ? 'f' : `d${order}`) + printable(path) });
    }
  }
  return series;
}
