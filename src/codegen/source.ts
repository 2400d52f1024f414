/** A source file: the function with its head, the helpers it calls, and what a reader should know. */

import { AutogradError } from '../base/errors.ts';
import { type Derivation, FIRST_ARRAY, type Graph, LIST, type NodeId } from '../graph/graph.ts';
import { NAMES, primitiveOf } from '../ops/registry.ts';
import { bodyLines, type Origins } from './body.ts';
import { c } from './c.ts';
import type { Code } from './code.ts';
import { formOf } from './forms.ts';
import { type Helper, helpersIn } from './helpers.ts';
import { indented, javascript, type SpecialSource } from './javascript.ts';
import type { Language, LanguageName } from './language.ts';
import { mergePaths, operandsOf, type Tree } from './merge.ts';
import { Names, TAKEN } from './names.ts';
import { listText, type Structure, typeText, valueText } from './result.ts';

export interface SourceRequest {
  readonly language: LanguageName;
  /** What the function is to be called. */
  readonly name: string;
  readonly isDefault: boolean;
  /** Names of the inputs, by ordinal. */
  readonly inputs: readonly string[];
  /** Which of the inputs is which parameter: their ordinals in the order of the parameters. */
  readonly order: readonly number[];
  readonly derivations: readonly Derivation[];
  readonly structure: Structure;
  readonly orders: { readonly from: number; readonly to: number };
  /** Of the columns, as the CSV has them. */
  readonly labels: readonly string[];
  /** Sentences about where it comes from. */
  readonly notes: readonly string[];
  readonly specialSource: SpecialSource;
  readonly origins: Origins;
}

/** Return the text of the file. Throws E_USAGE where the language lacks a function. */
export function sourceOf(request: SourceRequest): string {
  const language =
    request.language === 'c' ? c : javascript(request.language === 'ts', request.specialSource);
  const { graph, tree } = mergePaths(request.derivations, request.inputs.length);
  const names = new Names(language.family);
  const isExportable = !(TAKEN[language.family] as readonly string[]).includes(request.name);
  const name = names.claim(request.name);
  const inputs = request.inputs.map((input) => names.claim(input));
  const helpers = collectHelpers(graph, tree, language);
  const helperNames = new Map(
    [...helpers.keys()].map((helper) => [helper, helper === 'same' ? helper : names.claim(helper)]),
  );
  const parameters = request.order.map((ordinal) => inputs[ordinal]!);
  const hasGuards = tree.guards.length > 0 || tree.branches.length > 0;
  const writer = language.family === 'c' ? cFunction : jsFunction;
  const lines = bodyLines({
    language,
    graph,
    tree,
    inputs,
    names,
    helperNames,
    origins: request.origins,
    labels: request.labels.map((label) => label.replace(/\W+/g, '_').replace(/_$/, '')),
    result: writer.result(request),
  });
  const renamed = (text: string): string =>
    text.replace(/(?<![.\w])([A-Za-z]\w*)(?=\()/g, (called) => helperNames.get(called) ?? called);
  const definitions = [...helpers].map(([helper, { parameters, body }]) =>
    language.define(helperNames.get(helper)!, {
      parameters,
      body: parameters[0] === '...x' ? body : renamed(body),
    }),
  );
  return writer.file({ request, name, isExportable, parameters, hasGuards, lines, definitions });
}

interface Parts {
  readonly request: SourceRequest;
  readonly name: string;
  readonly isExportable: boolean;
  readonly parameters: readonly string[];
  readonly hasGuards: boolean;
  readonly lines: readonly string[];
  readonly definitions: readonly string[];
}

interface Writer {
  result(request: SourceRequest): (columns: readonly Code[]) => readonly string[];
  file(parts: Parts): string;
}

const jsFunction: Writer = {
  result: ({ structure, orders }) => {
    const count = orders.to - orders.from + 1;
    return (columns) => {
      const size = columns.length / count;
      const values = Array.from({ length: count }, (_, k) =>
        valueText(
          structure,
          columns.slice(k * size, (k + 1) * size).map(({ text }) => text),
        ),
      );
      return listText('return [', values, '];');
    };
  },
  file({ request, name, isExportable, parameters, hasGuards, lines, definitions }) {
    const { structure, orders, isDefault } = request;
    const isTyped = request.language === 'ts';
    const list = parameters.map((parameter) => (isTyped ? `${parameter}: number` : parameter)).join(', ');
    const type = typeText(structure);
    const results = ordersOf(orders).map((label) => `${label}: ${type}`);
    const returned =
      results.length <= 6 ? `[${results.join(', ')}]` : `${/^\w+$/.test(type) ? type : `(${type})`}[]`;
    const shown = ordersOf(orders).join(', ');
    const doc = hasGuards
      ? `/** [${shown}]. Throws a RangeError where the function takes a path that was not traced. */`
      : `/** [${shown}] */`;
    const exported = isExportable ? 'export ' : '';
    const untraced = `function untraced()${isTyped ? ': RangeError' : ''} {
  return new RangeError('${name}: the path taken here was not traced; emit it again with --range or --at that meets it');
}`;
    return `${[
      request.notes.map((note) => `// ${note}`).join('\n'),
      `${doc}\n${exported}function ${name}(${list})${isTyped ? `: ${returned}` : ''} {\n${indented(lines.join('\n'))}\n}`,
      ...(isExportable ? [] : [`export { ${name} as ${request.name} };`]),
      ...(isDefault ? [`export default ${name};`] : []),
      ...(hasGuards ? [untraced] : []),
      ...definitions,
    ].join('\n\n')}\n`;
  },
};

const cFunction: Writer = {
  result: () => (columns) => [...columns.map(({ text }, i) => `out[${i}] = ${text};`), 'return;'],
  file({ request, name, parameters, hasGuards, lines, definitions }) {
    const { labels } = request;
    const prototypes = definitions.map((text) => `${text.slice(0, text.indexOf(') {') + 1)};`);
    const list = parameters.map((parameter) => `double ${parameter}`).join(', ');
    const shown = labels.length <= 12 ? labels.join(', ') : `${labels[0]}, ${labels[1]}, … ${labels.at(-1)}`;
    const fill = hasGuards ? [`for (int i = 0; i < ${labels.length}; i++) out[i] = NAN;`] : [];
    const body = [...fill, ...lines];
    if (body.at(-1) === 'return;') body.pop();
    const doc = `/* out: ${shown}${hasGuards ? '; all NaN where the function takes a path that was not traced' : ''}. */`;
    return `${[
      [...request.notes, `cc -O2 -c ${name}.c, and -lm when it is linked`]
        .map((note) => `// ${note}`)
        .join('\n'),
      '#define _XOPEN_SOURCE 700\n#include <math.h>',
      ...(prototypes.length > 0 ? [prototypes.join('\n')] : []),
      `${doc}\nvoid ${name}(${list}, double *out) {\n${indented(body.join('\n'))}\n}`,
      ...definitions,
    ].join('\n\n')}\n`;
  },
};

export function ordersOf({ from, to }: { readonly from: number; readonly to: number }): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => (from + i === 0 ? 'f' : `d${from + i}`));
}

/** The helpers that the function calls, and those that they call, in that order. */
function collectHelpers(graph: Graph, tree: Tree, language: Language): Map<string, Helper> {
  const found = new Map<string, Helper>();
  const add = (name: string, doc: string): void => {
    if (found.has(name)) return;
    const helper = language.helper(name);
    if (helper === undefined) throw unavailable(doc, language);
    found.set(name, helper);
    if (helper.parameters[0] === '...x') return;
    for (const called of helpersIn(helper.body, (each) => language.helper(each) !== undefined))
      add(called, called);
  };
  for (let id = 0 as NodeId; id < graph.size; id++) {
    const op = graph.ops[id]!;
    if (op <= LIST || op >= FIRST_ARRAY) continue;
    const row = primitiveOf(op);
    const constants = operandsOf(graph, id).map((operand) => graph.constantValue(operand));
    const form = formOf(language.family, NAMES[op]!, row, constants);
    if (form.kind === 'helper') add(form.name, row.names[0] ?? row.doc);
  }
  if (language.family === 'c' && comparesNumbers(graph, tree)) add('same', 'same');
  return found;
}

function comparesNumbers(graph: Graph, tree: Tree): boolean {
  const conditions = [...tree.guards, ...tree.branches.map(({ condition }) => condition)];
  return (
    conditions.some(({ test, y }) => test === 'same' && graph.constantValue(y) === undefined) ||
    tree.branches.some((branch) => comparesNumbers(graph, branch.tree))
  );
}

function unavailable(what: string, language: Language): AutogradError {
  return new AutogradError(
    'E_USAGE',
    `${what} cannot be written in ${language.title}: math.h has no such function`,
    {
      hint: 'emit TypeScript or JavaScript, which carry it along: --lang ts or --lang js',
    },
  );
}
