// The soap film in a bent frame: least area over 10 000 heights, by Newton's method whose linear systems are solved by conjugate
// gradients. A step needs products of the Hessian with vectors, each for the price of a few gradients; the Hessian, of 10⁸ numbers, is
// never formed. The frame is that of Scherk's surface, log(cos x / cos y), so the true film is known.
//
//   autograd-cli run samples/hessian-vector.ts
//
// Takes 7 s: 7 steps, 506 products. The film is Scherk's surface to 1e-5.

import { hessianVectorProduct } from 'autograd-cli';
import np from 'autograd-cli/numpy';
import { minimize } from 'autograd-cli/optimizers';
import { image, show } from 'autograd-cli/plot';

const N = 100;

const side = np.linspace(-1, 1, N + 2);
const step = side[1] - side[0];
const scherk = np.log(np.cos(side)) - np.log(np.cos(side)).reshape(-1, 1);
const inside = np.pad(np.ones([N, N]), 1);
const frame = scherk * (1 - inside);

/** The area of the film with those heights, which is made of two triangles for each square of the grid. */
export function area(heights: number): number {
  const film = frame + np.pad(heights, 1);
  const across = np.diff(film, { axis: 1 }) / step;
  const along = np.diff(film, { axis: 0 }) / step;
  const lower = np.sqrt(1 + across[':-1'] ** 2 + along[':, :-1'] ** 2);
  const upper = np.sqrt(1 + across['1:'] ** 2 + along[':, 1:'] ** 2);
  return (step ** 2 / 2) * np.sum(lower + upper);
}

const callback = (heights: number) => console.log(`area ${area(heights).toFixed(8)}`);
const { x: heights, jac, nit, nhev } = minimize(area, np.zeros([N, N]), {
  method: 'Newton-CG',
  hessp: hessianVectorProduct(area),
  callback,
});

const error = np.max(np.abs(heights - scherk['1:-1, 1:-1']));
const gradient = np.max(np.abs(jac));
image(frame + np.pad(heights, 1), { title: 'the film from above' });
show();
console.log(`result: error=${error.toExponential(1)} gradient=${gradient.toExponential(0)} steps=${nit} products=${nhev}`);
