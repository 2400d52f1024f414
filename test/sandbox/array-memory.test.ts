/** Arrays that a script drops are freed at once: the engine's collector, which does not know how large they are, is not needed. */

import { expect, test } from 'vitest';
import { load } from './harness.ts';

/** 1.6 MB: 60 of them are more than the harness's scripts may have. */
const LARGE = 'const x = np.linspace(-1, 1, 200_000);';

test.each([
  ['functions', 'np.sin(x)'],
  ['gradients', 'grad((x) => np.sum(x))(x)'],
  ['gradients of structures', 'grad((p) => np.dot(p.w, p.list[0]))({ w: x, list: [x] })'],
  ['values with gradients', 'valueAndGrad((x) => np.sum(np.square(x)))(x)'],
  ['vector-Jacobian products', 'makeVjp((x) => np.square(x))(x)[0](x)'],
  ['directional derivatives', 'makeJvp((x) => np.square(x))(x)(x)'],
  ['Hessian-vector products', 'hessianVectorProduct((x) => np.sum(np.power(x, 3)))(x, x)'],
  ['element-wise gradients', 'elementwiseGrad((x) => np.square(x))(x)'],
])('%s that nothing keeps', async (_, expression) => {
  const code = `${LARGE} for (let i = 0; i < 80; i++) ${expression}; export const f = (x) => x;`;
  const script = await load(code, 0, 60_000);
  expect(script.printed).toEqual([]);
});
