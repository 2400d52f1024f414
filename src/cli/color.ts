/**
 * Whether a stream gets colours. Decided here and not by chalk, which ignores NO_COLOR and takes an empty FORCE_COLOR for
 * a yes (chalk 5.6, measured).
 */

import type { ColorChoice } from './flags.ts';

export type ColorLevel = 0 | 1 | 2 | 3;

type Environment = Readonly<Record<string, string | undefined>>;

/** Return 0 for no colours, 1 for 16, 2 for 256, 3 for all: --color, then NO_COLOR, then FORCE_COLOR, then the terminal. */
export function colorLevel(choice: ColorChoice, isTerminal: boolean, env: Environment): ColorLevel {
  if (choice === 'never') return 0;
  if (choice === 'always') return depth(env);
  if (env.NO_COLOR) return 0;
  const forced = env.FORCE_COLOR;
  if (forced) {
    if (forced === '0' || forced === 'false') return 0;
    return forced === '1' || forced === '2' || forced === '3' ? (Number(forced) as ColorLevel) : depth(env);
  }
  return isTerminal && env.TERM !== 'dumb' ? depth(env) : 0;
}

/** How many colours the terminal shows, by its own account. */
function depth(env: Environment): 1 | 2 | 3 {
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return 3;
  return env.TERM?.includes('256color') ? 2 : 1;
}

/** Marks parts of help and errors. */
export interface Style {
  bold(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
  dim(text: string): string;
}

const plain = (text: string): string => text;
const PLAIN: Style = { bold: plain, red: plain, yellow: plain, cyan: plain, dim: plain };

/** Return the styles of a colour level; chalk is loaded only when there is something to colour. */
export async function loadStyle(level: ColorLevel): Promise<Style> {
  if (level === 0) return PLAIN;
  const { Chalk } = await import('chalk');
  return new Chalk({ level });
}
