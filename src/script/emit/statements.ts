/** Statements that ask for truth, compare (`switch`), or need care where types were erased. */

import type { Handlers, Node } from '../syntax.ts';
import { type Context, PREFIX } from './context.ts';
import { operationPlace, visitTest, visitUnused } from './operators.ts';

/**
 * Write a switch as comparisons, case by case, each a decision of its own: pinning the value would make a trace a point. The
 * block holds the value; nested switches shadow it only inside themselves.
 */
function switchStatement(cx: Context, node: Node & { type: 'SwitchStatement' }): void {
  const { discriminant, cases } = node;
  const tests = cases.flatMap(({ test }) => test ?? []);
  const isNative =
    equalsNoNumber(cx, discriminant) ||
    tests.every((test) => equalsNoNumber(cx, test)) ||
    [discriminant, ...tests].every((each) => cx.isPlain(each));
  if (isNative) return cx.visitChildren(node);
  const { out } = cx;
  out.copyTo(node.start);
  out.insert(`{const ${PREFIX}d=`, discriminant.start);
  out.skipTo(discriminant.start);
  cx.visitArgument(discriminant);
  const closing = cx.token(discriminant.end);
  out.copyTo(closing);
  out.skipTo(closing + 1);
  out.insert(';switch(true)', discriminant.start);
  for (const { test, consequent } of cases) {
    if (test !== null) {
      out.copyTo(test.start);
      out.insert(`${PREFIX}ifIs(${PREFIX}d,`, test.start);
      cx.visitArgument(test);
      out.insert(')', test.start);
    }
    cx.visitAll(consequent);
  }
  out.copyTo(node.end);
  out.insert('}', node.end);
}

/** Is the value never strictly equal to a number? */
function equalsNoNumber(cx: Context, node: Node): boolean {
  const kind = cx.facts.kindOf(node);
  return kind === 'string' || kind === 'boolean' || kind === 'nullish';
}

export const statements: Handlers<Context> = {
  IfStatement(cx, node) {
    visitTest(cx, node.test);
    cx.visit(node.consequent);
    if (node.alternate !== null) cx.visit(node.alternate);
  },
  WhileStatement(cx, node) {
    visitTest(cx, node.test);
    cx.visit(node.body);
  },
  DoWhileStatement(cx, node) {
    cx.visit(node.body);
    visitTest(cx, node.test);
  },
  ForStatement(cx, node) {
    // Not statements, so nothing ends them here.
    if (node.init?.type === 'VariableDeclaration') cx.visitAll(node.init.declarations);
    else if (node.init !== null) visitUnused(cx, node.init);
    if (node.test !== null) visitTest(cx, node.test);
    if (node.update !== null) visitUnused(cx, node.update);
    cx.visit(node.body);
  },
  ForInStatement: (cx, node) => loopOver(cx, node),
  ForOfStatement: (cx, node) => loopOver(cx, node),
  SwitchStatement: switchStatement,
  ExpressionStatement(cx, node) {
    visitUnused(cx, node.expression);
    cx.endErased(node);
  },
  ReturnStatement(cx, node) {
    if (node.argument === null) return;
    // QuickJS reports a call in tail position at `return`.
    const place = operationPlace(cx, node.argument);
    if (place !== undefined) {
      cx.out.copyTo(node.start);
      cx.out.insert('return', place);
      cx.out.skipTo(node.start + 'return'.length);
    }
    cx.visit(node.argument);
    cx.endErased(node);
  },
  ThrowStatement(cx, node) {
    cx.visit(node.argument);
    cx.endErased(node);
  },
  VariableDeclaration(cx, node) {
    if (node.declare) return cx.eraseStatement(node);
    if (node.kind === 'using' || node.kind === 'await using') {
      throw cx.refuse(
        '`using` is not supported',
        node.start,
        'use const, and try … finally where something must be released',
      );
    }
    cx.visitAll(node.declarations);
    cx.endErased(node);
  },
};

function loopOver(cx: Context, node: Node & { type: 'ForInStatement' | 'ForOfStatement' }): void {
  if (node.left.type === 'VariableDeclaration') cx.visitAll(node.left.declarations);
  else cx.visit(node.left);
  cx.visit(node.right);
  cx.visit(node.body);
}
