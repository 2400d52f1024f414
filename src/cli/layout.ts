/** Paragraphs and two-column lists in a given width, for the help and the plain manual pages. Knows no options. */

/** Break `text` into lines of at most `width` characters; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Return `text` wrapped, every line indented. */
export function paragraph(text: string, width: number, indent: number): string {
  return wrap(text, width - indent)
    .map((line) => ' '.repeat(indent) + line)
    .join('\n');
}

/** Return a term and what it means, which begins in column `column`, below the term where that is too long. */
export function entry(term: string, meaning: string, width: number, column: number): string {
  const margin = ' '.repeat(column);
  const lines = wrap(meaning, width - column).map((line) => margin + line);
  if (term.length + 4 > column) return [`  ${term}`, ...lines].join('\n');
  lines[0] = `  ${term}`.padEnd(column) + lines[0]!.slice(column);
  return lines.join('\n');
}
