/** A function of one number, explained at a point: its results, and why one is not finite or a derivative zero. */

import type { Finding } from '../base/explanation.ts';
import { numberText } from '../base/numbers.ts';
import { PointSeries, separation, type Trouble } from '../derive/blame.ts';
import { FACTORIALS } from '../derive/derivatives.ts';
import { INPUT, type NodeId } from '../graph/graph.ts';
import type { NumberOrArray } from '../ops/compute.ts';
import type { Kernels } from '../ops/kernels.ts';
import type { Evaluation } from '../vm/session.ts';
import { OperationNotes } from './explain-operation.ts';
import { leafPaths, type Series, seriesOf } from './structure.ts';

/** Operations that are named for one zero. */
const MOST_NAMED = 3;

/** A finding whose place is the number of a record. */
export type Note = Finding<number>;

export class ExplainedNumber {
  readonly series: PointSeries;
  private readonly evaluation: Evaluation;
  private readonly orders: { readonly from: number; readonly to: number };
  private readonly notes: OperationNotes;
  private readonly variable: string;

  /** Throws E_RULE where a derivative does not exist. */
  constructor(evaluation: Evaluation, kernels: Kernels, orders: ExplainedNumber['orders'], variable: string) {
    const { trace, values } = evaluation;
    this.evaluation = evaluation;
    this.orders = orders;
    this.variable = variable;
    this.series = new PointSeries(trace, values, kernels, orders.to);
    this.notes = new OperationNotes(this.series.b, values);
  }

  get results(): [name: string, value: number][] {
    return this.columns.map((column) => [column.label, this.valueOf(column)]);
  }

  private get columns(): Series[] {
    return seriesOf(leafPaths(this.evaluation.structure), this.orders);
  }

  private valueOf({ order, component }: Series): number {
    const c = this.series.coefficient(this.evaluation.trace.outputs[component]!, order) as number | undefined;
    return c === undefined ? 0 : FACTORIALS[order]! * c;
  }

  get findings(): Note[] {
    const { columns } = this;
    const outputs = this.evaluation.trace.outputs;
    return outputs.flatMap((output, component) => {
      const own = columns.filter((column) => column.component === component);
      const bad = own.find((column) => !Number.isFinite(this.valueOf(column)));
      if (bad !== undefined) return this.nonFinite(output, bad);
      const first = own.find((column) => column.order === 1);
      return first !== undefined && this.valueOf(first) === 0 ? this.zero(output, first.label) : [];
    });
  }

  private nonFinite(output: NodeId, { label }: Series): Note[] {
    const troubles = this.series.troubles(output);
    if (troubles.length > 0) return troubles.map((trouble) => this.troubleNote(trouble, label));
    return [
      plainNote(label, 'nonfinite', 'the derivative itself is larger than the largest double, 1.8e308'),
    ];
  }

  private troubleNote(trouble: Trouble, label: string): Note {
    const { graph } = this.evaluation.trace;
    const { variable } = this;
    const { node, value } = trouble;
    if (graph.ops[node] === INPUT)
      return plainNote(label, 'nonfinite', `${variable} itself is ${numberText(value as number)}`);
    if (graph.isConstant(node)) return plainNote(label, 'nonfinite', returnedPlain(value, variable));
    return { ...this.notes.nonFinite(trouble), of: label, site: this.recordOf(node) };
  }

  private zero(output: NodeId, label: string): Note[] {
    const c = this.series.coefficient(output, 1);
    const nodes = c === undefined ? undefined : this.series.zeroMakers(output);
    if (nodes === undefined) return this.structuralZero(output, label);
    return nodes
      .slice(0, MOST_NAMED)
      .map((node) => ({ ...this.notes.zero(node), of: label, site: this.recordOf(node) }));
  }

  /** There is no derivative to compute: something cuts the way from the variable to the output. */
  private structuralZero(output: NodeId, label: string): Note[] {
    const { trace } = this.evaluation;
    const moves = (node: NodeId): boolean => this.series.coefficient(node, 1) !== undefined;
    const { cuts } = separation(this.series.b, trace.input, output, moves);
    if (cuts.length > 0)
      return cuts
        .slice(0, MOST_NAMED)
        .map((node) => ({ ...this.notes.cut(node), of: label, site: this.recordOf(node) }));
    return unreached(this.evaluation, label, this.variable);
  }

  private recordOf(node: NodeId): number | undefined {
    return this.evaluation.origins.recordOf(node);
  }
}

/** What is said of a result that is a plain number. */
export function returnedPlain(value: NumberOrArray, variable: string): string {
  return `the function returned ${numberText(value as number)}, a plain number that does not depend on ${variable}`;
}

/** Why a result that is not computed from the variable does not move with it. */
export function unreached({ trace, origins }: Evaluation, label: string, variable: string): Note[] {
  const isPin = ({ test, holds }: (typeof trace.decisions)[number]): boolean => test === 'same' && holds;
  const pin = trace.decisions.findIndex(isPin);
  if (pin !== -1) {
    const what =
      `the result depends on ${variable} only through a number that was taken as it is, ` +
      'as by np.value, for an index, a key or a text: there its derivative ends';
    const remedy = 'compute with the number itself where its derivative is wanted';
    return [plainNote(label, 'zero', what, remedy, origins.recordOfDecision(pin))];
  }
  if (trace.decisions.length > 0) {
    const what = `${variable} only decides which way the script goes; the result on this way does not depend on it`;
    return [plainNote(label, 'zero', what, undefined, origins.recordOfDecision(0))];
  }
  return [plainNote(label, 'zero', `the result does not depend on ${variable} at all`)];
}

/** A finding that no operation is to blame for. */
export function plainNote(
  of: string,
  kind: Note['kind'],
  what: string,
  remedy?: string,
  site?: number,
): Note {
  return {
    of,
    kind,
    what,
    remedy,
    site,
    expression: undefined,
    operation: undefined,
    operands: [],
    index: undefined,
  };
}
