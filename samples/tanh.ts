// The poster's tanh, and its derivatives of every order.
//
//   autograd-cli grad samples/tanh.ts
//   autograd-cli grad -n 6 samples/tanh.ts --range -7:7/8 --csv
//   autograd-cli plot -n 0..4 samples/tanh.ts --range -7:7 --width 72 --height 18

export function tanh(x: number): number {
  const y = Math.exp(-x);
  return (1.0 - y) / (1.0 + y);
}
