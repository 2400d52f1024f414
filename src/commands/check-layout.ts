/**
 * Which numbers of a Jacobian or a Hessian of arrays belong to one coordinate of the arguments: the guest nests them by variable,
 * array of the result and array of the argument (`sandbox/jacobians.ts`), in blocks. Computes no derivative.
 */

import { arraySizes } from './json-shape.ts';

/** The arrays of a value, each as the numbers of its elements. */
type Arrays = readonly (readonly number[])[];

/** For each coordinate the places of the derivatives by it, one for each number of the order below. */
export type Columns = readonly (readonly number[])[];

/** Return the columns of the first or the second derivative; `variables` are the arguments that vary, `result` what comes of them. */
export function columnsOf(variables: readonly unknown[], result: unknown, order: 1 | 2): Columns {
  const inputs = numbered(variables);
  const outputs = numbered([result]).flat();
  const size = inputs.flat(2).length;
  const first = firstOrder(inputs, outputs);
  if (order === 1)
    return transposed(
      first.map(([out, i]) => [i, out]),
      size,
    );
  const below = new Map(first.map(([out, i], place) => [out * size + i, place]));
  const second = secondOrder(inputs, outputs);
  return transposed(
    second.map(([out, i, j]) => [j, below.get(out * size + i)!]),
    size,
  );
}

function numbered(values: readonly unknown[]): Arrays[] {
  let next = 0;
  return values.map((value) => arraySizes(value).map((size) => Array.from({ length: size }, () => next++)));
}

/** Element of the result and coordinate, of each number of a Jacobian. */
function firstOrder(inputs: readonly Arrays[], outputs: Arrays): [out: number, i: number][] {
  return inputs.flatMap((variable) =>
    outputs.flatMap((outs) =>
      variable.flatMap((is) => outs.flatMap((out) => is.map((i): [number, number] => [out, i]))),
    ),
  );
}

/** Element of the result and both coordinates, of each number of a Hessian. */
function secondOrder(inputs: readonly Arrays[], outputs: Arrays): [out: number, i: number, j: number][] {
  const block = (outs: readonly number[], is: readonly number[], js: readonly number[]) =>
    outs.flatMap((out) => is.flatMap((i) => js.map((j): [number, number, number] => [out, i, j])));
  return inputs.flatMap((rows) =>
    inputs.flatMap((columns) =>
      outputs.flatMap((outs) => rows.flatMap((is) => columns.flatMap((js) => block(outs, is, js)))),
    ),
  );
}

/** Put each number's place where its coordinate and its number of the order below say. */
function transposed(numbers: readonly (readonly [i: number, below: number])[], size: number): Columns {
  const columns: number[][] = Array.from({ length: size }, () => []);
  for (const [place, [i, below]] of numbers.entries()) columns[i]![below] = place;
  return columns;
}
