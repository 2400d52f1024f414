/** What is global in a script without an import: `np`, `special`, `stats`, `scipy` and every name of `autograd-cli`. */

import type * as autograd from './index.js';
import type * as numpy from './numpy.js';
import type * as scientific from './scipy.js';

declare global {
  const np: typeof numpy;
  const scipy: typeof scientific;
  const special: typeof scientific.special;
  const stats: typeof scientific.stats;
  const grad: typeof autograd.grad;
  const valueAndGrad: typeof autograd.valueAndGrad;
  const elementwiseGrad: typeof autograd.elementwiseGrad;
  const derivatives: typeof autograd.derivatives;
  const taylor: typeof autograd.taylor;
  const holomorphicGrad: typeof autograd.holomorphicGrad;
  const gradAndAux: typeof autograd.gradAndAux;
  const multigradDict: typeof autograd.multigradDict;
  const gradNamed: typeof autograd.gradNamed;
  const jacobian: typeof autograd.jacobian;
  const hessian: typeof autograd.hessian;
  const hessianVectorProduct: typeof autograd.hessianVectorProduct;
  const hessianTensorProduct: typeof autograd.hessianTensorProduct;
  const tensorJacobianProduct: typeof autograd.tensorJacobianProduct;
  const vectorJacobianProduct: typeof autograd.vectorJacobianProduct;
  const makeVjp: typeof autograd.makeVjp;
  const makeJvp: typeof autograd.makeJvp;
  const jvp: typeof autograd.jvp;
  const makeHvp: typeof autograd.makeHvp;
  const makeGgnvp: typeof autograd.makeGgnvp;
  const checkpoint: typeof autograd.checkpoint;
  const checkGrads: typeof autograd.checkGrads;
  const primitive: typeof autograd.primitive;
  const defvjp: typeof autograd.defvjp;
  const defjvp: typeof autograd.defjvp;
  const flatten: typeof autograd.flatten;
}
