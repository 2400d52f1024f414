/** A network trained with arrays: operators, methods, indices, slices, iteration and destructuring of arrays. */

import { grad, valueAndGrad } from 'autograd-cli';
import np from 'autograd-cli/numpy';

type Layer = readonly [weights: number, bias: number];

const random = np.random.RandomState(0);
const sizes = [1, 4, 4, 1];

export const layers: Layer[] = sizes.slice(1).map((out, i) => {
  const weights = random.randn(sizes[i]!, out) * np.sqrt(2 / sizes[i]!);
  return [weights, np.zeros([out], { dtype: np.float64 })];
});

export function predict(parameters: readonly Layer[], inputs: number): number {
  let activations = inputs;
  for (const [weights, bias] of parameters) activations = np.tanh(np.matmul(activations, weights) + bias);
  return activations;
}

export function loss(weights: number, x: number, y: number): number {
  const error = (weights * x - y) ** 2;
  return error.mean() + 1e-3 * np.sum(weights ** 2, { axis: 0, keepdims: true }).item();
}

export const slope = grad(loss);
export const [value, gradient]: [number, number] = valueAndGrad(loss)(np.ones(3), np.arange(3), np.eye(3));

const x = np.linspace(0, 1, 12, { endpoint: false }).reshape(3, 4);
export const parts: number[] = [
  x[0],
  x[-1],
  x['1:3'],
  x['0, ::2'],
  x['...'],
  x[np.greater(x, 0.5)],
  x[np.array([0, 2])],
  x.at(0, '1:3', null, '...', [0, 1], x > 0.5),
  (x > 0.5).sum(),
  x.T,
  x.shape[0]!,
  (x * x).sum({ axis: 1 }),
  x.reshape([4, 3]),
  x.transpose(1, 0),
  x.astype('complex128').imag,
];
for (const row of x) parts.push(row.max());
export const [first, second] = x;
export const rows: number[] = [...x];
export const text = `${x} has ${x.ndim} axes`;
export const positive: boolean = np.isfinite(x.sum());
x[0] = 1;
x['1:'] = 2;
