/** The numbers of a value of any structure, each with its path: `[0][1]`, `.w[2]`, `.re`. */

/** Numbers in lists and objects. */
export type Numbers = number | readonly Numbers[] | { readonly [key: string]: Numbers };

export interface Leaves {
  readonly paths: readonly string[];
  readonly numbers: readonly number[];
}

/** Return the numbers of `tree` in order. */
export function leavesOf(tree: Numbers): Leaves {
  const paths: string[] = [];
  const numbers: number[] = [];
  collect(tree, '', paths, numbers);
  return { paths, numbers };
}

function collect(tree: Numbers, path: string, paths: string[], numbers: number[]): void {
  if (typeof tree === 'number') {
    paths.push(path);
    numbers.push(tree);
  } else if (Array.isArray(tree)) {
    for (const [i, item] of tree.entries()) collect(item, `${path}[${i}]`, paths, numbers);
  } else {
    for (const [key, item] of Object.entries(tree)) collect(item, `${path}.${key}`, paths, numbers);
  }
}

/**
 * Return the numbers of `actual` in the order of those of `expected`, as far as both are built alike: with the same paths, or
 * with as many numbers in lists only. Undefined where they are not.
 */
export function matched(actual: Leaves, expected: Leaves): readonly number[] | undefined {
  if (actual.paths.length !== expected.paths.length) return undefined;
  const at = new Map(actual.paths.map((path, i) => [path, actual.numbers[i]!]));
  const numbers = expected.paths.map((path) => at.get(path));
  if (!numbers.includes(undefined)) return numbers as number[];
  const isList = ({ paths }: Leaves): boolean => paths.every((path) => !path.includes('.'));
  const isFlat = (leaves: Leaves): boolean =>
    shapeText(leaves)
      .split('×')
      .filter((n) => n !== '1').length <= 1;
  return isList(actual) && isList(expected) && isFlat(actual) && isFlat(expected)
    ? actual.numbers
    : undefined;
}

/** Return the transpose of a matrix given by its paths; undefined for anything else. */
export function transposed({ paths, numbers }: Leaves): Leaves | undefined {
  const indices = paths.map((path) => /^\[(\d+)\]\[(\d+)\]$/.exec(path));
  if (paths.length < 2 || indices.includes(null)) return undefined;
  const swapped = new Map(indices.map((index, k) => [`[${index![2]}][${index![1]}]`, numbers[k]!]));
  const keys = [...swapped.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return { paths: keys, numbers: keys.map((key) => swapped.get(key)!) };
}

/** Say how a value is built: `a number`, `a list of 3`, `a list of 2×3`, `an object with w, b`. */
export function describeLeaves(leaves: Leaves): string {
  const { paths } = leaves;
  if (paths.length === 1 && paths[0] === '') return 'a number';
  if (paths[0]?.startsWith('.')) {
    const keys = new Set(paths.map((path) => /^\.([^.[]*)/.exec(path)?.[1] ?? path));
    return `an object with ${[...keys].join(', ')}`;
  }
  return `a list of ${shapeText(leaves)}`;
}

/** `2×3`: the last index of each level and one, as far as there are only lists. */
function shapeText({ paths }: Leaves): string {
  const last = paths.at(-1) ?? '';
  const indices = [...last.matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1]) + 1);
  return indices.length === 0 ? '1' : indices.join('×');
}
