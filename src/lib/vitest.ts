/** `autograd-cli/vitest`: importing it adds two matchers to vitest's `expect`. Types: `sandbox/types/vitest.d.ts`. */

import { expect } from 'vitest';
import { checkFile } from './check-file.ts';
import { checkFunction, FUNCTION_OPTIONS, type FunctionOptions } from './check-function.ts';

expect.extend({
  toHaveRightGradients(received: unknown, options: Readonly<Record<string, unknown>> = {}) {
    return checkFile(received, options, this.testPath);
  },
  toBeGradientOf(received: unknown, f: unknown, options: FunctionOptions = {}) {
    if (typeof received !== 'function' || typeof f !== 'function')
      throw new TypeError('toBeGradientOf compares two functions: expect(df).toBeGradientOf(f)');
    const unknown = Object.keys(options).find((name) => !FUNCTION_OPTIONS.some((known) => known === name));
    if (unknown !== undefined)
      throw new TypeError(
        `toBeGradientOf has no option ${unknown}; its options are ${FUNCTION_OPTIONS.join(', ')}`,
      );
    return checkFunction(received as (x: never) => unknown, f as (x: never) => unknown, options);
  },
});
