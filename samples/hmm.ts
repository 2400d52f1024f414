// A hidden Markov model fitted by expectation maximisation, as in HIPS autograd's example. What the E step computes with its own
// forward–backward algorithm elsewhere is here one gradient: the expected counts are the derivatives of the log-likelihood by the
// logarithms of the probabilities. Only the forward half is written down.
//
//   autograd-cli run samples/hmm.ts
//
// Takes 6 s. The likelihood never falls, and exceeds that of the model the data were made with.

import { valueAndGrad } from 'autograd-cli';
import np from 'autograd-cli/numpy';
import { plot, show } from 'autograd-cli/plot';
import { special } from 'autograd-cli/scipy';

/** Logarithms of probabilities: of the first state, of state after state, of a symbol in each state. */
interface Model {
  readonly first: number;
  readonly transitions: number;
  readonly emissions: number;
}

const ROUNDS = 40;
const LENGTH = 500;
const truth: Model = logarithms({
  first: np.array([0.6, 0.3, 0.1]),
  transitions: np.array([[0.9, 0.05, 0.05], [0.1, 0.85, 0.05], [0.05, 0.15, 0.8]]),
  emissions: np.array([[0.7, 0.1, 0.1, 0.1], [0.1, 0.1, 0.7, 0.1], [0.05, 0.45, 0.05, 0.45]]),
}); // biome-ignore format: matrices

function logarithms({ first, transitions, emissions }: Model): Model {
  return { first: np.log(first), transitions: np.log(transitions), emissions: np.log(emissions) };
}

/** Symbols that the model gives out. */
function simulate(model: Model): number[] {
  const [first, transitions, emissions] = [model.first, model.transitions, model.emissions].map((x) => np.exp(x));
  let state = np.random.choice(3, { p: first });
  return Array.from({ length: LENGTH }, () => {
    const symbol = np.random.choice(4, { p: emissions[state] });
    state = np.random.choice(3, { p: transitions[state] });
    return symbol;
  });
}

const symbols = simulate(truth);

/** log P(symbols), by the forward algorithm. */
export function logLikelihood({ first, transitions, emissions }: Model): number {
  let states = first;
  symbols.forEach((symbol, t) => {
    const arrived = t === 0 ? states : special.logsumexp(states.reshape(-1, 1) + transitions, { axis: 0 });
    states = arrived + emissions[`:, ${symbol}`];
  });
  return special.logsumexp(states);
}

/** Log-probabilities in the proportions of the counts. */
const normalised = (counts: number): number =>
  np.log(counts) - np.log(np.sum(counts, { axis: -1, keepdims: true }));

// States that last, of which nothing else is known.
let model = logarithms({
  first: np.ones(3) / 3,
  transitions: np.full([3, 3], 0.1) + 0.7 * np.eye(3),
  emissions: np.random.dirichlet(np.full(4, 5), 3),
});
const likelihoods: number[] = [];
for (let i = 0; i < ROUNDS; i++) {
  const [likelihood, counts] = valueAndGrad(logLikelihood)(model);
  likelihoods.push(likelihood);
  const { first, transitions, emissions } = counts;
  model = { first: normalised(first), transitions: normalised(transitions), emissions: normalised(emissions) };
}

plot(likelihoods, { title: 'log-likelihood, by round' });
show();
const least = np.min(np.diff(likelihoods));
const gain = likelihoods[ROUNDS - 1] - logLikelihood(truth);
console.log(`result: log_likelihood=${likelihoods[ROUNDS - 1].toFixed(4)} gain=${gain.toFixed(4)} least_step=${least.toFixed(6)}`);
