/** Reads the stack text of QuickJS and leads every frame of the script back to the user's file. */

import type { Place } from '../base/errors.ts';

/** A frame of the user's call stack. */
export interface Frame extends Place {
  /** Name of the function; '' at the top level and in functions without a name. */
  readonly name: string;
}

/** Return the user's place of a place in rewritten code (from 1, `column` in code points); undefined for other code. */
export type FindPlace = (module: string, line: number, column: number) => Place | undefined;

// `    at f (/a.ts:3:7)`; of a syntax error `    at /a.ts:3:7`. A function's name may hold anything.
const FRAME = /^ {4}at (?:(.*) \((.+):(\d+):(\d+)\)|(.+):(\d+):(\d+))$/;

/** Return the positions in rewritten code of the frames of `stack`, innermost first. */
export function positionsIn(
  stack: string,
): { readonly module: string; readonly line: number; readonly column: number }[] {
  return stack.split('\n').flatMap((text) => {
    const parts = FRAME.exec(text);
    if (parts === null) return [];
    const [, , file, line, column, bareFile, bareLine, bareColumn] = parts;
    return [
      { module: file ?? bareFile!, line: Number(line ?? bareLine), column: Number(column ?? bareColumn) },
    ];
  });
}

/** Return the frames of `stack` that lie in the user's files, innermost first. Native and unreadable frames are left out. */
export function parseStack(stack: string, findPlace: FindPlace): Frame[] {
  const frames: Frame[] = [];
  for (const line of stack.split('\n')) {
    const parts = FRAME.exec(line);
    if (parts === null) continue;
    const [, name = '', file, row, column, bareFile, bareRow, bareColumn] = parts;
    const place = findPlace(file ?? bareFile!, Number(row ?? bareRow), Number(column ?? bareColumn));
    if (place !== undefined) frames.push({ name: name === '<anonymous>' ? '' : name, ...place });
  }
  return frames;
}
