/**
 * The names of a function's parameters, read from its text: types are gone from it, comments may be there. A destructured parameter
 * has none.
 */

import { cut, functionText, uncurry } from './intrinsics.ts';

type Fn = (...args: never[]) => unknown;

const lookUp = uncurry(WeakMap.prototype.get) as (map: WeakMap<Fn, Fn>, f: Fn) => Fn | undefined;
const enter = uncurry(WeakMap.prototype.set) as (map: WeakMap<Fn, Fn>, f: Fn, original: Fn) => void;
const test = uncurry(RegExp.prototype.test);
const WORD = /^[\w$\u0080-\uffff]$/;
const OPENING = '([{';
const CLOSING = ')]}';

/** By derived function: the one it was made from, which has the same parameters. */
const originals = new WeakMap<Fn, Fn>();

/** Note that `derived` has the parameters of `f`. */
export function derivedFrom(derived: Fn, f: Fn): void {
  enter(originals, derived, f);
}

/** Return the names of the parameters of f, '' for one without a name; undefined where the text has none (functions of the engine's). */
export function parametersOf(f: Fn): string[] | undefined {
  let original = f;
  for (let next = lookUp(originals, f); next !== undefined; next = lookUp(originals, next)) original = next;
  return new Reader(functionText(original)).parameters();
}

function includes(characters: string, c: string): boolean {
  for (let i = 0; i < characters.length; i++) if (characters[i] === c) return true;
  return false;
}

class Reader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  parameters(): string[] | undefined {
    let word = '';
    for (;;) {
      this.skipSpace();
      const c = this.text[this.at];
      if (c === undefined) return undefined;
      if (c === '(') break;
      if (c === '=' && word !== '') return [word]; // x => …
      if (includes('[\'"`', c))
        this.skipGroup(); // a method with a computed name
      else if (this.isWord()) word = this.word();
      else this.at++;
    }
    this.at++;
    return this.list();
  }

  /** The parameters up to the closing parenthesis. */
  private list(): string[] | undefined {
    const names: string[] = [];
    for (;;) {
      this.skipSpace();
      const c = this.text[this.at];
      if (c === ')') return names;
      if (c === undefined || cut(this.text, this.at, this.at + 8) === '[native ') return undefined;
      if (c === '.') {
        this.at++; // a rest parameter
        continue;
      }
      names[names.length] = this.isWord() ? this.word() : '';
      this.skipToComma();
    }
  }

  private skipToComma(): void {
    for (;;) {
      this.skipSpace();
      const c = this.text[this.at];
      if (c === undefined || c === ')') return;
      if (c === ',') {
        this.at++;
        return;
      }
      if (includes(OPENING, c) || includes('\'"`', c)) this.skipGroup();
      else this.at++;
    }
  }

  /** Skip a text, or brackets with what is in them. */
  private skipGroup(): void {
    const first = this.text[this.at++]!;
    if (!includes(OPENING, first)) {
      for (; this.at < this.text.length && this.text[this.at] !== first; this.at++)
        if (this.text[this.at] === '\\') this.at++;
      this.at++;
      return;
    }
    for (;;) {
      this.skipSpace();
      const c = this.text[this.at];
      if (c === undefined) return;
      if (includes(CLOSING, c)) {
        this.at++;
        return;
      }
      if (includes(OPENING, c) || includes('\'"`', c)) this.skipGroup();
      else this.at++;
    }
  }

  private isWord(): boolean {
    const c = this.text[this.at];
    return c !== undefined && test(WORD, c);
  }

  private word(): string {
    const start = this.at;
    while (this.isWord()) this.at++;
    return cut(this.text, start, this.at);
  }

  /** Skip space and comments. */
  private skipSpace(): void {
    for (;;) {
      const two = cut(this.text, this.at, this.at + 2);
      if (two === '//') while (this.at < this.text.length && this.text[this.at] !== '\n') this.at++;
      else if (two === '/*') {
        while (this.at < this.text.length && cut(this.text, this.at, this.at + 2) !== '*/') this.at++;
        this.at += 2;
      } else if (two !== '' && includes(' \t\r\n', two[0]!)) this.at++;
      else return;
    }
  }
}
