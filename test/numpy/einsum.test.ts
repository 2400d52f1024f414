/** einsum against its definition, a loop over all indices, and what it says of subscripts that do not fit. */

import { describe, expect, it } from 'vitest';
import { type DType, type NDArray, type Shape, sizeOf, zeros } from '../../src/array/ndarray.ts';
import { type ArrayFunction, expectDerivatives, expectNear, random, run } from './checked.ts';

/** Σ over all indices of the product of elements, complex; `output` of letters only. */
function definition(terms: readonly string[], output: string, operands: readonly NDArray[]): NDArray {
  const lengths = new Map<string, number>();
  terms.forEach((term, k) => {
    [...term].forEach((letter, axis) => {
      lengths.set(letter, Math.max(lengths.get(letter) ?? 1, operands[k]!.shape[axis]!));
    });
  });
  const letters = [...lengths.keys()];
  const result = zeros(
    [...output].map((letter) => lengths.get(letter)!),
    'complex128',
  );
  const total = sizeOf([...lengths.values()]);
  for (let at = 0; at < total; at++) {
    const index = new Map<string, number>();
    let rest = at;
    for (const letter of letters) {
      index.set(letter, rest % lengths.get(letter)!);
      rest = Math.floor(rest / lengths.get(letter)!);
    }
    let [re, im] = [1, 0];
    terms.forEach((term, k) => {
      const [x, y] = element(operands[k]!, term, index);
      [re, im] = [re * x - im * y, re * y + im * x];
    });
    const to = 2 * position(result.shape, output, index);
    result.data[to]! += re;
    result.data[to + 1]! += im;
  }
  if (operands.some(({ dtype }) => dtype === 'complex128')) return result;
  return { shape: result.shape, dtype: 'float64', data: result.data.filter((_, i) => i % 2 === 0) };
}

function position(shape: Shape, letters: string, index: ReadonlyMap<string, number>): number {
  let at = 0;
  shape.forEach((n, axis) => {
    at = at * n + (n === 1 ? 0 : index.get(letters[axis]!)!);
  });
  return at;
}

function element(
  { shape, dtype, data }: NDArray,
  term: string,
  index: ReadonlyMap<string, number>,
): [number, number] {
  const at = position(shape, term, index);
  return dtype === 'complex128' ? [data[2 * at]!, data[2 * at + 1]!] : [data[at]!, 0];
}

const SUMS: readonly (readonly [subscripts: string, shapes: readonly Shape[]])[] = [
  ['ij->ji', [[3, 4]]],
  ['ij->', [[3, 4]]],
  ['ijk->ki', [[2, 3, 4]]],
  ['ii->i', [[3, 3]]],
  ['ii->', [[3, 3]]],
  ['iij->j', [[2, 2, 3]]],
  ['ijij->ij', [[2, 3, 2, 3]]],
  ['iii->i', [[3, 3, 3]]],
  [
    'ij,jk->ik',
    [
      [2, 3],
      [3, 4],
    ],
  ],
  [
    'ij,kj->ki',
    [
      [2, 3],
      [4, 3],
    ],
  ],
  [
    'ji,jk->ik',
    [
      [3, 2],
      [3, 4],
    ],
  ],
  [
    'ij,ij->',
    [
      [3, 4],
      [3, 4],
    ],
  ],
  [
    'ij,ij->ij',
    [
      [3, 4],
      [3, 4],
    ],
  ],
  ['i,j->ji', [[3], [4]]],
  [
    'bij,bjk->bik',
    [
      [2, 2, 3],
      [2, 3, 2],
    ],
  ],
  [
    'ibj,jkb->kib',
    [
      [2, 3, 2],
      [2, 3, 3],
    ],
  ],
  [
    'abcd,bd->ca',
    [
      [2, 3, 2, 2],
      [3, 2],
    ],
  ],
  [
    'ijk,lji,lli->lki',
    [
      [2, 3, 2],
      [2, 3, 2],
      [2, 2, 2],
    ],
  ],
  ['i,ij,j->', [[3], [3, 4], [4]]],
  [
    'ab,bc,cd,de->ae',
    [
      [2, 3],
      [3, 2],
      [2, 4],
      [4, 2],
    ],
  ],
  ['i,i,i->i', [[3], [3], [3]]],
  [
    'ij,jk->ik',
    [
      [2, 1],
      [3, 4],
    ],
  ],
  [
    'ij,ij->i',
    [
      [1, 3],
      [2, 3],
    ],
  ],
  [',ij->ij', [[], [2, 3]]],
  ['i,->i', [[3], []]],
  [
    'ik,jk,kl->ijl',
    [
      [2, 3],
      [2, 3],
      [3, 2],
    ],
  ],
];

describe('einsum by definition', () => {
  it.each(SUMS)('%s', (subscripts, shapes) => {
    const [inputs, output] = subscripts.split('->') as [string, string];
    const terms = inputs.split(',');
    for (const complexAt of [-1, 0, shapes.length - 1]) {
      const operands = shapes.map((shape, i) =>
        random(i + 1, shape, (i === complexAt ? 'complex128' : 'float64') as DType),
      );
      const [found] = run('np.einsum', subscripts, ...operands);
      expectNear(found!, definition(terms, output, operands));
      const letter = (c: string): number => c.charCodeAt(0) - 97;
      const lists = operands.flatMap((operand, i) => [operand, [...terms[i]!].map(letter)]);
      expectNear(run('np.einsum', ...lists, [...output].map(letter))[0]!, found!);
    }
  });

  it.each([
    [
      'ij,jk',
      'ij,jk->ik',
      [
        [2, 3],
        [3, 4],
      ],
    ],
    ['ba', 'ba->ab', [[2, 3]]],
    ['ii', 'ii->', [[3, 3]]],
    [
      'ab,Bb',
      'ab,cb->ca',
      [
        [2, 3],
        [4, 3],
      ],
    ],
    [
      '...ij,...jk->...ik',
      'aij,jk->aik',
      [
        [2, 2, 3],
        [3, 2],
      ],
    ],
    ['...,...->...', 'ab,b->ab', [[2, 3], [3]]],
    ['i...->...', 'iab->ab', [[2, 3, 4]]],
    [
      'i...,...j',
      'iab,bj->abij',
      [
        [2, 3, 2],
        [2, 4],
      ],
    ],
    ['...ii->...i', 'aii->ai', [[2, 3, 3]]],
    [
      ' i j , j k -> i k ',
      'ij,jk->ik',
      [
        [2, 3],
        [3, 4],
      ],
    ],
    [
      '...i,...i->...',
      'abi,ci->ab',
      [
        [2, 3, 4],
        [1, 4],
      ],
    ],
  ] as [string, string, Shape[]][])('%s is %s', (short, long, shapes) => {
    const [inputs, output] = long.split('->') as [string, string];
    const operands = shapes.map((shape, i) => random(i + 1, shape));
    expectNear(run('np.einsum', short, ...operands)[0]!, definition(inputs.split(','), output, operands));
  });

  it('takes an ellipsis in lists, and lists without output', () => {
    const [a, b] = [random(1, [2, 2, 3]), random(2, [3, 2])];
    const expected = definition(['aij', 'jk'], 'aik', [a, b]);
    expectNear(run('np.einsum', a, ['...', 0, 1], b, [1, 2], ['...', 0, 2])[0]!, expected);
    expectNear(run('np.einsum', a, ['...', 0, 1], b, [1, 2])[0]!, expected);
  });
});

describe('derivatives of einsum', () => {
  it.each(SUMS)('%s', (subscripts, shapes) => {
    const f: ArrayFunction = (call, ...operands) => call('np.einsum', subscripts, ...operands);
    const at = shapes.map((shape, i) => random(i + 1, shape, i === 1 ? 'complex128' : 'float64'));
    expectDerivatives(f, at, { order: 2 });
  });
});

describe('einsum refuses', () => {
  const [a, b] = [random(1, [2, 3]), random(2, [4, 3])];
  it.each([
    ['lengths that differ', 'ij,jk->ik', [a, b], /one subscript stands for lengths 3 and 4/],
    ['diagonals of oblongs', 'ii->i', [a], /repeated for different lengths/],
    ['too few subscripts', 'i->i', [a], /1 subscripts do not fit an operand of dimension 2/],
    ['too many operands', 'ij->ij', [a, a], /subscripts for 1 operands, and there are 2/],
    ['an output that is no input', 'ij->k', [a], /one of the operands/],
    ['an output given twice', 'ij->ii', [a], /given once/],
    ['an output without the ellipsis', 'i...->i', [a], /lacks the ellipsis/],
    ['other characters', 'i1->i', [a], /are no subscripts/],
  ] as const)('%s', (_, subscripts, operands, message) => {
    expect(() => run('np.einsum', subscripts, ...operands)).toThrow(message);
  });
});
