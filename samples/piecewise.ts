// A function in pieces: a branch has the derivative of the side that ran, and the tool finds where the side changes.
//
//   autograd-cli grad -n 2 samples/piecewise.ts --at -2,-1,0,0.5,1,3
//   autograd-cli plot samples/piecewise.ts --range -3:3 --width 72 --height 16

export default function piecewise(x: number): number {
  if (x < -1) return x ** 3;
  if (x < 1) return Math.cos(Math.PI * x);
  return 1 / x - 2;
}
