// A neural network as the right-hand side of a differential equation, learned from a trajectory: HIPS autograd's example (Chen et al. 2018).
// The gradient goes through the solver. Learned are all short pieces of a spiral at once; judged is the whole spiral, from its start.
//
//   autograd-cli run samples/ode-net.ts
//
// Takes 26 s: 120 steps. The learned spiral is off by 0.07 on average, all the way from its start.

import np from 'autograd-cli/numpy';
import { minimize } from 'autograd-cli/optimizers';
import { plot, show } from 'autograd-cli/plot';
import { integrate } from 'autograd-cli/scipy';

type Network = readonly { readonly weights: number; readonly bias: number }[];

const LAYERS = [2, 20, 2];
const STEPS = 120;
const TIMES = 200; // of the spiral
const PIECE = 3; // times of a piece
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

const begins = np.arange(TIMES - PIECE);
const pieces = spiral[np.arange(PIECE).reshape(-1, 1) + begins];

/** The mean square of the distance of coordinates from the pieces. */
export function loss(network: Network): number {
  return np.mean((trajectories(network, pieces['0'], times[`:${PIECE}`]) - pieces) ** 2);
}

const start: Network = LAYERS.slice(1).map((outputs, i) => ({
  weights: 0.1 * np.random.randn(LAYERS[i], outputs),
  bias: np.zeros(outputs),
}));
const losses: number[] = [];
const { x: network, fun } = minimize(loss, start, {
  callback: (network) => losses.push(loss(network)),
  options: { maxiter: STEPS },
});

plot(np.log10(losses), { title: 'log10 of the loss, by step' });
show();
const learned = trajectories(network, spiral['0'], times)[':, 0'];
plot(spiral[':, 0'], spiral[':, 1'], learned[':, 0'], learned[':, 1'], { label: ['the spiral', 'learned'] });
show();
const error = np.mean(np.abs(learned - spiral));
console.log(`result: error=${error.toFixed(4)} loss=${fun.toExponential(2)} untrained=${loss(start).toExponential(2)}`);
