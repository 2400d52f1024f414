/** Operations of a trace in words: name, operands, and what became of them. */

import { showShape } from '../array/ndarray.ts';
import type { Finding } from '../base/explanation.ts';
import { numberText } from '../base/numbers.ts';
import { indexOfNonFinite, type Trouble } from '../derive/blame.ts';
import { type Cause, causeOfSlope, causeOfValue, causeOfZero } from '../derive/causes.ts';
import { FIRST_ARRAY, type NodeId } from '../graph/graph.ts';
import type { ArrayBuilder } from '../ops/array-builder.ts';
import { arrayNameOf } from '../ops/array-registry.ts';
import type { NumberOrArray } from '../ops/compute.ts';
import type { Values } from '../ops/evaluate.ts';
import { NAMES, primitiveOf } from '../ops/registry.ts';

/** What is found out about one operation. */
export type OperationNote = Omit<Finding<number>, 'of' | 'site'>;

const INFIX: Readonly<Record<string, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  fmod: '%',
  pow: '**',
  lt: '<',
  le: '<=',
  eq: '===',
};
const PREFIX: Readonly<Record<string, string>> = { neg: '-' };

export class OperationNotes {
  private readonly b: ArrayBuilder;
  private readonly values: Values;

  constructor(b: ArrayBuilder, values: Values) {
    this.b = b;
    this.values = values;
  }

  /** Say why a value or a derivative is not finite. */
  nonFinite({ node, order, value }: Trouble): OperationNote {
    const index = typeof value === 'number' ? undefined : indexOfNonFinite(value);
    const operands = this.operandsAt(node, index);
    const own = elementIn(this.values.any(node), index);
    const bad = elementIn(value, index);
    const name = this.rowName(node);
    const cause = order === 0 ? causeOfValue(name, operands, own) : causeOfSlope(name, operands, own, bad);
    const expression = this.expression(node, operands);
    const at = index === undefined || index.length === 0 ? '' : ` in element [${index.join('][')}]`;
    const what =
      order === 0
        ? `${expression} is ${numberText(bad)}${at}: ${cause.why}`
        : `${expression} is ${numberText(own)}, but its ${ordinal(order)} derivative is not finite${at}: ${cause.why}`;
    return this.note('nonfinite', node, what, cause, operands, index);
  }

  /** Say why a derivative that went in as something comes out as zero. */
  zero(node: NodeId): OperationNote {
    const operands = this.operandsAt(node, undefined);
    const cause = causeOfZero(this.rowName(node), operands, elementIn(this.values.any(node), undefined));
    return this.note('zero', node, `${this.expression(node, operands)}: ${cause.why}`, cause, operands);
  }

  /** Say that an operation is constant but for its steps. */
  cut(node: NodeId): OperationNote {
    const operands = this.operandsAt(node, undefined);
    const cause: Cause = {
      why: 'it is constant but for its steps, so it passes no derivative on',
      remedy:
        'a smooth function in its place has a slope: np.tanh or special.expit for a step, the number itself for rounding',
    };
    return this.note('zero', node, `${this.expression(node, operands)}: ${cause.why}`, cause, operands);
  }

  private note(
    kind: Finding['kind'],
    node: NodeId,
    what: string,
    { remedy }: Cause,
    operands: readonly number[],
    index?: readonly number[],
  ): OperationNote {
    const isElement = index !== undefined && index.length > 0;
    return {
      kind,
      what,
      remedy,
      operation: this.operationName(node),
      expression: this.expression(node, operands),
      operands,
      index: isElement ? index : undefined,
    };
  }

  /** The name of the row. */
  private rowName(node: NodeId): string {
    const op = this.b.graph.ops[node]!;
    return op >= FIRST_ARRAY ? arrayNameOf(op) : NAMES[op]!;
  }

  /** What scripts call the operation. */
  private operationName(node: NodeId): string {
    const { graph } = this.b;
    const op = graph.ops[node]!;
    const name = this.rowName(node);
    const symbol = INFIX[name] ?? PREFIX[name];
    if (op >= FIRST_ARRAY || symbol !== undefined) return symbol ?? name;
    const { names } = primitiveOf(op);
    const isOfMath = graph.isNumber(node) && Object.hasOwn(Math, name);
    return (isOfMath ? `Math.${name}` : names.find((each) => each.startsWith('np.'))) ?? names[0] ?? name;
  }

  /** `1 / 0`, `Math.sqrt(0)`; of an operation on whole arrays their shapes. */
  private expression(node: NodeId, operands: readonly number[]): string {
    const name = this.rowName(node);
    const texts = operands.map((x) => (x < 0 || Object.is(x, -0) ? `(${numberText(x)})` : numberText(x)));
    if (texts.length === 2 && INFIX[name] !== undefined) return `${texts[0]} ${INFIX[name]} ${texts[1]}`;
    if (texts.length === 1 && PREFIX[name] !== undefined) return `${PREFIX[name]}${texts[0]}`;
    const shown = operands.length > 0 ? operands.map(numberText) : this.operandTexts(node);
    return `${this.operationName(node)}(${shown.join(', ')})`;
  }

  /** Operands of which some are arrays. */
  private operandTexts(node: NodeId): string[] {
    return this.b.graph.operands(node).map((operand) => {
      const value = this.values.any(operand);
      return typeof value === 'number' ? numberText(value) : `array of shape ${showShape(value.shape)}`;
    });
  }

  /** The operands' elements that make the element at `index`; none where the operation is not elementwise. */
  private operandsAt(node: NodeId, index: readonly number[] | undefined): number[] {
    const { graph } = this.b;
    const operands = graph.operands(node);
    const isElementwise = graph.ops[node]! < FIRST_ARRAY;
    const values = operands.map((operand) => this.values.any(operand));
    if (values.every((value) => typeof value === 'number')) return values;
    if (!isElementwise || index === undefined) return [];
    return values.map((value) => elementIn(value, index));
  }
}

/** The real part of an element, the index aligned at its end as broadcasting does; of a number the number. */
function elementIn(value: NumberOrArray, index: readonly number[] | undefined): number {
  if (typeof value === 'number') return value;
  const { shape, dtype, data } = value;
  const aligned = (index ?? []).slice((index ?? []).length - shape.length);
  const at = shape.reduce(
    (flat, length, axis) => flat * length + (length === 1 ? 0 : (aligned[axis] ?? 0)),
    0,
  );
  if (dtype !== 'complex128') return data[at]!;
  const parts = [data[2 * at]!, data[2 * at + 1]!];
  return parts.find((part) => !Number.isFinite(part)) ?? parts[0]!;
}

function ordinal(order: number): string {
  return ['', 'first', 'second', 'third'][order] ?? `${order}th`;
}
