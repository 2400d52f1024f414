/** Colours of the orders, alike in tables and terminal plots. chalk is loaded only where colour is wanted. */

export type ColorLevel = 0 | 1 | 2 | 3;

/** Terminal colours for the text of one order, for what is wrong, right or doubtful, for headers, and for what should stand back. */
export interface Palette {
  order(order: number, text: string): string;
  alert(text: string): string;
  good(text: string): string;
  caution(text: string): string;
  header(text: string): string;
  faint(text: string): string;
}

/** The user's terminal theme decides how the sixteen colours look, so they stay readable on light and dark. */
const CYCLE = ['cyan', 'yellow', 'magenta', 'green', 'red', 'blueBright', 'gray'] as const;

const same = (text: string) => text;
const PLAIN: Palette = {
  order: (_, text) => text,
  alert: same,
  good: same,
  caution: same,
  header: same,
  faint: same,
};

/** Return the palette for a colour level; level 0 leaves text as it is. */
export async function loadPalette(level: ColorLevel): Promise<Palette> {
  if (level === 0) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level });
  return {
    order: (order, text) => chalk[CYCLE[order % CYCLE.length]!](text),
    alert: (text) => chalk.red(text),
    good: (text) => chalk.green(text),
    caution: (text) => chalk.yellow(text),
    header: (text) => chalk.underline(text),
    faint: (text) => chalk.dim(text),
  };
}
