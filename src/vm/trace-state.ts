/** The trace under way, on the host. */

import type { Values } from '../ops/evaluate.ts';
import type { Liveness } from './liveness.ts';
import type { TapeDecoder } from './tape.ts';

export interface TraceState {
  readonly decoder: TapeDecoder;
  readonly liveness: Liveness;
  readonly values: Values;
}
