/** What cannot be written as source is refused at its place in the script. */

import { AutogradError } from '../base/errors.ts';
import type { LanguageName } from '../codegen/language.ts';
import { unwritable } from '../codegen/loops.ts';
import { neededNodes, type Path } from '../codegen/merge.ts';
import { lackedBy } from '../codegen/source.ts';
import type { NodeId } from '../graph/graph.ts';

/** Throw E_RULE for the first operation of a path that has no simple loop or that the language lacks. `causeOf` tells where it was made. */
export function refuseUnwritable(
  path: Path,
  language: LanguageName,
  causeOf: (node: NodeId) => unknown,
): void {
  for (const id of neededNodes(path)) {
    const what = unwritable(path.graph, id);
    if (what !== undefined)
      throw new AutogradError('E_RULE', `${what} cannot be written as plain loops, so there is no source`, {
        hint: 'write it with sums, products and elementwise functions, or keep the derivative in the script',
        cause: causeOf(id),
      });
    const name = lackedBy(language, path.graph, id);
    if (name !== undefined)
      throw new AutogradError('E_RULE', `${name} cannot be written in C: math.h has no such function`, {
        hint: '--lang ts and --lang js carry it along',
        cause: causeOf(id),
      });
  }
}
