/** What the build needs of the sources: the numbers and rows that become constants of the guest, and the maker of its image. */

import { FIRST_FUNCTION } from '../src/graph/call-wire.ts';
import { np, scipy } from '../src/lib/namespaces.ts';
import { NUMPY_FUNCTIONS } from '../src/numpy/index.ts';
import { LIST_METHODS, METHODS, MISSING_MEMBERS } from '../src/numpy/members.ts';
import * as special from '../src/ops/kernels/special/index.ts';
import { LIBM1, LIBM2 } from '../src/ops/primitive.ts';
import { NAMES, PRIMITIVES } from '../src/ops/registry.ts';

/** Opcodes by name. */
export const opcodes = Object.fromEntries(NAMES.map((name, code) => [name, code]));

/** The rows that the guest makes functions of. */
export const rows = PRIMITIVES.flatMap((row, code) =>
  row === undefined
    ? []
    : [{ name: NAMES[code], code, arity: row.arity, names: row.names, from: row.value.from }],
);

/** The numbers under which the guest calls NumPy's functions, by name. */
export const numpy = Object.fromEntries(
  NUMPY_FUNCTIONS.flatMap(({ names }, i) => names.map((name) => [name, FIRST_FUNCTION + i])),
);

export { RANDOM_NAMES as randomNames } from '../src/numpy/random.ts';

/** Names of the members of arrays, and of functions' results. */
export const members = {
  methods: METHODS,
  listMethods: LIST_METHODS,
  missing: MISSING_MEMBERS,
  results: Object.fromEntries(
    NUMPY_FUNCTIONS.flatMap(({ names, results }) => (results ? names.map((name) => [name, results]) : [])),
  ),
};

export const libm1 = LIBM1;
export const libm2 = LIBM2.filter((name) => name !== 'hypot'); // inlined in the binary; see src/vm/libm.ts

export { encodeImage, makeImage } from '../src/vm/guest.ts';
/** Names of the functions in `src/ops/kernels/special`. */
export const specialNames = Object.keys(special);

/** What modules of the library export by name. */
export const libraryNames = {
  'src/lib/numpy.ts': Object.keys(np),
  'src/lib/scipy.ts': Object.keys(scipy),
};

export { typings } from './typings.ts';
