/**
 * The shape of a row of the tables of primitives: everything the program knows of one operation on numbers. A row names
 * its value once and its derivative once; Taylor series, forward and reverse mode, the tests, the guest's functions, the
 * typings and `ops` are read from it.
 */

import type { NodeId } from '../graph/graph.ts';

/** Names of the functions of QuickJS's own libm, which define the values of `Math.*` (see `vm/libm.ts`). */
export const LIBM1 = [
  'exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh',
  'asinh', 'acosh', 'atanh', 'cbrt',
] as const; // biome-ignore format: one line a family
export const LIBM2 = ['pow', 'atan2', 'hypot', 'fmod'] as const;
export type Libm = Readonly<
  Record<(typeof LIBM1)[number], (x: number) => number> &
    Record<(typeof LIBM2)[number], (x: number, y: number) => number>
>;

/** A function of one to three doubles. */
export type Kernel = (x: number, y: number, z: number) => number;

/**
 * Where the value of a primitive comes from; one definition serves the guest, the interpreter and the compiled code.
 * - `libm`: the function of that name in `Libm`;
 * - `ieee`: arithmetic that JavaScript and WebAssembly define alike; `kernel` for the interpreter, and mostly an instruction (`compile/instructions.ts`);
 * - `host`: our own function; the guest asks the host for it and compiled code imports it. `special` ones are loaded with the
 *   special functions, on first use; `orders` are arguments before the inputs.
 */
export type Value =
  | { readonly from: 'libm'; readonly name: keyof Libm }
  | { readonly from: 'ieee'; readonly kernel: Kernel }
  | { readonly from: 'host'; readonly kernel: (libm: Libm) => Kernel }
  | { readonly from: 'special'; readonly name: string; readonly orders?: readonly number[] };

/**
 * What derivative rules are written in. Every method makes (or finds) a node; the methods fold constants and drop
 * identities only where IEEE arithmetic cannot tell the difference, so a derivative is never less exact than its formula.
 * Masks (results of lt, le, eq, and) may only be used as operands of masks and of `where`.
 */
export interface Builder {
  constant(value: number): NodeId;
  add(x: NodeId, y: NodeId): NodeId;
  sub(x: NodeId, y: NodeId): NodeId;
  mul(x: NodeId, y: NodeId): NodeId;
  div(x: NodeId, y: NodeId): NodeId;
  neg(x: NodeId): NodeId;
  /** x to the power of the whole number n ≥ 0, by multiplications: exact at 0, in every order. */
  power(x: NodeId, n: number): NodeId;
  lt(x: NodeId, y: NodeId): NodeId;
  le(x: NodeId, y: NodeId): NodeId;
  eq(x: NodeId, y: NodeId): NodeId;
  /** Both masks. */
  and(x: NodeId, y: NodeId): NodeId;
  /** `mask ? x : y`, the side not taken structurally absent. */
  where(mask: NodeId, x: NodeId, y: NodeId): NodeId;
  /** Any other primitive, by its name. */
  apply(name: string, ...inputs: NodeId[]): NodeId;
  /** The double of a node that is constant. */
  constantValue(x: NodeId): number | undefined;
}

/** The derivative is zero wherever it exists (`floor`); absent from the graph. */
export const zero = { kind: 'zero' } as const;

/** There is no derivative with respect to this argument; asking for one is an error that says why. */
export const none = (why: string) => ({ kind: 'none', why }) as const;

/** A partial derivative: a node, structurally zero, or not available. */
export type Partial = NodeId | typeof zero | ReturnType<typeof none>;

/**
 * A smooth elementwise function: its partial derivative for each input. `out` is the primitive's own node, so
 * exp is `[out]`, and the Taylor recurrence follows from it (`derive/taylor.ts`).
 */
export interface Smooth {
  readonly kind: 'smooth';
  readonly partials: (b: Builder, inputs: readonly NodeId[], out: NodeId) => readonly Partial[];
}

/**
 * A piecewise linear function: where `mask` is true the output moves with input `input` times `weight`. Contributions whose
 * mask is false are structurally absent: an infinite derivative on the side not taken does no harm.
 */
export interface Pieces {
  readonly kind: 'pieces';
  readonly pieces: (
    b: Builder,
    inputs: readonly NodeId[],
  ) => readonly { readonly input: number; readonly mask: NodeId; readonly weight: number }[];
}

/** Functions that every mode treats by a recurrence of its own. */
export interface Arithmetic {
  readonly kind: 'add' | 'sub' | 'mul' | 'div' | 'neg' | 'where';
}

/** A mask: it has no tangent and is not a number. */
export interface Mask {
  readonly kind: 'mask';
}

export type Derivative = Smooth | Pieces | Arithmetic | Mask | typeof zero | ReturnType<typeof none>;

/** One primitive. */
export interface Primitive {
  /** One line for `ops` and the typings. */
  readonly doc: string;
  /** What scripts call it: `np.sin`, `Math.sin`, `special.psi`; none for operators and for what only rules use. */
  readonly names: readonly string[];
  /** Number of inputs. */
  readonly arity: 1 | 2 | 3;
  readonly value: Value;
  readonly derivative: Derivative;
  /** For each input the interval in which the generic tests draw points; a single number where the input is a constant (an order). */
  readonly samples: readonly (readonly [number, number] | number)[];
  /** `[inputs, f′]` at special points, kinks included, with respect to the first input that varies. */
  readonly at?: readonly (readonly [readonly number[], number])[];
  /** Where the value or the derivative formula is written down. */
  readonly source: string;
}
