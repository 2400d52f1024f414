// A neural network as the right-hand side of a differential equation, learned from a trajectory: HIPS autograd's example (Chen et al. 2018).
// The gradient goes through the solver. Learned are many short pieces of a spiral at once; judged is the whole spiral, from its start.
//
//   autograd-cli run samples/ode-net.ts
//
// Takes 20 s.

import { grad } from 'autograd-cli';
import np from 'autograd-cli/numpy';
import { adam } from 'autograd-cli/optimizers';
import { plot, show } from 'autograd-cli/plot';
import { integrate } from 'autograd-cli/scipy';

type Network = readonly { readonly weights: number; readonly bias: number }[];

const LAYERS = [2, 20, 2];
const STEPS = 300;
const STEP = 0.02;
const TIMES = 200; // of the spiral
const PIECES = 20; // learned from in one step
const PIECE = 5; // times of a piece
const TOLERANCE = { rtol: 1e-5, atol: 1e-5 };

const times = np.linspace(0, 25, TIMES);
const matrix = np.array([[-0.1, 2], [-2, -0.1]]); // biome-ignore format: a matrix
const spiral = integrate.odeint((y: number) => np.dot(y ** 3, matrix), [2, 0], times);

/** dy/dt, a row a point. */
function slope(network: Network, y: number): number {
  let outputs = y ** 3;
  network.forEach(({ weights, bias }, i) => {
    outputs = np.dot(i === 0 ? outputs : np.tanh(outputs), weights) + bias;
  });
  return outputs;
}

/** The trajectories from many points at once: time, point, coordinate. */
function trajectories(network: Network, from: number, at: number): number {
  const whole = integrate.odeint((y: number) => slope(network, y.reshape(-1, 2)).ravel(), from.ravel(), at, TOLERANCE);
  return whole.reshape(at.size, -1, 2);
}

/** The mean distance of coordinates, of pieces of the spiral that begin at those times. */
export function loss(network: Network, begins: number): number {
  const truth = spiral[np.arange(PIECE).reshape(-1, 1) + begins];
  return np.mean(np.abs(trajectories(network, spiral[begins], times[`:${PIECE}`]) - truth));
}

const start: Network = LAYERS.slice(1).map((outputs, i) => ({
  weights: 0.1 * np.random.randn(LAYERS[i], outputs),
  bias: np.zeros(outputs),
}));
const begins = () => np.random.choice(TIMES - PIECE, PIECES, { replace: false });
const losses: number[] = [];
const descent = grad(loss);
const network = adam((network: Network) => descent(network, begins()), start, {
  num_iters: STEPS,
  step_size: STEP,
  callback(network: Network, i: number) {
    if (i % 10 === 0) losses.push(loss(network, begins()));
  },
});

plot(np.log10(losses), { title: 'log10 of the loss, by ten steps' });
show();
const learned = trajectories(network, spiral['0'], times)[':, 0'];
plot(spiral[':, 0'], spiral[':, 1'], learned[':, 0'], learned[':, 1'], { label: ['the spiral', 'learned'] });
show();
const error = np.mean(np.abs(learned - spiral));
console.log(`result: error=${error.toFixed(4)} loss=${loss(network, np.arange(TIMES - PIECE)).toFixed(5)} untrained=${loss(start, np.arange(TIMES - PIECE)).toFixed(5)}`);
