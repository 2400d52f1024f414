/**
 * The format in which the guest reports what a script did: the tape. Both sides of the border read this file, the
 * guest only its types, which hold the numbers that `sandbox/tracer.ts` repeats to these.
 *
 * The tape is a Float64Array of records of STRIDE numbers: `[code + flags, x, y, z]`. An operand is the guest id of a
 * traced number, or, where its flag (`CONSTANT`) is set, the constant itself. Guest ids count the traced numbers made since the
 * trace began: id 0 is the input, and every record of a primitive makes the next id. Decisions make none.
 */

/** Numbers a record. */
export const STRIDE = 4;

/** Flags, added to a record's code: this operand is a constant, not an id. */
export const CONSTANT = { x: 256, y: 512, z: 1024 } as const;

/** Codes below this are primitives (`ops/registry.ts` numbers them); the ones from here are decisions. */
export const FIRST_DECISION = 192;

/**
 * What the script asked of traced numbers. Each code is followed by the code of its opposite, so that
 * `code - FIRST_DECISION` is `2 · test + (holds ? 0 : 1)`.
 */
export const TESTS = ['lt', 'le', 'eq', 'same', 'truth'] as const;

/**
 * - `lt`, `le`, `eq`: x < y, x ≤ y, x == y with JavaScript's meaning (false where an operand is NaN);
 * - `same`: the same double bit for bit, any NaN being the same as any other (a pin has a constant y);
 * - `truth`: x is neither 0 nor NaN; y is unused.
 */
export type Test = (typeof TESTS)[number];

/** The code of the decision "`test` came out as `holds`". */
export function decisionCode(test: Test, holds: boolean): number {
  return FIRST_DECISION + 2 * TESTS.indexOf(test) + (holds ? 0 : 1);
}

/** A number the function returned; the operand is an id or a constant. In the order of the result's columns. */
export const OUTPUT = 255;

/**
 * The script used a traced number of an earlier evaluation (a cache, a leaked variable); the guest went on with its plain
 * value. No operands. Such a function has state and is not replayed.
 */
export const STALE = 254;
