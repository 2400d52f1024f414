// A network with long short-term memory that reads sonnets character by character, foretells the next one, and then writes on its own
// (characters.ts).
//
//   autograd-cli run samples/lstm.ts
//
// Takes 23 s. Needs 1.87 bits a character, where the simple recurrent network of rnn.ts needs 2.25 after as many steps.

import np from 'autograd-cli/numpy';
import * as model from './characters';

/** For the four parts of a cell side by side: what changes its memory, and the gates to keep it, add to it and tell of it. */
interface Weights {
  readonly input: number;
  readonly recurrent: number;
  readonly bias: number;
}

const SIZE = 50;
const STEPS = 300;

function sigmoid(x: number): number {
  return 0.5 * (np.tanh(x / 2) + 1);
}

export const cell: model.Cell<Weights> = {
  weights: {
    input: np.random.randn(model.alphabet.length, 4 * SIZE),
    recurrent: np.random.randn(SIZE, 4 * SIZE) / np.sqrt(SIZE),
    bias: np.repeat([0, 1, 0, 0], SIZE), // at first, memory is kept
  },
  start: (texts) => [np.zeros([texts, SIZE]), np.zeros([texts, SIZE])],
  step({ input, recurrent, bias }, characters, [state, memory]) {
    const scores = input[characters] + np.dot(state, recurrent) + bias;
    const [keep, add, tell] = np.split(sigmoid(scores[`:, ${SIZE}:`]), 3, 1);
    const next = keep * memory + add * np.tanh(scores[`:, :${SIZE}`]);
    return [tell * np.tanh(next), next];
  },
};

model.learn(cell, SIZE, STEPS);
