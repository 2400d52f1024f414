/** `autograd-cli`: the operators, by name. A call nests to any depth, as derivatives are recorded like anything else. */

import { checkGrads } from './check-grads.ts';
import { flatten } from './flatten.ts';
import {
  elementwiseGrad,
  grad,
  gradAndAux,
  gradNamed,
  holomorphicGrad,
  multigradDict,
  valueAndGrad,
} from './gradients.ts';
import { hessian, jacobian, tensorJacobianProduct, vectorJacobianProduct } from './jacobians.ts';
import { namespace } from './namespace.ts';
import { checkpoint, defjvp, defvjp, primitive } from './primitives.ts';
import {
  hessianTensorProduct,
  hessianVectorProduct,
  jvp,
  makeGgnvp,
  makeHvp,
  makeJvp,
  makeVjp,
} from './products.ts';
import { derivatives, taylor } from './series.ts';

export { kindOf, nameOf } from './naming.ts';
export { withVariable } from './variables.ts';

export const autograd = namespace('autograd-cli', {
  grad,
  valueAndGrad,
  elementwiseGrad,
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
  derivatives,
  taylor,
  checkpoint,
  checkGrads,
  primitive,
  defvjp,
  defjvp,
  flatten,
});
