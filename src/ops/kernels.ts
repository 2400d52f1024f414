/** The values of all primitives as plain functions by opcode: what the interpreter runs and what folds constants. */

import { type ComplexFunctions, complexFunctions } from '../array/complex.ts';
import type { Kernel, Libm, Value } from './primitive.ts';
import { PRIMITIVES } from './registry.ts';

/** The functions of `kernels/special/`, by name. */
export type SpecialFunctions = Readonly<Record<string, (...inputs: number[]) => number>>;

/** Kernels by opcode, and those of complex numbers by name. */
export type Kernels = readonly Kernel[] & { readonly complex: ComplexFunctions };

/**
 * Return the kernel of every opcode (undefined for sources). `loadSpecial` is called when the first special function is.
 */
export function makeKernels(libm: Libm, loadSpecial: () => SpecialFunctions): Kernels {
  const kernels = PRIMITIVES.map((row) =>
    row === undefined ? () => Number.NaN : kernelOf(row.value, libm, loadSpecial),
  );
  return Object.assign(kernels, { complex: complexFunctions(libm) });
}

function kernelOf(value: Value, libm: Libm, loadSpecial: () => SpecialFunctions): Kernel {
  switch (value.from) {
    case 'ieee':
      return value.kernel;
    case 'libm':
      return libm[value.name] as Kernel;
    case 'host':
      return value.kernel(libm);
    case 'special': {
      const { name, orders } = value;
      let kernel: Kernel | undefined;
      return (x, y, z) => {
        kernel ??= specialKernel(loadSpecial()[name], name, orders);
        return kernel(x, y, z);
      };
    }
  }
}

function specialKernel(
  kernel: ((...inputs: number[]) => number) | undefined,
  name: string,
  orders: readonly number[] | undefined,
): Kernel {
  if (kernel === undefined) throw new Error(`no special function is called ${name}`);
  return orders === undefined ? kernel : (x, y, z) => kernel(...orders, x, y, z);
}
