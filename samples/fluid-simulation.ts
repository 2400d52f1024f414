// Smoke in a fluid, as in HIPS autograd's example: which wind at the beginning blows three bars of smoke into a ring? The gradient of the
// picture at the end goes back through every step of the Navier–Stokes equations (Stam's stable fluids 1999: all quantities are carried
// along the flow, then the flow loses its divergence, here by a Fourier transform).
//
//   autograd-cli run samples/fluid-simulation.ts
//
// Takes 10 s: 100 steps. The smoke differs from the ring by a tenth of what the bars do (mean square).

import { valueAndGrad } from 'autograd-cli';
import np from 'autograd-cli/numpy';
import { adam } from 'autograd-cli/optimizers';
import { image, plot, show } from 'autograd-cli/plot';

const N = 32;
const TIME_STEPS = 15;
const ITERATIONS = 100;
const STEP = 0.3;

/** Velocities down and to the right, in cells a time step; the edges of the picture are joined. */
type Wind = readonly [down: number, right: number];

const [rows, columns] = np.meshgrid(np.arange(N), np.arange(N), { indexing: 'ij' });
const [ky, kx] = np.meshgrid(np.fft.fftfreq(N), np.fft.fftfreq(N), { indexing: 'ij' });
const k2 = np.maximum(ky ** 2 + kx ** 2, 1e-9);

/** The wind without what would compress the fluid. */
function incompressible([down, right]: Wind): Wind {
  const [a, b] = [np.fft.fft2(down), np.fft.fft2(right)];
  const divergence = (ky * a + kx * b) / k2;
  return [np.real(np.fft.ifft2(a - ky * divergence)), np.real(np.fft.ifft2(b - kx * divergence))];
}

/** Where the wind took each of the fields: every cell looks up what was upwind of it, between four cells. */
function carried(fields: readonly number[], [down, right]: Wind): number[] {
  const [y, x] = [rows - down, columns - right];
  const [top, left] = [np.floor(y), np.floor(x)];
  const [lower, rightward] = [y - top, x - left];
  const [i, i1, j, j1] = [top, top + 1, left, left + 1].map((cells) => np.mod(cells, N).astype('int64'));
  return fields.map(
    (field) =>
      (1 - lower) * ((1 - rightward) * field.at(i, j) + rightward * field.at(i, j1)) +
      lower * ((1 - rightward) * field.at(i1, j) + rightward * field.at(i1, j1)),
  );
}

/** The smoke after each step. */
function simulate(start: Wind): number[] {
  let wind = incompressible(start);
  let smoke = bars;
  return Array.from({ length: TIME_STEPS }, () => {
    const [down, right, moved] = carried([...wind, smoke], wind);
    wind = incompressible([down, right]);
    smoke = moved;
    return smoke;
  });
}

const radius = np.hypot(rows - (N - 1) / 2, columns - (N - 1) / 2);
const ring = np.exp(-(((radius - 0.3 * N) / 2.5) ** 2));
const stripes = np.exp(-(((np.mod(rows, N / 3) - N / 6) / 2) ** 2));
const bars = (stripes * np.sum(ring)) / np.sum(stripes);

/** How far the smoke at the end is from the ring, a cell. */
export function loss(start: Wind): number {
  return np.mean((simulate(start).at(-1)! - ring) ** 2);
}

const losses: number[] = [];
const slope = (wind: Wind): Wind => {
  const [value, gradient] = valueAndGrad(loss)(wind);
  losses.push(value);
  return gradient;
};
const still: Wind = [0.01 * np.random.randn(N, N), 0.01 * np.random.randn(N, N)];
const wind = adam(slope, still, { num_iters: ITERATIONS, step_size: STEP });

plot(np.log10(losses), { title: 'log10 of the loss, by step' });
show();
const frames = [bars, ...simulate(wind)];
image(np.hstack([0, 1, 2, 3].map((i) => np.pad(frames[(i * TIME_STEPS) / 3], 1))), { title: 'smoke' });
show();
console.log(`result: loss=${loss(wind).toFixed(6)} start=${losses[0].toFixed(6)}`);
