/** What a function returns, as text of JavaScript: values and their types. */

/** "n" is a number; a list; an object under `k` (`commands/structure.ts`). */
export type Structure = 'n' | readonly Structure[] | { readonly k: Readonly<Record<string, Structure>> };

const WIDTH = 100;

/** Return the value of `structure` whose numbers are `texts`, in order. */
export function valueText(structure: Structure, texts: readonly string[]): string {
  const rest = texts.values();
  const write = (part: Structure): string => {
    if (part === 'n') return rest.next().value!;
    if (isList(part)) return `[${part.map(write).join(', ')}]`;
    const members = Object.entries(part.k).map(([key, member]) => `${propertyName(key)}: ${write(member)}`);
    return `{ ${members.join(', ')} }`;
  };
  return write(structure);
}

/** Return the type of `structure` in TypeScript. */
export function typeText(structure: Structure): string {
  if (structure === 'n') return 'number';
  if (isList(structure)) {
    const types = structure.map(typeText);
    const [first] = types;
    if (types.some((type) => type !== first)) return `[${types.join(', ')}]`;
    return /^[\w[\]]+$/.test(first!) ? `${first}[]` : `(${first})[]`;
  }
  const members = Object.entries(structure.k).map(
    ([key, member]) => `${propertyName(key)}: ${typeText(member)}`,
  );
  return `{ ${members.join('; ')} }`;
}

/** Return `open`, the items and `close`, on one line where they fit. */
export function listText(open: string, items: readonly string[], close: string): string[] {
  const line = `${open}${items.join(', ')}${close}`;
  return line.length <= WIDTH ? [line] : [open, ...items.map((item) => `  ${item},`), close];
}

function isList(structure: Structure): structure is readonly Structure[] {
  return Array.isArray(structure);
}

function propertyName(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) && key !== '__proto__'
    ? key
    : key === '__proto__'
      ? '["__proto__"]'
      : JSON.stringify(key);
}
