// A neural network that reads handwritten digits: fully connected, trained by Adam on minibatches with an L2 penalty. HIPS autograd's
// example, on real digits of 8 × 8 pixels (samples/data/README.md), which are moved a little each time they are shown. The weights in
// use are the mean of those of the second half of the training.
//
//   autograd-cli run samples/neural-net.ts
//
// Takes 22 s. Reads 99.2 % of 360 digits right that it has not seen; 98.3 % and 98.1 % with --seed 1 and 2.

import { flatten, grad } from 'autograd-cli';
import np from 'autograd-cli/numpy';
import { adam } from 'autograd-cli/optimizers';
import { image, plot, show } from 'autograd-cli/plot';
import { special } from 'autograd-cli/scipy';
import digits from './data/digits.json';

type Parameters = readonly { readonly weights: number; readonly bias: number }[];

const LAYERS = [64, 200, 100, 10];
const EPOCHS = 40;
const BATCH = 64;
const STEP = 0.002;
const L2 = 1e-5;
const HELD_OUT = 360;
/** Digits are moved by at most this part of a pixel. */
const SHIFT = 0.5;

const images = np.array(digits.images) / 16;
const labels = np.array(digits.labels);
const order = np.random.permutation(labels.size);
const [unseen, seen] = [order[`:${HELD_OUT}`], order[`${HELD_OUT}:`]];

function initial(): Parameters {
  return LAYERS.slice(1).map((outputs, i) => ({
    weights: np.random.randn(LAYERS[i], outputs) * np.sqrt(2 / LAYERS[i]),
    bias: np.zeros(outputs),
  }));
}

/** The logarithms of the probabilities of the ten digits, a row an image. */
function predict(parameters: Parameters, inputs: number): number {
  let outputs = inputs;
  parameters.forEach(({ weights, bias }, i) => {
    outputs = np.dot(i === 0 ? outputs : np.maximum(outputs, 0), weights) + bias;
  });
  return outputs - special.logsumexp(outputs, { axis: 1, keepdims: true });
}

/** The mean negative log-likelihood, and the penalty. */
export function loss(parameters: Parameters, inputs: number, targets: number): number {
  const logProbabilities = np.take_along_axis(predict(parameters, inputs), targets.reshape(-1, 1), 1);
  const penalty = parameters.reduce((sum, { weights }) => sum + np.sum(weights ** 2), 0);
  return L2 * penalty - np.mean(logProbabilities);
}

/** The images moved along either axis, each by a distance of its own: between neighbouring pixels lies what is between them. */
function moved(inputs: number): number {
  let result = np.pad(inputs.reshape(-1, 8, 8), [[0, 0], [1, 1], [1, 1]]);
  for (const axis of [1, 2]) {
    const distance = np.random.uniform(-SHIFT, SHIFT, [inputs.shape[0], 1, 1]);
    const neighbour = np.where(distance > 0, np.roll(result, 1, axis), np.roll(result, -1, axis));
    result += np.abs(distance) * (neighbour - result);
  }
  return result[':, 1:-1, 1:-1'].reshape(inputs.shape);
}

function accuracy(parameters: Parameters, rows: number): number {
  return np.mean(np.argmax(predict(parameters, images[rows]), 1) === labels[rows]);
}

const batches = Math.ceil(seen.size / BATCH);
const slope = grad(loss);
const accuracies: number[][] = [[], []];
const [start, unflatten] = flatten(initial());
let sum = np.zeros(start.size);
adam(
  (parameters: Parameters, i) => {
    const batch = seen[`${(i % batches) * BATCH}:${((i % batches) + 1) * BATCH}`];
    return slope(parameters, moved(images[batch]), labels[batch]);
  },
  unflatten(start),
  {
    num_iters: EPOCHS * batches,
    step_size: STEP,
    callback(parameters: Parameters, i: number) {
      if (2 * i >= EPOCHS * batches) sum += flatten(parameters)[0];
      if (i % batches > 0) return;
      [seen, unseen].forEach((rows, k) => {
        accuracies[k].push(accuracy(parameters, rows));
      });
    },
  },
);
const trained = unflatten(sum / Math.floor((EPOCHS * batches) / 2));

const epochs = np.arange(EPOCHS);
plot(epochs, accuracies[0], epochs, accuracies[1], {
  label: ['digits it learns from', 'held out'],
  title: 'digits read right, by epoch',
});
show();

const guesses = np.argmax(predict(trained, images[unseen]), 1);
const [mistakes] = np.nonzero(guesses !== labels[unseen]);
image(np.hstack([...images[unseen[mistakes[':6']]]].map((digit) => np.pad(digit.reshape(8, 8), 1))), {
  title: `mistakes: read as ${guesses[mistakes[':6']].tolist()}, but ${labels[unseen[mistakes[':6']]].tolist()}`,
});
show();
console.log(
  `result: train_accuracy=${accuracy(trained, seen).toFixed(4)} accuracy=${accuracy(trained, unseen).toFixed(4)}`,
);
