// The poster's Taylor approximation of the sine: a loop that stops when the terms are small. How many terms it takes depends on
// x, so the function changes its path, and its derivatives jump a little, wherever the number of terms changes.
//
//   autograd-cli grad -n 2 samples/taylor.ts -e fun --range -10:10 --samples 11
//   autograd-cli grad -e dfun samples/taylor.ts --at 0.5,1,2 --csv
//   autograd-cli plot -n 2 samples/taylor.ts -e fun --range -10:10 --width 72 --height 16

import { grad } from 'autograd-cli';

export function fun(x: number): number {
  let curr = x;
  let ans = curr;
  for (let i = 0; i < 1000; i++) {
    curr = (-curr * x ** 2) / ((2 * i + 3) * (2 * i + 2));
    ans += curr;
    if (Math.abs(curr) < 0.2) break;
  }
  return ans;
}

export const dfun = grad(fun);
