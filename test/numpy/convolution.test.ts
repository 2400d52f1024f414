/** scipy.signal.convolve over some axes, summed over others, is a sum of convolutions over all axes, whichever array is the longer. */

import { describe, expect, it } from 'vitest';
import { Ref } from '../../src/numpy/np.ts';
import { type Call, expectDerivatives, expectNear, Host, random } from './checked.ts';

const OPTIONS = [[[2, 3], [2, 3]], [[1], [0]]] as const; // biome-ignore format: axes and dot_axes

/** Image 1 by filter 2, channel after channel. */
function byDefinition(call: Call, images: Ref, filters: Ref, mode: string): Ref {
  const channel = (c: number): Ref =>
    call(
      'scipy.signal.convolve',
      call('index', images, 1, c),
      call('index', filters, c, 2),
      null,
      [[], []],
      mode,
    );
  return call('np.add', channel(0), channel(1));
}

describe.each(['full', 'same', 'valid'])('scipy.signal.convolve, %s', (mode) => {
  it.each([
    [
      [5, 4],
      [3, 2],
    ],
    [
      [3, 3],
      [3, 3],
    ],
    ...(mode === 'valid'
      ? [
          [
            [2, 3],
            [4, 3],
          ],
        ]
      : [
          [
            [2, 5],
            [4, 3],
          ],
        ]),
  ])('of %j by %j', (image, filter) => {
    const at = [random(1, [3, 2, ...image]), random(2, [2, 4, ...filter])];
    const host = new Host();
    const [images, filters] = at.map((x) => new Ref(host.input(x))) as [Ref, Ref];
    const found = host.call('scipy.signal.convolve', images, filters, ...OPTIONS, mode);
    const truth = byDefinition(host.call, images, filters, mode);
    expectNear(host.array(host.call('index', found, 1, 2).node), host.array(truth.node));
    expect(host.array(found.node).shape.slice(0, 2)).toEqual([3, 4]);
    expectDerivatives((call, a, b) => call('scipy.signal.convolve', a, b, ...OPTIONS, mode), at, {
      order: 1,
    });
  });
});
