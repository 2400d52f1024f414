/** Mistakes that the typings find: each line below a `@ts-expect-error` has one. */

import { grad } from 'autograd-cli';
import np from 'autograd-cli/numpy';
import { special } from 'autograd-cli/scipy';

const a = np.ones([2, 2]);
// @ts-expect-error a name that does not exist
np.sinn(1);
// @ts-expect-error text for a number
np.sin('1');
// @ts-expect-error text for an array
np.sum('1');
// @ts-expect-error a keyword that does not exist
np.sum(a, { axes: 0 });
// @ts-expect-error text for an axis
np.sum(a, { axis: '0' });
// @ts-expect-error a keyword that does not exist, after positional arguments
np.linspace(0, 1, 5, { endpoints: false });
// @ts-expect-error an argument is missing
np.maximum(a);
// @ts-expect-error one argument too many
np.exp(a, a, a);
// @ts-expect-error a dtype that does not exist
np.zeros(3, { dtype: 'float16' });
// @ts-expect-error a choice that does not exist
np.fft.fft(a, { norm: 'orto' });
// @ts-expect-error a method that does not exist
a.summ();
// @ts-expect-error a keyword of a method that does not exist
a.sum({ axes: 0 });
// @ts-expect-error text for lengths
a.reshape('2', 3);
// @ts-expect-error text for a number
special.gamma('1');
// @ts-expect-error a keyword that does not exist
np.random.normal({ mean: 1 });
// @ts-expect-error no function
grad(3);
// @ts-expect-error a function that returns no number
grad((x: number) => String(x));
// @ts-expect-error text for a number
grad((x: number) => x)('1');
