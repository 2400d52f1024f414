"""The operations of NumPy that HIPS autograd runs for the gradients of `array-workloads.ts` whose arrays are large, without what
HIPS adds to record them: a bound from below for HIPS on this machine. Prints CPU milliseconds, least of the rounds, as JSON."""

import json
import time

import numpy as np

ROUNDS = 9


def elements():
    x = np.linspace(-3, 3, 1_000_000)

    def gradient():
        square = x**2
        e = np.exp(-square)
        s = np.sin(x)
        np.sum(s * e)
        g = np.ones(x.shape) * 1.0  # as the cotangent of a sum is spread
        ge, gs = g * s, g * e
        return -(ge * e) * (2 * x ** np.where(2, 1, 1.0)) + gs * np.cos(x)

    return gradient


def softmax_cotangent(logits, g):
    """The cotangent of `logits - logsumexp(logits)` for g."""
    total = np.sum(g, axis=1, keepdims=True)
    highest = np.max(logits, axis=1, keepdims=True)
    logsum = highest + np.log(np.sum(np.exp(logits - highest), axis=1, keepdims=True))
    return g - total * np.exp(logits - logsum)


def network():
    random = np.random.RandomState(0)
    sizes = [784, 200, 100, 10]
    parameters = []
    for rows, columns in zip(sizes, sizes[1:]):
        parameters += [0.3 * random.randn(rows, columns), 0.3 * random.randn(columns)]
    inputs = random.randn(256, 784)
    targets = np.eye(10)[random.randint(0, 10, 256)]

    def gradient():
        activations, outputs = [inputs], inputs
        for i in range(0, 6, 2):
            outputs = np.dot(outputs, parameters[i]) + parameters[i + 1]
            if i < 4:
                outputs = np.tanh(outputs)
                activations.append(outputs)
        highest = np.max(outputs, axis=1, keepdims=True)
        logsum = highest + np.log(np.sum(np.exp(outputs - highest), axis=1, keepdims=True))
        -np.sum((outputs - logsum) * targets) + sum(np.sum(p * p) for p in parameters)
        g = softmax_cotangent(outputs, -targets)
        gradients = []
        for i in (4, 2, 0):
            below = activations[i // 2]
            gradients[:0] = [np.dot(below.T, g) + 2 * parameters[i], np.sum(g, axis=0) + 2 * parameters[i + 1]]
            if i > 0:
                g = np.dot(g, parameters[i].T) * (1 - below**2)
        return gradients

    return gradient


def lstm():
    steps, batch, characters, states = 30, 60, 128, 40
    random = np.random.RandomState(0)
    gates = [0.1 * random.randn(characters + states + 1, states) for _ in range(4)]
    predict = 0.1 * random.randn(states + 1, characters)
    inputs = [np.eye(characters)[random.randint(0, characters, batch)] for _ in range(steps)]
    ones = np.ones((batch, 1))

    def sigmoid(x):
        return 0.5 * (np.tanh(x) + 1)

    def gradient():
        cell, hidden = np.zeros((batch, states)), np.zeros((batch, states))
        tape = []
        for t in range(steps - 1):
            joined = np.concatenate([inputs[t], hidden, ones], axis=1)
            change, forget, ingate, outgate = (np.dot(joined, w) for w in gates)
            c, f, i, o = np.tanh(change), sigmoid(forget), sigmoid(ingate), sigmoid(outgate)
            before, cell = cell, cell * f + i * c
            active = np.tanh(cell)
            hidden = o * active
            above = np.concatenate([hidden, ones], axis=1)
            logits = np.dot(above, predict)
            highest = np.max(logits, axis=1, keepdims=True)
            logsum = highest + np.log(np.sum(np.exp(logits - highest), axis=1, keepdims=True))
            np.sum((logits - logsum) * inputs[t + 1])
            tape.append((joined, c, f, i, o, before, active, above, logits))
        sums = [np.zeros_like(w) for w in gates]
        sum_predict = np.zeros_like(predict)
        g_cell, g_hidden = np.zeros((batch, states)), np.zeros((batch, states))
        for t in reversed(range(steps - 1)):
            joined, c, f, i, o, before, active, above, logits = tape[t]
            g = softmax_cotangent(logits, -inputs[t + 1])
            sum_predict = sum_predict + np.dot(above.T, g)
            g_hidden = g_hidden + np.dot(g, predict.T)[:, :states]
            g_cell = g_cell + g_hidden * o * (1 - active**2)
            slopes = [g_cell * i * (1 - c**2)]
            for gate, other in ((f, before), (i, c)):
                slopes.append(g_cell * other * 0.5 * (1 - (2 * gate - 1) ** 2))
            slopes.append(g_hidden * active * 0.5 * (1 - (2 * o - 1) ** 2))
            g_joined = np.zeros_like(joined)
            for n, slope in enumerate(slopes):
                sums[n] = sums[n] + np.dot(joined.T, slope)
                g_joined = g_joined + np.dot(slope, gates[n].T)
            g_cell = g_cell * f
            g_hidden = g_joined[:, characters : characters + states]
        return sums, sum_predict

    return gradient


def milliseconds(gradient):
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        gradient()
        times.append(1000 * (time.process_time() - start))
    return min(times)


print(json.dumps({"elements": milliseconds(elements()), "network": milliseconds(network()), "lstm": milliseconds(lstm())}))
