/** What cannot be written as source is refused at its place in the script. */

import { AutogradError } from '../base/errors.ts';
import { unwritable } from '../codegen/loops.ts';
import { neededNodes, type Path } from '../codegen/merge.ts';
import type { NodeId } from '../graph/graph.ts';

/** Throw E_RULE for the first operation of a path that has no simple loop. `stackOf` returns the guest's stack where it was made. */
export function refuseUnwritable(path: Path, stackOf: (node: NodeId) => string | undefined): void {
  for (const id of neededNodes(path)) {
    const what = unwritable(path.graph, id);
    if (what !== undefined) throw unwritableError(what, { guestStack: stackOf(id) });
  }
}

/** Return the error for an operation; `cause` says where it was made. */
export function unwritableError(what: string, cause: unknown): AutogradError {
  return new AutogradError('E_RULE', `${what} cannot be written as plain loops, so there is no source`, {
    hint: 'write it with sums, products and elementwise functions, or keep the derivative in the script',
    cause,
  });
}
