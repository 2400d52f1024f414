/** The warning for a function whose result never moves. */

import { exportTitle, type Selected } from './select.ts';

export function warningOfConstant({ exportName, variable }: Selected): string {
  return `the result of ${exportTitle(exportName)} does not depend on ${variable}: its derivatives are zero`;
}
