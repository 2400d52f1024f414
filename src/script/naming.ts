/**
 * What the user calls a number: the variable that the value of a call was put into, read from the text that QuickJS ran. It sees
 * plain text, no syntax: where that is not enough there is no name.
 */

import { lineStarts, offsetOf } from './positions.ts';
import { positionsIn } from './stack.ts';

/** `const y = `, or `y = ` as a statement, before a call. */
const ASSIGNED = /(?:\b(?:const|let|var|else)\s+|[;{}\n)]\s*|^\s*)([A-Za-z_]\w*)\s*=\s*\(?$/;

/** What may follow a call that is all of an expression. */
const END = /^\)?[ \t]*(?:[;,}\r\n]|$)/;

/** Longest text before a call that is looked at. */
const BEFORE = 200;

/** Return the variable that the number made at a stack is; undefined if it is part of an expression. */
export type NameNumber = (stack: string) => string | undefined;

/** Return what names numbers. `codeOf` returns the rewritten text of the user's modules, undefined for other code. */
export function numberNamer(codeOf: (module: string) => string | undefined): NameNumber {
  const starts = new Map<string, readonly number[]>();
  return (stack) => {
    for (const { module, line, column } of positionsIn(stack)) {
      const code = codeOf(module);
      if (code === undefined) continue;
      if (!starts.has(module)) starts.set(module, lineStarts(code));
      return assignedAt(code, offsetOf(code, starts.get(module)!, line, column));
    }
    return undefined;
  };
}

/** The variable that the value of the call with its parenthesis at `open` is put into. */
function assignedAt(code: string, open: number): string | undefined {
  if (code[open] !== '(') return undefined;
  const after = closing(code, open) + 1;
  if (!END.test(code.slice(after, after + BEFORE))) return undefined;
  const before = code.slice(Math.max(0, open - BEFORE), open).replace(/[\w$.]+$/, '');
  return ASSIGNED.exec(before)?.[1];
}

/** The offset of the parenthesis that closes the one at `open`. */
function closing(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === '(') depth++;
    if (code[at] === ')' && --depth === 0) return at;
  }
  return code.length;
}
