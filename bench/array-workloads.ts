/**
 * The scripts that `arrays.ts` times. Each defines `point`, `value` (a function of it, returning a number) `work`, which is timed, and
 * `gradient`, that of `value` at the point, computed by what is timed; and knows what HIPS autograd takes for the same on the machine that its figures were measured on.
 */

export interface Workload {
  readonly name: string;
  readonly script: string;
  /** Calls of `work` in a run. */
  readonly calls: number;
  /** Milliseconds that HIPS autograd took; `arrays.ts` names its version. */
  readonly hipsMs?: number;
  /** What `numpy-operations.py` calls it. */
  readonly numpyName?: string;
  /** How many times faster than HIPS it is to be. */
  readonly goal?: number;
  /** Operations in one call of `work`, where it is a loop of them. */
  readonly operations?: number;
}

const ROSENBROCK = `
function rosenbrock(x: number) {
  const head = x[":-1"], tail = x["1:"];
  return np.sum(100 * (tail - head ** 2) ** 2 + (1 - head) ** 2);
}
function inALoop(x: number) {
  let total = 0;
  for (let i = 0; i < x.length - 1; i++) total += 100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2;
  return total;
}
const start = (n: number) => np.sin(np.arange(n));
`;

/** Layers of tanh; weights and biases in turn. */
const NETWORK = `
const random = np.random.RandomState(0);
const layers = (sizes: number[]) =>
  sizes.slice(1).flatMap((n, i) => [0.3 * random.randn(sizes[i], n), 0.3 * random.randn(n)]);
function network(parameters: number[], inputs: number) {
  let outputs = inputs;
  for (let i = 0; i < parameters.length; i += 2) {
    outputs = np.dot(outputs, parameters[i]) + parameters[i + 1];
    if (i + 2 < parameters.length) outputs = np.tanh(outputs);
  }
  return outputs;
}
`;

/** As in HIPS's examples/lstm.py: one layer, a step's loss after every character. */
const LSTM = `
const [T, B, CHARS, STATE] = [30, 60, 128, 40];
const random = np.random.RandomState(0);
const weights = (rows: number, columns: number) => 0.1 * random.randn(rows, columns);
const point = [
  weights(1, STATE), weights(1, STATE), // first cell, first hidden state
  ...[0, 1, 2, 3].map(() => weights(CHARS + STATE + 1, STATE)), // change, forget, ingate, outgate
  weights(STATE + 1, CHARS),
];
const codes = Array.from({ length: T }, () => random.randint(0, CHARS, B));
const inputs = codes.map((code) => np.eye(CHARS)[code]);
const sigmoid = (x: number) => 0.5 * (np.tanh(x) + 1);
const ones = np.ones([B, 1]);
function value([cell0, hidden0, change, forget, ingate, outgate, predict]: number[]) {
  let cell = np.repeat(cell0, B, { axis: 0 });
  let hidden = np.repeat(hidden0, B, { axis: 0 });
  let loss = 0;
  for (let t = 0; t < T - 1; t++) {
    const joined = np.concatenate([inputs[t], hidden, ones], { axis: 1 });
    cell = cell * sigmoid(np.dot(joined, forget)) + sigmoid(np.dot(joined, ingate)) * np.tanh(np.dot(joined, change));
    hidden = sigmoid(np.dot(joined, outgate)) * np.tanh(cell);
    const output = np.dot(np.concatenate([hidden, ones], { axis: 1 }), predict);
    const logProbability = output - special.logsumexp(output, { axis: 1, keepdims: true });
    loss -= np.sum(logProbability * inputs[t + 1]);
  }
  return loss / (T * B);
}
const work = () => grad(value)(point), gradient = work;
`;

const of = (f: string, x: string): string => `
const point = ${x};
const value = ${f};
const work = () => grad(value)(point), gradient = work;
`;

const SMALL_LOSS = `
const inputs = np.linspace(-8, 8, 80).reshape(80, 1);
const targets = np.sin(inputs);
const loss = (p: number[]) => np.sum((network(p, inputs) - targets) ** 2);
`;

const LARGE_LOSS = `
const inputs = random.randn(256, 784);
const targets = np.eye(10)[random.randint(0, 10, 256)];
function loss(p: number[]) {
  const outputs = network(p, inputs);
  let penalty = 0;
  for (const weights of p) penalty += np.sum(weights * weights);
  return -np.sum((outputs - special.logsumexp(outputs, { axis: 1, keepdims: true })) * targets) + penalty;
}
`;

/** One operation on arrays of length 3, so often in one call of \`work\`. */
function overhead(name: string, operation: string): Workload {
  return {
    name,
    calls: 1,
    operations: 20_000,
    script: `
const point = np.array([1, 2, 3]), w = point, v = np.array([4, 5, 6]);
const value = (w: number) => np.sum(${operation});
const work = () => { for (let i = 0; i < 20_000; i++) ${operation}; };
const gradient = () => grad(value)(point);
`,
  };
}

export const WORKLOADS: readonly Workload[] = [
  {
    name: 'Rosenbrock, N = 1000',
    script: ROSENBROCK + of('rosenbrock', 'start(1000)'),
    calls: 2000,
    hipsMs: 0.424,
    goal: 3,
  },
  {
    name: 'the same in a loop over x[i]',
    script: ROSENBROCK + of('inALoop', 'start(1000)'),
    calls: 4,
    hipsMs: 280,
    goal: 10,
  },
  {
    name: 'Rosenbrock, Hessian, N = 100',
    script: `${ROSENBROCK}
const point = start(100);
const value = (x: number) => np.sum(grad(rosenbrock)(x));
const work = () => hessian(rosenbrock)(point);
const gradient = () => np.sum(work(), { axis: 0 });
`,
    calls: 40,
    hipsMs: 12.5,
    goal: 1,
  },
  {
    name: 'network 80×1-4-4-1',
    script: NETWORK + SMALL_LOSS + of('loss', 'layers([1, 4, 4, 1])'),
    calls: 2000,
    hipsMs: 1.16,
    goal: 10,
  },
  {
    name: 'network 784-200-100-10, batch 256',
    script: NETWORK + LARGE_LOSS + of('loss', 'layers([784, 200, 100, 10])'),
    calls: 4,
    hipsMs: 11.2,
    numpyName: 'network',
    goal: 1 / 3,
  },
  {
    name: 'LSTM, T 30, B 60, 128 characters, state 40',
    script: LSTM,
    calls: 2,
    hipsMs: 85.6,
    numpyName: 'lstm',
    goal: 1,
  },
  {
    name: 'Σ sin(x) exp(−x²), 1e6 elements',
    script: of('(x: number) => np.sum(np.sin(x) * np.exp(-(x ** 2)))', 'np.linspace(-3, 3, 1_000_000)'),
    calls: 2,
    hipsMs: 18.2,
    numpyName: 'elements',
    goal: 1,
  },
  overhead('w + 0.1', 'w + 0.1'),
  overhead('w * v', 'w * v'),
  overhead('np.sum(w)', 'np.sum(w)'),
];
