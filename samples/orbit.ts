// A planet on its orbit, integrated by the classical Runge–Kutta method with its state in a Float64Array. The varying number is
// the speed at the start; the result is where the planet is after one unit of time, so the derivative is what an
// astronomer calls the variational equation.
//
//   autograd-cli grad -n 2 samples/orbit.ts --range 0.8:1.2/5
//   autograd-cli grad samples/orbit.ts -p steps=400 --at 1 --json

/** Right-hand side of x″ = −x/|x|³, written into `out`. */
function acceleration(state: Float64Array, out: Float64Array): void {
  const [x, y, vx, vy] = state;
  const r3 = Math.hypot(x, y) ** 3;
  out[0] = vx;
  out[1] = vy;
  out[2] = -x / r3;
  out[3] = -y / r3;
}

/** state + h·slope */
function moved(state: Float64Array, h: number, slope: Float64Array): Float64Array {
  return state.map((s, i) => s + h * slope[i]);
}

export function orbit(speed: number, steps = 100): { x: number; y: number } {
  let state = new Float64Array([1, 0, 0, speed]);
  const [k1, k2, k3, k4] = [0, 1, 2, 3].map(() => new Float64Array(4));
  const h = 1 / steps;
  for (let i = 0; i < steps; i++) {
    acceleration(state, k1);
    acceleration(moved(state, h / 2, k1), k2);
    acceleration(moved(state, h / 2, k2), k3);
    acceleration(moved(state, h, k3), k4);
    for (let j = 0; j < state.length; j++) {
      state[j] += (h / 6) * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]);
    }
  }
  return { x: state[0], y: state[1] };
}
