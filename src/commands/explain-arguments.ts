/** A call with arrays among its arguments, explained: the value and the gradient, and why one is not finite or zero. */

import { type NDArray, zeros } from '../array/ndarray.ts';
import type { ResultValue } from '../base/explanation.ts';
import { isFiniteValue, isZero, PointSeries, ReverseRun, separation, type Trouble } from '../derive/blame.ts';
import { Dependence } from '../derive/rules.ts';
import { ALIAS, type Graph, type NodeId } from '../graph/graph.ts';
import type { NumberOrArray } from '../ops/compute.ts';
import type { Kernels } from '../ops/kernels.ts';
import type { Evaluation } from '../vm/session.ts';
import { type Note, plainNote, returnedPlain, unreached } from './explain-numbers.ts';
import { OperationNotes } from './explain-operation.ts';

/** Operations that are named for one zero. */
const MOST_NAMED = 3;

export class ExplainedCall {
  private readonly series: PointSeries;
  private readonly evaluation: Evaluation;
  private readonly names: readonly string[];
  private readonly variables: readonly NodeId[];
  private readonly output: NodeId;
  private readonly run: ReverseRun;
  private readonly notes: OperationNotes;

  /** `names` are those of the numbers and arrays that vary. Throws E_RULE where a derivative does not exist. */
  constructor(evaluation: Evaluation, kernels: Kernels, names: readonly string[]) {
    const { trace, values } = evaluation;
    this.evaluation = evaluation;
    this.names = names;
    this.series = new PointSeries(trace, values, kernels, 0);
    this.variables = aliases(trace.graph, names.length);
    this.output = trace.outputs[0]!;
    this.run = new ReverseRun(this.series.b, values, this.output, this.variables);
    this.notes = new OperationNotes(this.series.b, values);
  }

  get results(): [name: string, value: ResultValue][] {
    const gradients = this.names.map((name, i): [string, ResultValue] => [
      `grad.${name}`,
      nested(this.run.gradients[i] ?? zerosLike(this.series.b.typeOf(this.variables[i]!))),
    ]);
    return [['value', nested(this.evaluation.values.any(this.output))], ...gradients];
  }

  get findings(): Note[] {
    const inValue = this.series.troubles(this.output);
    if (inValue.length > 0) return inValue.map((trouble) => this.nonFinite(trouble, 'value'));
    const bad = this.run.gradients.findIndex((g) => g !== undefined && !isFiniteValue(g));
    if (bad !== -1) {
      const trouble = this.run.firstNonFinite();
      const label = `grad.${this.names[bad]!}`;
      return trouble === undefined
        ? [
            plainNote(
              label,
              'nonfinite',
              'contributions to the gradient add up to more than the largest double',
            ),
          ]
        : [this.nonFinite(trouble, label)];
    }
    return this.variables.flatMap((variable, i) => {
      const gradient = this.run.gradients[i];
      if (gradient !== undefined && !isZero(gradient)) return [];
      return this.zero(variable, gradient !== undefined, this.names[i]!);
    });
  }

  private nonFinite(trouble: Trouble, of: string): Note {
    const { node, value } = trouble;
    if (this.series.b.graph.isConstant(node))
      return plainNote(of, 'nonfinite', returnedPlain(value, this.names.join(' or ')));
    return { ...this.notes.nonFinite(trouble), of, site: this.recordOf(node) };
  }

  private zero(variable: NodeId, isComputed: boolean, name: string): Note[] {
    const of = `grad.${name}`;
    const { b } = this.series;
    if (isComputed) return this.named(this.run.zeroMakers(), (node) => this.notes.zero(node), of);
    const dependence = new Dependence(b, [variable]);
    const { cuts } = separation(b, variable, this.output, (node) => dependence.of(node));
    if (cuts.length > 0) return this.named(cuts, (node) => this.notes.cut(node), of);
    return unreached(this.evaluation, of, name);
  }

  private named(
    nodes: readonly NodeId[],
    note: (node: NodeId) => ReturnType<OperationNotes['cut']>,
    of: string,
  ): Note[] {
    return nodes.slice(0, MOST_NAMED).map((node) => ({ ...note(node), of, site: this.recordOf(node) }));
  }

  private recordOf(node: NodeId): number | undefined {
    return this.evaluation.origins.recordOf(node);
  }
}

/** The first so many aliases of a graph: what a call varies. */
function aliases({ ops, size }: Graph, count: number): NodeId[] {
  const found: NodeId[] = [];
  for (let id = 0; id < size && found.length < count; id++) if (ops[id] === ALIAS) found.push(id as NodeId);
  return found;
}

function zerosLike({ shape, dtype }: Omit<NDArray, 'data'>): NumberOrArray {
  return zeros(shape, dtype);
}

/** The elements of an array as lists in lists; complex ones as `{ re, im }`. */
function nested(value: NumberOrArray): ResultValue {
  if (typeof value === 'number') return value;
  const { shape, dtype, data } = value;
  let elements: ResultValue[] =
    dtype === 'complex128'
      ? Array.from({ length: data.length / 2 }, (_, i) => ({ re: data[2 * i]!, im: data[2 * i + 1]! }))
      : [...data];
  for (const length of shape.toReversed()) elements = chunks(elements, length);
  return elements[0]!;
}

function chunks(elements: readonly ResultValue[], length: number): ResultValue[] {
  const lists: ResultValue[] = [];
  for (let at = 0; at < elements.length; at += length) lists.push(elements.slice(at, at + length));
  return lists;
}
