/** The operators: what belongs to an argument has the argument's type, whatever that is. */

import {
  checkGrads, defjvp, defvjp, derivatives, elementwiseGrad, flatten, grad, gradAndAux, hessian, hessianVectorProduct, jacobian, jvp, makeGgnvp,
  makeVjp, primitive,
} from 'autograd-cli'; // biome-ignore format: one import
import np from 'autograd-cli/numpy';

interface Point {
  w: number;
  k: [number, number];
}

const f = (a: number, b: number[], c: Point): number => a * b[0]! * c.w;
const point: Point = { w: 1, k: [1, 2] };

export const numeric: (a: number, b: number[], c: Point) => number = grad(f);
export const ofObject: Point = grad(f, 2)(1, [2], point);
const [da, db] = grad(f, [0, 1])(1, [2], point);
export const both: [number, number[]] = [da, db];
export const nested: number = grad(grad((x: number) => x ** 3))(2);
export const ofFunction: number = grad(Math.tanh)(1);
export const curvature: number = hessian((x: number) => np.sum(x ** 3))(np.ones(3));
export const product: number = hessianVectorProduct((x: number) => np.sum(x))(np.ones(2), np.ones(2));
export const blocks: { w: number; k: number } = jacobian((c: { w: number; k: [number, number] }) => c.w)(
  point,
);

const [vjp, y] = makeVjp((x: number[]) => x)([1]);
export const pulled: number[] = vjp(y);
export const elements: number = elementwiseGrad(np.tanh)(np.ones(3));
export const [value, tangent] = jvp((u: number, v: number) => u * v, [1, 2], [3, 4]);
export const gaussNewton: number = makeGgnvp((x: number) => x)(1)(2);
export const orders: number[] = derivatives(Math.tanh, 1, 3);

const times = primitive((u: number, v: number) => u * v);
defvjp(times, (_answer, _u, v) => (g) => g * v, null);
defvjp(times, (_answer, u) => (g) => g * u, { argnums: [1] });
defjvp(times, (g, _answer, _u, v) => g * v, 'same');

export const unflattened: { a: number; b: number[] } = flatten({ a: 1, b: [2] })[1](np.ones(2));
const [, aux] = gradAndAux((x: number): [number, string] => [x, 's'])(1);
export const text: string = aux;
checkGrads(f, { modes: ['fwd'] })(1, [2], point);

// @ts-expect-error
grad('x');
// @ts-expect-error
export const wrong: string = grad((x: number) => x)(1);
