/** What the modules of `scripted/` tell the host beside what a script prints: how far a loop is, what to draw. */

import { host } from './host.ts';
import { stringify } from './intrinsics.ts';

/** Send a message of numbers, texts and lists of them; NaN and infinities arrive as null. */
export function $ag_tell(stream: 'progress' | 'figure', message: object): void {
  host.print(stream as 'out', stringify(message));
}
