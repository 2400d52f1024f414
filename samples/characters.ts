// What rnn.ts and lstm.ts share: nine sonnets (data/README.md), how many bits a character of them needs where one knows how often it
// occurs, or what it follows; and for any recurrent cell, how it learns to foretell the next character, and writes on its own.

import { valueAndGrad } from 'autograd-cli';
import np from 'autograd-cli/numpy';
import { adam } from 'autograd-cli/optimizers';
import { plot, show } from 'autograd-cli/plot';
import { special } from 'autograd-cli/scipy';
import sonnets from './data/sonnets.json';

/** A recurrent network's cell. Its state is some arrays, a row a text; the next character is foretold from the first of them. */
export interface Cell<Weights> {
  readonly weights: Weights;
  /** The state before the first character of some texts. */
  start(texts: number): readonly number[];
  /** The state after another character of each text. */
  step(weights: Weights, characters: number, state: readonly number[]): readonly number[];
}

interface Parameters<Weights> {
  readonly cell: Weights;
  readonly output: number;
  readonly bias: number;
}

const LENGTH = 25;
const BATCH = 20;
const STEP = 0.02;
const text = `${sonnets.lines.join('\n')}\n`;
export const alphabet = [...new Set(text)].sort();
const characters = np.array([...text].map((character) => alphabet.indexOf(character)));

/** Entropy in bits, from counts. */
function entropy(counts: number): number {
  const p = counts / np.sum(counts);
  return -np.sum(special.xlogy(p, p)) / Math.LN2;
}

const pairs = np.bincount(characters[':-1'] * alphabet.length + characters['1:']);
const unigram = entropy(np.bincount(characters));
const bigram = entropy(pairs) - entropy(np.bincount(characters[':-1']));

/** The logarithms of the probabilities of the next character. */
function foretell<W>({ output, bias }: Parameters<W>, state: number): number {
  const scores = np.dot(state, output) + bias;
  return scores - special.logsumexp(scores, { axis: -1, keepdims: true });
}

/** Bits a character, on average over the LENGTH characters that follow each of some places of the text. */
export function loss<W>(parameters: Parameters<W>, cell: Cell<W>, places: number): number {
  const windows = characters[places.reshape(-1, 1) + np.arange(LENGTH + 1)];
  let state = cell.start(places.size);
  const states: number[] = [];
  for (let t = 0; t < LENGTH; t++) {
    state = cell.step(parameters.cell, windows[`:, ${t}`], state);
    states.push(state[0]);
  }
  const targets = windows[':, 1:, None'];
  return -np.mean(np.take_along_axis(foretell(parameters, np.stack(states, 1)), targets, -1)) / Math.LN2;
}

/** New text, character by character. */
function write<W>(parameters: Parameters<W>, cell: Cell<W>, length: number): string {
  let state = cell.start(1);
  let character = alphabet.indexOf('\n');
  let written = '';
  while (written.length < length) {
    state = cell.step(parameters.cell, np.array([character]), state);
    character = np.random.choice(alphabet.length, { p: np.exp(foretell(parameters, state[0]))[0] });
    written += alphabet[character];
  }
  return written;
}

/** Parameters to begin with, for states of `size` numbers. */
export function initial<W>(cell: Cell<W>, size: number): Parameters<W> {
  return {
    cell: cell.weights,
    output: np.random.randn(size, alphabet.length) / np.sqrt(size),
    bias: np.zeros(alphabet.length),
  };
}

/** Train a cell; draw how it learns, print what it writes and how many bits a character of the sonnets it needs. */
export function learn<W>(cell: Cell<W>, size: number, steps: number): void {
  const losses: number[] = [];
  const trained = adam(
    (parameters: Parameters<W>) => {
      const places = np.random.randint(0, characters.size - LENGTH, BATCH);
      const [bits, slope] = valueAndGrad(loss)(parameters, cell, places);
      losses.push(bits);
      return slope;
    },
    initial(cell, size),
    { num_iters: steps, step_size: STEP },
  );
  const iterations = np.arange(steps);
  plot(iterations, losses, iterations, np.full(steps, unigram), iterations, np.full(steps, bigram), {
    label: ['the network', 'how often characters occur', 'what they follow'],
    title: 'bits a character, by iteration',
  });
  show();
  console.log(write(trained, cell, 300));
  const bits = loss(trained, cell, np.arange(0, characters.size - LENGTH, LENGTH));
  console.log(`result: bits=${bits.toFixed(4)} bigram=${bigram.toFixed(4)} unigram=${unigram.toFixed(4)}`);
}
