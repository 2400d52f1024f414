/**
 * Everything that is in QuickJS before a script: evaluated once in a fresh context, as a script. Its completion value is
 * `guest`, for the host; the exports that begin with `$ag_` become global constants, for rewritten code (`scripts/build.mjs`).
 */

import { callArgs, traceArgs } from './call-args.ts';
import { checkFunction, checks, described, usedRules } from './checks.ts';
import { describe, kinds } from './description.ts';
import { call } from './evaluation.ts';
import { installGlobals } from './globals.ts';
import { installMath } from './math.ts';
import { moduleText } from './modules.ts';
import { installArrays } from './natives-arrays.ts';
import { installMaps } from './natives-maps.ts';
import { installNumbers } from './natives-numbers.ts';
import { installNDArray } from './ndarray.ts';
import { installNumberMembers } from './number-members.ts';
import { rule } from './primitives.ts';
import { stacksJson } from './tracer.ts';
import { installTypedArrays } from './typed-arrays.ts';

export { $ag_module } from './modules.ts';
export * from './operators.ts';
export { $ag_meddles, $ag_pure } from './pure.ts';
export { $ag_tell } from './tell.ts';

installMath();
installNumbers();
installArrays();
installMaps();
installTypedArrays();
installNDArray();
installNumberMembers();
installGlobals();

export const guest = Object.freeze({
  call,
  callArgs,
  traceArgs,
  checks,
  checkFunction,
  described,
  usedRules,
  stacksJson,
  kinds,
  module: moduleText,
  describe,
  rule,
});
