// The continued fraction of the tangent, by recursion: tan x = x / (1 − x² / (3 − x² / (5 − …))).
//
//   autograd-cli grad -n 3 samples/continued-fraction.ts --at 0,0.5,1 --digits 10
//   autograd-cli plot samples/continued-fraction.ts --range -4:4 --width 72 --height 16

function tail(x: number, k: number, depth: number): number {
  return depth === 0 ? k : k - (x * x) / tail(x, k + 2, depth - 1);
}

export function continuedFraction(x: number, depth = 12): number {
  return x / tail(x, 1, depth);
}
