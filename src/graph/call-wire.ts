/**
 * The format in which the guest calls functions of arrays on the host. Both sides of the border read this file, the guest only
 * its types, which hold the numbers that `sandbox/array-calls.ts` repeats to these.
 *
 * Arguments and results travel in one Float64Array of CALL_LENGTH numbers, as tokens from its beginning: a kind, then what the
 * kind needs. A call is numbered: one of INTERNAL, or FIRST_FUNCTION and the place of a function in the table of NumPy's.
 */

/** Numbers that the arguments or the results of one call may take. */
export const CALL_LENGTH = 65_536;

/** What a token is, and the numbers that follow it. */
export const KIND = {
  undefined: 0,
  null: 1,
  /** 0 or 1. */
  boolean: 2,
  /** Its value. */
  number: 3,
  /** A traced number. To the host: its guest id. To the guest: its value; it gets the next id. */
  traced: 4,
  /** An array: the number of its entry on the host. To the guest its reference comes as the result of the call, or by `fetch`. */
  array: 5,
  /** Length, then as many character codes. */
  text: 6,
  /** Length, then as many tokens with what belongs to them. */
  list: 7,
  /** Number of members, then for each a text and a token. */
  keywords: 8,
  /** To the host: numbers sent before by `upload`, as an array: rank, lengths. */
  uploaded: 9,
  /** To the guest: a list of numbers and arrays; the reference to the first array is one to all of them. */
  together: 10,
} as const;

/**
 * What the guest asks for itself; A is an array. The place in the list is the number of the call.
 *
 * - `shape` A → list; `dtype` A → text
 * - `row` A, i → A[i], i counted from the end where it is negative
 * - `elements` A, i, n → the list of n elements of a vector from A[i] on, null where reading them would be more than that (booleans, complex numbers)
 * - `rows` A, i, n → the list of A[i] … A[i + n − 1]
 * - `index` A, … → A[…], whatever NumPy takes between its brackets
 * - `assign` A, value, … → A[…] = value
 * - `flat` A, i, n → the list of so many elements of the flattened A
 * - `item` A → its only element; `truth` A → whether that is true, a decision
 * - `text` A, pin → A as NumPy prints it; `pin`: the trace is bound to it
 * - `value` A → A without its derivative; the trace is bound to it
 * - `output` A → makes the elements outputs of the trace
 * - `variables` x … → other names of numbers and arrays, to differentiate with respect to
 * - `vjp` outputs, cotangents, variables, close → the variables' cotangents, null where nothing depends on one; `close`: what
 *   depends on these variables alone is a constant from now on
 * - `jvp` outputs, variables, tangents, order, close → for each output the list of its derivatives of orders 1 … along the tangents
 * - `endTrace` → forgets the trace
 * - `generator` kind, seed → the number of a new random generator, to which the reference belongs
 * - `draw` generator, method, arguments → the numbers it draws
 * - `settle` x … → the same, plain where no open variable is reached
 * - `keep` outputs, variables → the number under which `pull` finds them; closes the variables
 * - `pull` number, cotangents → the variables' cotangents, as often as wanted until the trace ends
 * - `jacobian` outputs, variables → for each output for each variable the derivative, of the output's shape and then the variable's,
 *   null where there is none; closes the variables
 * - `custom` number, name, value, x … → the value as a function of the x, whose derivatives the guest's rule of that number knows;
 *   the trace is bound to it
 * - `answer` x … → hands over the result of such a rule
 * - `remember` x … → the number under which `recall` finds the gradient that has just been taken, a function of these numbers and arrays
 *   alone as far as the guest knows; null where the host knows better
 * - `recall` number, whether its value is wanted, x … → `[value or null, the variables' cotangents]` at other x; null if it is forgotten,
 *   false where the function has to be called
 */
export const INTERNAL = [
  'shape', 'dtype', 'row', 'elements', 'rows', 'index', 'assign', 'flat', 'item', 'truth', 'text', 'value', 'output', 'variables', 'vjp', 'jvp', 'endTrace',
  'generator', 'draw', 'settle', 'keep', 'pull', 'jacobian', 'custom', 'answer', 'remember', 'recall',
] as const; // biome-ignore format: a list of words

export type Internal = (typeof INTERNAL)[number];

/** The number of the first of NumPy's functions. */
export const FIRST_FUNCTION = 32;
