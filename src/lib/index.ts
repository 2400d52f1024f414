/**
 * `autograd-cli` for ordinary Node programs. A script that imports it can be loaded by them, but derivatives need the tool:
 * it reads and rewrites the script, which a library cannot do.
 */

import { unavailable } from './unavailable.ts';

export const grad = unavailable('grad');
export const valueAndGrad = unavailable('valueAndGrad');
export const elementwiseGrad = unavailable('elementwiseGrad');
export const derivatives = unavailable('derivatives');
export const taylor = unavailable('taylor');
export const holomorphicGrad = unavailable('holomorphicGrad');
export const gradAndAux = unavailable('gradAndAux');
export const multigradDict = unavailable('multigradDict');
export const gradNamed = unavailable('gradNamed');
export const jacobian = unavailable('jacobian');
export const hessian = unavailable('hessian');
export const hessianVectorProduct = unavailable('hessianVectorProduct');
export const hessianTensorProduct = unavailable('hessianTensorProduct');
export const tensorJacobianProduct = unavailable('tensorJacobianProduct');
export const vectorJacobianProduct = unavailable('vectorJacobianProduct');
export const makeVjp = unavailable('makeVjp');
export const makeJvp = unavailable('makeJvp');
export const jvp = unavailable('jvp');
export const makeHvp = unavailable('makeHvp');
export const makeGgnvp = unavailable('makeGgnvp');
export const checkpoint = unavailable('checkpoint');
export const checkGrads = unavailable('checkGrads');
export const primitive = unavailable('primitive');
export const defvjp = unavailable('defvjp');
export const defjvp = unavailable('defjvp');
export const flatten = unavailable('flatten');

export default {
  grad,
  valueAndGrad,
  elementwiseGrad,
  derivatives,
  taylor,
  holomorphicGrad,
  gradAndAux,
  multigradDict,
  gradNamed,
  jacobian,
  hessian,
  hessianVectorProduct,
  hessianTensorProduct,
  tensorJacobianProduct,
  vectorJacobianProduct,
  makeVjp,
  makeJvp,
  jvp,
  makeHvp,
  makeGgnvp,
  checkpoint,
  checkGrads,
  primitive,
  defvjp,
  defjvp,
  flatten,
};
