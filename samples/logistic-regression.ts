// Logistic regression, as in HIPS autograd's first example: which of a few measurements make an event likely, fitted to 400 cases
// by gradient descent; and as the tool has second derivatives, how sure the weights are.
//
//   autograd-cli run samples/logistic-regression.ts
//
// Takes 1.1 s. The weights are within two standard errors of those that the cases were made with.

import { grad, hessian } from 'autograd-cli';
import np from 'autograd-cli/numpy';
import { plot, show } from 'autograd-cli/plot';

const STEPS = 200;
const truth = np.array([1.5, -2, 0.5, 1]);
const inputs = np.hstack([np.random.randn(400, 3), np.ones([400, 1])]);
const targets = np.random.rand(400) < sigmoid(np.dot(inputs, truth));

function sigmoid(x: number): number {
  return 0.5 * (np.tanh(x / 2) + 1);
}

/** The probability that each case is an event. */
function predictions(weights: number): number {
  return sigmoid(np.dot(inputs, weights));
}

/** The negative log-likelihood. */
export function loss(weights: number): number {
  const probabilities = predictions(weights);
  return -np.sum(np.log(np.where(targets, probabilities, 1 - probabilities)));
}

/** The gradient of the textbooks; `autograd-cli check samples/logistic-regression.ts` holds it against the exact one. */
const textbook = (weights: number): number => np.dot(inputs.T, predictions(weights) - np.where(targets, 1, 0));
export const checks = [{ f: loss, df: textbook, at: [[0, 0, 0, 0], [1.5, -2, 0.5, 1]] }];

const slope = grad(loss);
let weights = np.zeros(4);
const losses: number[] = [];
for (let i = 0; i < STEPS; i++) {
  losses.push(loss(weights));
  weights -= 0.01 * slope(weights);
}

const errors = np.sqrt(np.diag(np.linalg.inv(hessian(loss)(weights))));
plot(losses, { title: 'loss' });
show();
console.table(
  ['first', 'second', 'third', 'bias'].map((name, i) => ({
    name,
    truth: truth[i],
    weight: weights[i].toFixed(3),
    'standard error': errors[i].toFixed(3),
  })),
);
const accuracy = np.mean(predictions(weights) > 0.5 === targets);
console.log(
  `result: loss=${loss(weights).toFixed(4)} accuracy=${accuracy} worst=${np.max(np.abs(weights - truth) / errors).toFixed(3)}`,
);
