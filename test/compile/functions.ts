/** Functions with many paths for the tests of the path engine, in two forms: recording themselves, and plain. */

import type { NodeId } from '../../src/graph/graph.ts';
import type { Recorder } from './recorder.ts';

/** The poster's Taylor approximation of sin, which leaves its loop when a term is small. */
export function taylorSine(r: Recorder, x: NodeId): NodeId {
  let term = x;
  let sum = x;
  for (let i = 0; i < 1000; i++) {
    term = r.op(
      'div',
      r.op('neg', r.op('mul', term, r.op('mul', x, x))),
      r.constant((2 * i + 3) * (2 * i + 2)),
    );
    sum = r.op('add', sum, term);
    if (r.decide('lt', r.op('abs', term), r.constant(0.2))) break;
  }
  return sum;
}

/** The same on plain numbers, with the number of its rounds. */
export function plainTaylorSine(x: number): { value: number; rounds: number } {
  let term = x;
  let sum = x;
  let rounds = 0;
  while (rounds < 1000) {
    term = -(term * (x * x)) / ((2 * rounds + 3) * (2 * rounds + 2));
    sum += term;
    rounds++;
    if (Math.abs(term) < 0.2) break;
  }
  return { value: sum, rounds };
}

/** Writes 0 ≤ x < 2048 in binary: a path for each whole number. The value is the fraction times the whole number. */
export function binary(r: Recorder, x: NodeId): NodeId {
  let rest = x;
  let whole = 0;
  for (let bit = 1024; bit >= 1; bit /= 2) {
    if (!r.decide('le', r.constant(bit), rest)) continue;
    rest = r.op('sub', rest, r.constant(bit));
    whole += bit;
  }
  return r.op('mul', rest, r.constant(whole));
}

/** A table read at the index ⌊x⌋. */
export function table(r: Recorder, x: NodeId): NodeId {
  const index = r.pin(r.op('floor', x));
  return r.op('mul', x, r.constant(index * index));
}
