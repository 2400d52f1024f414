/** The midpoint method for systems of differential equations. */

export type State = number[];
export type RightHandSide = (state: State, time: number) => State;

export interface Interval {
  from: number;
  to: number;
  steps: number;
}

export function integrate(f: RightHandSide, start: State, { from, to, steps }: Interval): State {
  const h = (to - from) / steps;
  let state = start;
  for (let i = 0; i < steps; i++) {
    const time = from + i * h;
    const slope = f(state, time);
    const middle = state.map((s, j) => s + (h / 2) * slope[j]);
    const better = f(middle, time + h / 2);
    state = state.map((s, j) => s + h * better[j]);
  }
  return state;
}
