/**
 * Text that comes from scripts, files and the command line, made fit to print: nothing in it may move the cursor, colour
 * the terminal, hide or reorder characters. And the nearest name to one that does not exist.
 */

/**
 * C0, DEL, C1; soft hyphen; zero-width and bidirectional marks, embeddings, overrides and isolates; line and paragraph
 * separators; annotations; tags. Lone surrogates cannot be encoded and are shown by number too.
 */
const UNSAFE =
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/**
 * Return `text` with every unsafe character written as an escape (`\x1b`, `\u{202e}`). `keep: 'lines'` leaves line feeds
 * and tabs as they are, for text of several lines.
 */
export function printable(text: string, keep?: 'lines'): string {
  return text.replace(UNSAFE, (unsafe) =>
    keep === 'lines' && (unsafe === '\n' || unsafe === '\t') ? unsafe : escapeOf(unsafe),
  );
}

function escapeOf(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  const hex = character.codePointAt(0)!.toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
}

/** What the log of a build of GitHub Actions takes for a command: two colons at the start of a line, the older form anywhere. */
const WORKFLOW_COMMAND = /^([^\S\n]*)::|##\[/gm;

/** Return text for a log: where a build of GitHub Actions reads it (`env`), no line of it is a command to that. */
export function logText(text: string, env: Readonly<Record<string, string | undefined>>): string {
  if (env.GITHUB_ACTIONS !== 'true') return text;
  return text.replace(WORKFLOW_COMMAND, (_, indent?: string) =>
    indent === undefined ? '##%5B' : `${indent}%3A%3A`,
  );
}

/** Return the candidate that `word` was most likely meant to be: at most a third of its letters away; or undefined. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Damerau–Levenshtein distance (optimal string alignment): insertions, deletions, changes, swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(change, previous[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
      }
    }
    before = previous;
    previous = row;
  }
  return previous[b.length]!;
}
