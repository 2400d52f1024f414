/** Derivatives of a plain function by differences of high order: an independent truth, good to some eight digits. */

/** Points to each side of x. */
const REACH = 6;

/** Return f, f′, f″ and f‴ at x from values of `f` within `REACH` steps of x, where it must be smooth. */
export function differences(f: (x: number) => number, x: number, step = 0.005): number[] {
  const offsets = Array.from({ length: 2 * REACH + 1 }, (_, i) => i - REACH);
  const values = offsets.map((offset) => f(x + offset * step));
  return weights(offsets, 3).map((row, order) => {
    const sum = row.reduce((total, weight, i) => total + weight * values[i]!, 0);
    return order === 0 ? f(x) : sum / step ** order;
  });
}

/** Fornberg's weights (Mathematics of Computation 51, 1988) at 0: row k gives the derivative of order k. */
function weights(nodes: readonly number[], order: number): number[][] {
  const rows = Array.from({ length: order + 1 }, () => nodes.map(() => 0));
  rows[0]![0] = 1;
  let before = 1;
  for (let i = 1; i < nodes.length; i++) {
    let product = 1;
    for (let j = 0; j < i; j++) {
      const gap = nodes[i]! - nodes[j]!;
      product *= gap;
      for (let k = Math.min(i, order); k >= 0; k--) {
        const same = rows[k]![j]!;
        const lower = k === 0 ? 0 : k * rows[k - 1]![j]!;
        if (j === i - 1) rows[k]![i] = (before * (lower - nodes[j]! * same)) / product;
        rows[k]![j] = (nodes[i]! * same - lower) / gap;
      }
    }
    before = product;
  }
  return rows;
}
