// A class whose methods are differentiated: Chebyshev series with Clenshaw's recurrence.
//
//   autograd-cli grad -n 3 samples/polynomial.ts --range -1:1/5
//   autograd-cli plot -n 0..2 samples/polynomial.ts --range -1:1 --width 72 --height 16

class Chebyshev {
  #coefficients: readonly number[];

  constructor(...coefficients: number[]) {
    this.#coefficients = coefficients;
  }

  get degree(): number {
    return this.#coefficients.length - 1;
  }

  at(x: number): number {
    let [b1, b2] = [0, 0];
    for (let k = this.degree; k > 0; k--) {
      [b1, b2] = [2 * x * b1 - b2 + this.#coefficients[k], b1];
    }
    return x * b1 - b2 + this.#coefficients[0];
  }
}

const series = new Chebyshev(0.5, -0.25, 1, 0, -0.75, 0.125);

export default (x: number): number => series.at(x);
