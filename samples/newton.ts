// A cube root by Newton's method, iterated until it no longer moves. The derivative goes through the iteration: at the
// end it is that of the root itself, 1 / (3·cbrt(x)²).
//
//   autograd-cli grad -n 3 samples/newton.ts --range 1:9:2 --digits 10
//   autograd-cli grad -n 1 samples/newton.ts -p tolerance=1e-3 --at 8 --json

export function newton(x: number, tolerance = 1e-15): number {
  let y = x > 1 ? x / 2 : 1;
  for (let i = 0; i < 100; i++) {
    const step = (y ** 3 - x) / (3 * y ** 2);
    y -= step;
    if (Math.abs(step) <= tolerance * y) break;
  }
  return y;
}
