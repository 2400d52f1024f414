/** Calls of NumPy's and SciPy's functions: positional, by keyword, mixed; several results; functions whose names are words of JavaScript. */

import * as all from 'autograd-cli/numpy';
import np, { clip, linalg, sin, where } from 'autograd-cli/numpy';
import scipy, { special, stats } from 'autograd-cli/scipy';

const a = np.array([
  [1, 2],
  [3, 4],
]);
export const sums: number[] = [
  np.sum(a),
  np.sum(a, 0),
  np.sum(a, { axis: [0, 1] }),
  np.sum(a, 0, { keepdims: true }),
  np.var(a, { ddof: 1 }),
  np.delete(a, 0, { axis: 1 }),
  np.moveaxis(a, { source: 0, destination: 1 }),
  np.concatenate([a, [[1, 2]], a['0:1']], { axis: 0 }),
  np.where(a > 2, a, 0),
  np.einsum('ij,jk->ik', a, a),
  np.einsum(a, [0, 1], [1, 0]),
  np.r_('0:3', 5, a[0]),
  np.full(a.shape, np.nan, { dtype: 'float64' }),
  np.piecewise(a, [a < 1, a > 3], [0, (x) => x ** 2, 1]),
  np.linalg.norm(a, 'fro'),
  np.linalg.norm(a, { ord: 'nuc', axis: [0, 1] }),
  np.fft.fft(a, { axis: 0, norm: 'ortho' }).real,
  clip(a, null, 1) + sin(a) + where(a, 1, 0) + linalg.det(a) + all.pi,
  special.gamma(3) + scipy.special.logsumexp(a) + stats.norm.pdf(a, { loc: 1 }) + scipy.linalg.expm(a),
  np.random.uniform(0, 1, { size: [2, 3] }) + np.random.normal({ loc: 1, size: 3 }),
  new np.random.RandomState(3).choice(5, { size: 2, replace: false }),
  np.random.default_rng(1).integers(10, { size: 3 }),
];
export const orbit: number = scipy.integrate.odeint(
  (y, t) => [y[1]!, -y[0]! * t],
  [1, 0],
  np.linspace(0, 1, 5),
  {
    rtol: 1e-9,
  },
);
export const [values, vectors] = np.linalg.eigh(a);
export const [u, s, vh] = np.linalg.svd(a, { full_matrices: false });
export const largest: number = np.linalg.svd(a, { compute_uv: false }).max();
export const [whole, rest]: [number, number] = np.divmod(7, 2);
export const [xs, ys] = np.meshgrid(np.arange(3), np.arange(4), { indexing: 'ij' });
export const halves: number[] = np.split(a, 2);
export const shape: number[] = np.shape(a);
export const close: boolean = np.allclose(a, a, { rtol: 1e-9 });
