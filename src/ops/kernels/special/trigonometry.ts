/** sin(πx) and cos(πx) with their exact zeros, for reflection formulas. */

/** sin(πx) for any finite x: the argument is reduced before it is multiplied. */
export function sinpi(x: number): number {
  const r = x - 2 * Math.round(x / 2); // exact, −1 ≤ r ≤ 1
  if (Math.abs(r) <= 0.25) return Math.sin(Math.PI * r);
  if (Math.abs(r) >= 0.75) return Math.sin(Math.PI * (Math.sign(r) - r));
  return Math.sign(r) * Math.cos(Math.PI * (0.5 - Math.abs(r)));
}

/** cos(πx) for any finite x. */
export function cospi(x: number): number {
  const r = Math.abs(x - 2 * Math.round(x / 2)); // exact, 0 ≤ r ≤ 1
  if (r <= 0.25) return Math.cos(Math.PI * r);
  if (r >= 0.75) return -Math.cos(Math.PI * (1 - r));
  return Math.sin(Math.PI * (0.5 - r));
}
