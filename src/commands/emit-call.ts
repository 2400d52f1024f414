/** A function of arrays as source, in the worker: the value and the gradient of one call, which tells the shapes. */

import type { ArrayType } from '../array/ndarray.ts';
import { AutogradError } from '../base/errors.ts';
import { jsonText } from '../base/json.ts';
import type { Structure } from '../codegen/result.ts';
import type { Input, SourceRequest } from '../codegen/source.ts';
import { vjpOf } from '../derive/arrays.ts';
import { ALIAS, FIRST_ARRAY, type Graph, LIST, NONE, type NodeId } from '../graph/graph.ts';
import { ArrayBuilder } from '../ops/array-builder.ts';
import { primitiveOf } from '../ops/registry.ts';
import type { Session } from '../vm/session.ts';
import { matchArguments } from './args-match.ts';
import type { EmitHost } from './emit-job.ts';
import { originsOf } from './emit-origins.ts';
import { refuseUnwritable } from './emit-refusal.ts';
import type { EmitJob } from './job.ts';
import { numbersIn } from './json-shape.ts';
import { openSession, type ScriptHost } from './script-session.ts';
import { chooseFunction, exportTitle } from './select.ts';

/** What the call tells of the source, and what the function is. */
export interface EmittedCall
  extends Pick<SourceRequest, 'parameters' | 'inputs' | 'paths' | 'results' | 'labels'> {
  readonly exportName: string;
  /** By which the gradient is. */
  readonly variable: string;
  readonly session: Session;
}

/** Call the function on variables and differentiate it. Throws E_USAGE, and what the script throws. */
export async function traceCall(job: EmitJob, host: ScriptHost, ask: EmitHost): Promise<EmittedCall> {
  const { args: given, wrt } = job.call!;
  const session = await openSession(job, host, host.print);
  const kinds = new Map(session.load(job.entry.name));
  const chosen = chooseFunction(job.declared, kinds, job);
  const call = matchArguments(chosen, { args: given, params: job.params, wrt });
  const { args, plain, variables } = call;
  // All arguments of the call stay parameters, whether the gradient is by them or not.
  const moving = args.map((_, i) => i).filter((i) => i < given.length || variables.includes(i));
  const numeric = moving.filter((i) => numbersIn(args[i]) > 0);
  const request = jsonText({ operator: 'grad', args, plain, variables: numeric });
  const { trace, origins } = session.evaluateOnVariables(chosen.name, request);
  const name = exportTitle(chosen.name);
  if (trace.bound) throw steered(name);
  const parameters = numeric.map((i) => ({
    name: chosen.declaration?.params?.[i]?.name || `x${i}`,
    structure: structureOf(args[i], plain[i]!),
  }));
  const places = parameters.flatMap(({ structure }, parameter) =>
    leafPaths(structure).map((path) => ({ parameter, path })),
  );
  const nodes = aliases(trace.graph, places.length);
  const stackOf = (node: NodeId): string | undefined => {
    const record = origins.recordOf(node);
    return record === undefined
      ? undefined
      : session.variableStacks([record], chosen.name, request).get(record);
  };
  const traced = trace.graph.size;
  const found = originsOf(
    trace,
    traced,
    (choose) => session.variableStacks(choose(origins), chosen.name, request),
    ask.sites,
  );
  const b = new ArrayBuilder(trace.graph, host.kernels);
  const [returned] = trace.outputs as [NodeId];
  const output = b.rankOf(returned) === 0 ? returned : b.item(returned, 0);
  const wanted = variables.map((i) => numeric.indexOf(i));
  const columns = [output];
  if (job.orders.to === 1) {
    // In the order of --wrt, as the gradient's structure has them.
    const leaves = wanted.flatMap((parameter) => nodes.filter((_, i) => places[i]!.parameter === parameter));
    const gradients = vjpOf(b, [{ node: output, g: b.constant(1) }], leaves);
    columns.push(...gradients.map((g, i) => (g === NONE ? b.zerosLike(leaves[i]!) : g)));
  }
  const { decisions } = trace;
  const path = { graph: trace.graph, decisions, columns, variables: nodes, origins: found };
  refuseUnwritable(path, job.language, (id) => ({ guestStack: stackOf(madeFor(trace.graph, id, traced)) }));
  const gradient: Structure =
    wanted.length === 1
      ? parameters[wanted[0]!]!.structure
      : { k: Object.fromEntries(wanted.map((i) => [parameters[i]!.name, parameters[i]!.structure])) };
  const isOnlyGradient = job.orders.from === 1;
  const value = { label: 'f', structure: 'n' } as const;
  const results = job.orders.to === 0 ? [value] : [value, { label: 'gradient', structure: gradient }];
  return {
    exportName: chosen.name,
    variable: call.names.join(', '),
    session,
    parameters,
    inputs: places.map(
      ({ parameter, path: at }, i): Input => ({ parameter, path: at, type: typeOf(trace.graph, nodes[i]!) }),
    ),
    paths: [{ ...path, columns: isOnlyGradient ? columns.slice(1) : columns }],
    results: isOnlyGradient ? results.slice(1) : results,
    labels: [
      ...(isOnlyGradient ? [] : ['f']),
      ...columns.slice(1).map((_, i) => `d_${labelOf(parameters, places, wanted, i)}`),
    ],
  };
}

function labelOf(
  parameters: EmittedCall['parameters'],
  places: readonly { readonly parameter: number; readonly path: string }[],
  wanted: readonly number[],
  i: number,
): string {
  const varying = wanted.flatMap((index) => places.filter((place) => place.parameter === index));
  const { parameter, path } = varying[i]!;
  return `${parameters[parameter]!.name}${path}`;
}

function typeOf(graph: Graph, node: NodeId): ArrayType {
  return graph.typeOf(node);
}

/** The node of the trace that a node is, or was made for: a special function of the same operands. */
function madeFor(graph: Graph, id: NodeId, traced: number): NodeId {
  if (id < traced) return id;
  const varying = graph.operands(id).filter((operand) => graph.constantValue(operand) === undefined);
  for (let node = 0 as NodeId; node < traced; node++) {
    const op = graph.ops[node]!;
    if (op <= LIST || op >= FIRST_ARRAY || primitiveOf(op).value.from !== 'special') continue;
    if (varying.every((operand) => graph.operands(node).includes(operand))) return node;
  }
  return id;
}

/** The first aliases of a trace, which are its variables. */
function aliases(graph: Graph, count: number): NodeId[] {
  const found: NodeId[] = [];
  for (let id = 0 as NodeId; found.length < count; id++) if (graph.ops[id] === ALIAS) found.push(id);
  return found;
}

/** What an argument holds: a list that nests like an array is one, unless its lists stay lists. */
function structureOf(value: unknown, isPlain: boolean): Structure {
  if (typeof value !== 'object' || value === null) return 'n';
  if (!Array.isArray(value))
    return {
      k: Object.fromEntries(
        Object.entries(value).map(([key, member]) => [key, structureOf(member, isPlain)]),
      ),
    };
  const shape: number[] = [];
  for (let inner: unknown = value; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
  if (!isPlain && isRectangular(value, shape)) return { shape };
  return value.map((part) => structureOf(part, isPlain));
}

function isRectangular(value: unknown, [length, ...inner]: readonly number[]): boolean {
  if (length === undefined) return typeof value === 'number';
  return Array.isArray(value) && value.length === length && value.every((part) => isRectangular(part, inner));
}

/** Where the numbers and arrays are in a structure, in order. */
function leafPaths(structure: Structure, path = ''): string[] {
  if (structure === 'n' || 'shape' in structure) return [path];
  if (Array.isArray(structure)) return structure.flatMap((part, i) => leafPaths(part, `${path}[${i}]`));
  return Object.entries((structure as { readonly k: Readonly<Record<string, Structure>> }).k).flatMap(
    ([key, member]) =>
      leafPaths(
        member,
        /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`,
      ),
  );
}

function steered(name: string): AutogradError {
  return new AutogradError(
    'E_SCRIPT',
    `${name} decides by the elements of an array (an index, a condition), so one call does not stand for others`,
    { hint: 'give what it decides by with --param, which makes it a constant' },
  );
}
