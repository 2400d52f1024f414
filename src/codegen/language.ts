/** What the printer needs to know of a language. */

import type { Test } from '../graph/wire.ts';
import type { Code } from './code.ts';
import type { Family } from './forms.ts';
import type { Helper } from './helpers.ts';
import type { Elements } from './loops.ts';
import type { Names } from './names.ts';
import type { Structure } from './result.ts';
import type { Input } from './source.ts';

export const LANGUAGES = ['ts', 'js', 'c'] as const;
export type LanguageName = (typeof LANGUAGES)[number];

/** A parameter of the emitted function and what it holds. */
export interface Argument {
  readonly name: string;
  readonly structure: Structure;
}

/** Part of what the function returns. */
export interface Result {
  readonly label: string;
  readonly structure: Structure;
}

/** A file, written but for its frame. */
export interface SourceFile {
  readonly name: string;
  /** The name under which it is exported, where that is a reserved word. */
  readonly exportName: string;
  readonly isDefault: boolean;
  readonly parameters: readonly Argument[];
  readonly results: readonly Result[];
  readonly notes: readonly string[];
  /** Whether it leaves paths that were not traced. */
  readonly hasGuards: boolean;
  readonly body: readonly string[];
  readonly definitions: readonly string[];
}

/** Writes what surrounds the statements. */
export interface FileWriter {
  /** How the inputs are read, and statements that this needs first. */
  inputs(
    parameters: readonly Argument[],
    inputs: readonly Input[],
    names: Names,
  ): { readonly lines: readonly string[]; readonly elements: readonly Elements[] };
  /** The statements that return the columns. */
  result(results: readonly Result[]): (columns: readonly Elements[], names: Names) => readonly string[];
  text(file: SourceFile): string;
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
