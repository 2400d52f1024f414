/**
 * An operation of a script's own as one node: the value is given, as its first input, and the derivatives are asked of the script
 * (`Graph.customRules`).
 */

import { NONE } from '../graph/graph.ts';
import type { ArrayPrimitive } from './array-primitive.ts';

export interface CustomAttributes {
  /** Which of the script's rules. */
  readonly rule: number;
  /** What the script calls the operation. */
  readonly name: string;
}

const own: ArrayPrimitive<CustomAttributes> = {
  doc: "an operation of the script's own",
  type: ([value]) => ({ shape: value!.shape, dtype: value!.dtype }),
  kernel: ([value]) => value!,
  elements: 'moved',
  derivative: {
    kind: 'jvp',
    jvp: (b, [, ...tangents], { inputs: [, ...inputs], attributes, out }) =>
      b.graph.customRules!.jvp(attributes.rule, tangents, inputs, out),
    vjp(b, g, { inputs: [, ...inputs], attributes, out }) {
      const cotangents = b.graph.customRules!.vjp(attributes.rule, g, inputs, out);
      return cotangents && [NONE, ...cotangents];
    },
  },
  samples: [],
  source: 'the script',
};

export const custom = { custom: own };
