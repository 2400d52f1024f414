/** `autograd-cli/optimizers` for ordinary Node programs, where there are no derivatives to follow. */

import { unavailable } from './unavailable.ts';

export const sgd = unavailable('sgd', 'run');
export const rmsprop = unavailable('rmsprop', 'run');
export const adam = unavailable('adam', 'run');
export const minimize = unavailable('minimize', 'run');

export default { sgd, rmsprop, adam, minimize };
