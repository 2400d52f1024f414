/** `autograd-cli/vitest`: matchers for derivatives. Import it once, in a test or a setup file. */

import 'vitest';

/** Numbers, alone, in lists or in objects. */
export type Numbers = number | readonly Numbers[] | { readonly [key: string]: Numbers };

/** The options of `autograd-cli check`. */
export interface FileOptions {
  /** `[-1, 1]`, or as for --range. */
  range?: readonly [lo: number, hi: number] | string;
  /** Points of a function of one number. */
  at?: readonly number[];
  /** The arguments of one call. */
  args?: readonly unknown[];
  samples?: number;
  order?: number;
  rtol?: number;
  atol?: number;
  export?: string;
  /** The export that is the hand-written derivative. */
  against?: string;
  /** Values of further parameters by name. */
  params?: Readonly<Record<string, unknown>>;
  seed?: number;
  root?: string;
  timeout?: string;
  memory?: string;
  /** Whether warnings, and derivatives of which nothing can be told, fail. */
  strict?: boolean;
}

export interface FunctionOptions<X = Numbers> {
  /** Where points are drawn, for a function of one number; `[-5, 5]` without it. */
  range?: readonly [lo: number, hi: number];
  /** Points: arguments of the function. */
  at?: readonly X[];
  samples?: number;
  rtol?: number;
  atol?: number;
  seed?: number;
}

interface GradientMatchers<R> {
  /**
   * The derivatives written in a script, and those of its functions, are right. The script, named by its path from the test or by its URL, is
   * loaded by autograd-cli, so what is written by hand is compared with exact derivatives.
   */
  toHaveRightGradients(options?: FileOptions): Promise<R>;
  /** This function is the derivative, the gradient or the Jacobian of `f`, as far as differences of values can tell. */
  toBeGradientOf<X>(f: (x: X) => unknown, options?: FunctionOptions<X>): R;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: as vitest declares it
  interface Matchers<T = any> extends GradientMatchers<T> {}
}
