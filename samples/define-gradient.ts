// A function with a derivative of its own, as in HIPS autograd's example: log Σ exp(x) overflows where it is written down naively, and so
// does its derivative. Here the function is safe, and its gradient is stated, itself differentiable, and checked.
//
//   autograd-cli run samples/define-gradient.ts
//
// Takes 0.6 s. The gradient is exact where the naive one is NaN; checkGrads finds it right in reverse mode to the second order.

import { checkGrads, defvjp, grad, primitive } from 'autograd-cli';
import np from 'autograd-cli/numpy';

/** log Σ exp(x), moved so that the largest exponent is 0. */
const logsumexp = primitive((x: number): number => {
  const largest = np.max(x);
  return largest + np.log(np.sum(np.exp(x - largest)));
});

defvjp(logsumexp, (answer, x) => (g) => g * np.exp(x - answer));

const naive = (x: number): number => np.log(np.sum(np.exp(x)));
const example = (f: (x: number) => number) => (y: number) => f(y ** 2);

const moderate = np.array([1.5, 6.7, 1e-10]);
const large = np.array([30, 1, 29.9]);
console.log('gradient', grad(example(logsumexp))(moderate));
console.log('the same', grad(example(naive))(moderate));
console.log('far out ', grad(example(logsumexp))(large));
console.log('naively ', grad(example(naive))(large));

checkGrads(example(logsumexp), { modes: ['rev'], order: 2 })(moderate);
const difference = np.max(np.abs(grad(example(logsumexp))(moderate) - grad(example(naive))(moderate)));
const slope = grad(example(logsumexp))(large);
console.log(`result: difference=${difference.toExponential(0)} far_out=${slope[0].toFixed(10)}`);
