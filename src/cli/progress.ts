/**
 * A line on standard error that shows how far long work is: on a terminal only, after the first second, never in CI.
 */

import type { Progress } from '../commands/request.ts';

const PATIENCE_MS = 1000;
const PERIOD_MS = 100;
const BAR_WIDTH = 24;

/** Where progress is drawn, and the clock; tests pass their own. */
export interface ProgressTerminal {
  write(text: string): void;
  now(): number;
}

/** Return the progress line of a command that starts now. */
export function drawnProgress(terminal: ProgressTerminal): Progress {
  let next = terminal.now() + PATIENCE_MS;
  let isDrawn = false;
  return {
    update(done, total, unit, note) {
      const now = terminal.now();
      if (now < next) return;
      next = now + PERIOD_MS;
      isDrawn = true;
      terminal.write(`\r${progressLine(done, total, unit, note)}\x1b[K`);
    },
    clear() {
      if (isDrawn) terminal.write('\r\x1b[K');
      isDrawn = false;
    },
  };
}

/** Progress that is never drawn. */
export const noProgress: Progress = { update() {}, clear() {} };

/** Return `[#####-----]  50 %  5 000 of 10 000 points`, or the count alone where no total is known; `note` comes last. */
export function progressLine(
  done: number,
  total: number | undefined,
  unit = 'points',
  note?: string,
): string {
  const end = note === undefined ? unit : `${unit}  ${note}`;
  if (total === undefined) return `${grouped(done)} ${end}`;
  const share = Math.min(1, done / total);
  const filled = Math.round(share * BAR_WIDTH);
  const bar = '#'.repeat(filled) + '-'.repeat(BAR_WIDTH - filled);
  return `[${bar}] ${String(Math.floor(share * 100)).padStart(3)} %  ${grouped(done)} of ${grouped(total)} ${end}`;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
}
