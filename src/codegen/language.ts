/** What the printer needs to know of a language. */

import type { Test } from '../graph/wire.ts';
import type { Code } from './code.ts';
import type { Family } from './forms.ts';
import type { Helper } from './helpers.ts';

export const LANGUAGES = ['ts', 'js', 'c'] as const;
export type LanguageName = (typeof LANGUAGES)[number];

/** A parameter of the emitted function: a number, or an array of that shape. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface Language {
  readonly family: Family;
  /** How messages name it. */
  readonly title: string;
  readonly index: 'let' | 'int';
  number(value: number): Code;
  /** What `test` asks; `constant` is the number y where it is known. */
  condition(test: Test, x: Code, y: Code, constant: number | undefined): Code;
  /** `const name = code;` */
  declare(name: string, code: Code, isMask: boolean): string;
  /** The statement that leaves the function where a path was not traced. */
  readonly leave: string;
  /** The definition of a helper. Undefined where there is none. */
  helper(name: string): Helper | undefined;
  define(name: string, helper: Helper): string;
}
