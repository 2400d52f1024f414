// Rosenbrock's function in twenty dimensions, a curved valley with a flat floor, by BFGS and by Newton's method. Gradients and products
// with the Hessian are exact; nobody wrote them.
//
//   autograd-cli run samples/rosenbrock.ts
//
// Takes 3 s. Both methods reach the minimum, (1, …, 1), to ten digits.

import np from 'autograd-cli/numpy';
import { minimize } from 'autograd-cli/optimizers';
import { plot, show } from 'autograd-cli/plot';

export function rosenbrock(x: number): number {
  return np.sum(100 * (x['1:'] - x[':-1'] ** 2) ** 2 + (1 - x[':-1']) ** 2);
}

function solve(method: 'BFGS' | 'Newton-CG') {
  const heights: number[] = [];
  const callback = (x: number) => heights.push(np.log10(rosenbrock(x)));
  const result = minimize(rosenbrock, np.zeros(20), { method, callback, tol: 1e-8 });
  console.log(`${method}: ${result.nit} iterations, ${result.nfev} evaluations. ${result.message}`);
  return { heights, iterations: np.arange(result.nit), error: np.max(np.abs(result.x - 1)) };
}

const bfgs = solve('BFGS');
const newton = solve('Newton-CG');
plot(bfgs.iterations, bfgs.heights, newton.iterations, newton.heights, {
  label: ['BFGS', 'Newton-CG'],
  title: 'log10 f after each iteration',
});
show();
console.log(`result: bfgs_error=${bfgs.error.toExponential(1)} newton_error=${newton.error.toExponential(1)}`);
