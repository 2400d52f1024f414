/** A source file: the function with its head, the helpers it calls, and what a reader should know. */

import type { ArrayType } from '../array/ndarray.ts';
import { internalError } from '../base/errors.ts';
import { FIRST_ARRAY, type Graph, LIST, type NodeId } from '../graph/graph.ts';
import { arrayNameOf } from '../ops/array-registry.ts';
import { codeOf, NAMES, primitiveOf } from '../ops/registry.ts';
import { bodyLines } from './body.ts';
import { c, cFile } from './c.ts';
import { type Family, formOf } from './forms.ts';
import { type Helper, helpersIn } from './helpers.ts';
import { javascript, jsFile, type SpecialSource } from './javascript.ts';
import type { Argument, Language, LanguageName, SourceFile } from './language.ts';
import { mergePaths, type Path, type Tree } from './merge.ts';
import { Names, TAKEN } from './names.ts';
import type { Structure } from './result.ts';

/** A number or an array that the function computes with, and where it is among the parameters. */
export interface Input {
  readonly type: ArrayType;
  /** Index of its parameter. */
  readonly parameter: number;
  /** Where it is in there: '', `.w`, `[0].b`. */
  readonly path: string;
}

export interface SourceRequest {
  readonly language: LanguageName;
  /** What the function is to be called. */
  readonly name: string;
  readonly isDefault: boolean;
  /** In their order; what they hold. */
  readonly parameters: readonly { readonly name: string; readonly structure: Structure }[];
  /** By ordinal. */
  readonly inputs: readonly Input[];
  readonly paths: readonly Path[];
  /** What is returned: a list of these, whose numbers and arrays are the columns in order. */
  readonly results: readonly { readonly label: string; readonly structure: Structure }[];
  /** Of the columns: words that may become names. */
  readonly labels: readonly string[];
  /** Sentences about where it comes from. */
  readonly notes: readonly string[];
  readonly specialSource: SpecialSource;
}

/** Return the text of the file. What its language lacks (`lackedBy`) has been refused before. */
export function sourceOf(request: SourceRequest): string {
  const isC = request.language === 'c';
  const language = isC ? c : javascript(request.language === 'ts', request.specialSource);
  const { graph, tree, origins } = mergePaths(
    request.paths,
    request.inputs.map(({ type }) => type),
  );
  const names = new Names(language.family);
  const isExportable = !(TAKEN[language.family] as readonly string[]).includes(request.name);
  const name = names.claim(request.name);
  const args: Argument[] = request.parameters.map((parameter) => ({
    name: names.claim(parameter.name),
    structure: parameter.structure,
  }));
  const helpers = collectHelpers(graph, tree, language);
  const helperNames = new Map(
    [...helpers.keys()].map((helper) => [helper, helper === 'same' ? helper : names.claim(helper)]),
  );
  const writer = isC ? cFile : jsFile(request.language === 'ts');
  const { lines: prelude, elements: inputs } = writer.inputs(args, request.inputs, names);
  const lines = bodyLines({
    language,
    graph,
    tree,
    inputs,
    names,
    helperNames,
    origins,
    labels: request.labels.map((label) => label.replace(/\W+/g, '_').replace(/_$/, '')),
    result: writer.result(request.results),
  });
  const renamed = (text: string): string =>
    text.replace(/(?<![.\w])([A-Za-z]\w*)(?=\()/g, (called) => helperNames.get(called) ?? called);
  const definitions = [...helpers].map(([helper, { parameters, body }]) =>
    language.define(helperNames.get(helper)!, {
      parameters,
      body: parameters[0] === '...x' ? body : renamed(body),
    }),
  );
  const file: SourceFile = {
    name,
    exportName: isExportable ? name : request.name,
    isDefault: request.isDefault,
    parameters: args,
    results: request.results,
    // A line end in a file's name would end the comment.
    notes: request.notes.map((note) => note.replace(/[\p{Cc}\u2028\u2029]/gu, ' ')),
    hasGuards: tree.guards.length > 0 || tree.branches.length > 0,
    body: [...prelude, ...lines],
    definitions,
  };
  return writer.text(file);
}

/** The helpers that the function calls, and those that they call, in that order. */
function collectHelpers(graph: Graph, tree: Tree, language: Language): Map<string, Helper> {
  const found = new Map<string, Helper>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    const helper = language.helper(name);
    if (helper === undefined) throw internalError(`no ${name} in ${language.title}`);
    found.set(name, helper);
    if (helper.parameters[0] === '...x') return;
    for (const called of helpersIn(helper.body, (each) => language.helper(each) !== undefined)) add(called);
  };
  for (let id = 0 as NodeId; id < graph.size; id++) {
    const name = helperOf(language.family, graph, id);
    if (name !== undefined) add(name);
  }
  if (language.family === 'c' && comparesNumbers(graph, tree)) add('same');
  return found;
}

/** Return the name of the function that a node calls and math.h lacks, and that does not go with C either; undefined where all can be written. */
export function lackedBy(language: LanguageName, graph: Graph, id: NodeId): string | undefined {
  if (language !== 'c') return undefined;
  const name = helperOf('c', graph, id);
  if (name === undefined || c.helper(name) !== undefined) return undefined;
  const { names, doc } = primitiveOf(scalarOperation(graph, id)!);
  return names[0] ?? `the ${doc}`;
}

/** The helper that a node calls itself, if any. */
function helperOf(family: Family, graph: Graph, id: NodeId): string | undefined {
  const op = scalarOperation(graph, id);
  if (op === undefined) return undefined;
  const constants = graph.operands(id).map((operand) => graph.constantValue(operand));
  const form = formOf(family, NAMES[op]!, primitiveOf(op), constants);
  return form.kind === 'helper' ? form.name : undefined;
}

/** The primitive of numbers that a node is computed with, if any. */
function scalarOperation(graph: Graph, id: NodeId): number | undefined {
  const op = graph.ops[id]!;
  if (op <= LIST) return undefined;
  if (op < FIRST_ARRAY) return op;
  const extreme = { amax: 'max', amin: 'min' }[arrayNameOf(op) as string];
  return extreme === undefined ? undefined : codeOf(extreme);
}

function comparesNumbers(graph: Graph, tree: Tree): boolean {
  const conditions = [...tree.guards, ...tree.branches.map(({ condition }) => condition)];
  return (
    conditions.some(({ test, y }) => test === 'same' && graph.constantValue(y) === undefined) ||
    tree.branches.some((branch) => comparesNumbers(graph, branch.tree))
  );
}
