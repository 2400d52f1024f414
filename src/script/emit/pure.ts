/**
 * Tells the guest which functions are pure (`purity.ts`), with a function that returns the outside names they read and the number of
 * arguments they look at. A function with a
 * name is marked by a statement after its declaration (the module's own function declarations before anything runs, as they may be
 * called from there on); one without, in a call around it where an operator gets it or where it is returned.
 */

import { type FunctionNode, PURE_OPERATORS, type Purity, type Sources } from '../purity.ts';
import type { Scopes } from '../scopes.ts';
import { bare, eachChild, type Node, type NodeOf, type Parser, type Program } from '../syntax.ts';
import { type Addition, PREFIX } from './context.ts';

/** Return what is to be added to the module `name`. */
export function pureFunctions(
  program: Program,
  name: string,
  purity: Purity,
  scopes: Scopes,
  keys: Parser['visitorKeys'],
): Map<Node, Addition> {
  const additions = new Map<Node, Addition>();
  /** What is to be done before anything of the module runs. */
  let first = purity.meddles ? `${PREFIX}meddles();` : '';
  for (const statement of program.body) look(statement, true);
  const [start] = program.body;
  if (first !== '' && start !== undefined)
    additions.set(start, { before: first, after: additions.get(start)?.after ?? '' });
  return additions;

  function look(node: Node, isTopLevel = false): void {
    mark(node, isTopLevel);
    const isExport = node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration';
    eachChild(keys, node, (child) => look(child, isTopLevel && isExport));
  }

  function mark(node: Node, isTopLevel: boolean): void {
    switch (node.type) {
      case 'FunctionDeclaration': {
        const text = node.id === null || node.declare ? '' : statement(node.id, node);
        if (isTopLevel) first += text;
        else if (text !== '') additions.set(node, { before: '', after: text });
        return;
      }
      case 'VariableDeclaration': {
        const texts = node.kind === 'var' ? [] : node.declarations.map(declared);
        if (texts.some((text) => text !== ''))
          additions.set(node, { before: '', after: `;${texts.join('')}` });
        return;
      }
      case 'CallExpression':
        if (isOperator(node.callee)) for (const argument of node.arguments) wrap(argument);
        return;
      case 'ReturnStatement':
        if (node.argument !== null) wrap(node.argument);
        return;
      case 'ArrowFunctionExpression':
        return wrap(node.body);
    }
  }

  function declared({ id, init }: NodeOf<'VariableDeclarator'>): string {
    return init !== null && isFunction(init) && id.type === 'Identifier' ? statement(id, init) : '';
  }

  /** A name that may be another function's by then is not marked. */
  function statement(id: NonNullable<NodeOf<'FunctionDeclaration'>['id']>, node: FunctionNode): string {
    const sources = scopes.bindingOf(id)?.isConstant === true ? purity.sourcesOf(node) : undefined;
    return sources === undefined ? '' : `${call(id.name, node, sources)};`;
  }

  function wrap(expression: Node): void {
    const node = bare(expression);
    if (!isFunction(node)) return;
    const sources = purity.sourcesOf(node);
    if (sources === undefined) return;
    const [before, after] = call('\n', node, sources).split('\n');
    additions.set(node, { before: before!, after: after! });
  }

  /** The call that marks the function that `f` is the text of. The place of its text is what functions made of it have in common. */
  function call(f: string, node: FunctionNode, { outside, parameters }: Sources): string {
    const site = JSON.stringify(`${name}:${node.start}`);
    return `${PREFIX}pure(${f},${site},()=>[${outside.join(',')}]${parameters === undefined ? '' : `,${parameters}`})`;
  }
}

const isFunction = (node: Node): node is FunctionNode =>
  node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression';

function isOperator(callee: Node): boolean {
  const node = bare(callee);
  const name = node.type === 'MemberExpression' && !node.computed ? node.property : node;
  return name.type === 'Identifier' && PURE_OPERATORS.has(name.name);
}
