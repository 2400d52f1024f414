// A cube root by Newton's method, iterated until it no longer moves. The derivatives go through the iteration: each step makes
// about twice as many of them right as the one before, so at the end they are those of the root itself, 1 / (3·cbrt(x)²) and so
// on. They would not be if the iteration began at the root: there the loop ends at once, and the second derivative has had
// no step to become right in. That is why it starts at x + 1, which is the root of no x > 0.
//
//   autograd-cli grad -n 3 samples/newton.ts --range 1:9:2 --digits 10
//   autograd-cli grad -n 1 samples/newton.ts -p tolerance=1e-3 --at 8 --json

export function newton(x: number, tolerance = 1e-15): number {
  let y = x + 1;
  for (let i = 0; i < 100; i++) {
    const step = (y ** 3 - x) / (3 * y ** 2);
    y -= step;
    if (Math.abs(step) <= tolerance * y) break;
  }
  return y;
}

/** What `autograd-cli check samples/newton.ts` proves: the derivatives of the iteration are those of the root. */
export const checks = [
  { f: newton, df: (x: number) => 1 / (3 * Math.cbrt(x) ** 2), range: [0.5, 9], name: 'slope of the root' },
  { f: newton, df: (x: number) => -2 / (9 * Math.cbrt(x) ** 5), order: 2, range: [0.5, 9], name: 'its curvature' },
];
