/** Samples with other constants: fewer steps, smaller models. What they import of one another is changed with them. */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../harness/cli.ts';

/** What constants at the top of a module are instead: TypeScript. */
export type Constants = Readonly<Record<string, number | string>>;

export class Copy {
  private readonly folder = mkdtempSync(join(tmpdir(), 'samples-'));

  constructor() {
    cpSync(join(ROOT, 'samples'), this.folder, { recursive: true });
  }

  /** Write a sample with these constants, and lines at its end; return its file. Throws where it has no such constant. */
  write(name: string, constants: Constants, more = ''): string {
    const left = new Set(Object.keys(constants));
    const file = join(this.folder, `${name}.ts`);
    for (const module of [name, SHARED]) {
      let source = readFileSync(join(ROOT, 'samples', `${module}.ts`), 'utf8');
      for (const [constant, value] of Object.entries(constants)) {
        const declaration = new RegExp(`^const ${constant} = [^;]*;`, 'm');
        if (!declaration.test(source)) continue;
        source = source.replace(declaration, `const ${constant} = ${value};`);
        left.delete(constant);
      }
      writeFileSync(join(this.folder, `${module}.ts`), module === name ? source + more : source);
    }
    if (left.size > 0) throw new Error(`${name}.ts has no constant ${[...left].join(', ')}`);
    return file;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** What some of them import. */
const SHARED = 'characters';
