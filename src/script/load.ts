/**
 * Loads a script with everything it imports: the only code that reads the user's sources. Inside the VM a module is called by
 * its path from the root (`/src/f.ts`), in messages by its path from the working folder, as the user would type it.
 */

import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { AutogradError, type Place, usageError, withExcerpt } from '../base/errors.ts';
import { closest } from '../base/text.ts';
import { ENDINGS, isBuiltIn, MAX_BYTES, readableFile, resolveFile, Unresolved } from './resolve.ts';
import type { ExportInfo, RewriteModule, RewrittenModule } from './rewrite.ts';
import type { FindPlace } from './stack.ts';

export interface LoadOptions {
  /** Path as the user wrote it, or `-` for standard input. */
  readonly script: string;
  /** The folder `--root`; undefined: see `defaultRoot`. */
  readonly root?: string | undefined;
  readonly cwd: string;
  /** The text of standard input, where the script is `-`. */
  readonly stdin?: string | undefined;
  /** Told the path of each file before it is read. */
  readonly onRead?: ((path: string) => void) | undefined;
}

/** A module as the VM gets it, and the way back to the user's file. */
export interface LoadedModule extends RewrittenModule {
  /** From the root, with a slash before it. */
  readonly name: string;
  /** From the working folder. */
  readonly file: string;
  /** As read. */
  readonly source: string;
}

export interface Script {
  /** Name of the script's own module. */
  readonly entry: string;
  /** By name: all that static imports reach; dynamic ones add to it. */
  readonly modules: ReadonlyMap<string, LoadedModule>;
  /** What the script exports, through re-exports as well. */
  readonly exports: readonly ExportInfo[];
  /** The folder that files may be imported from; undefined for a script from standard input. */
  readonly root: string | undefined;
  /** Return the name of what the module `importer` imports at run time, having loaded it. Throws E_SCRIPT. */
  resolve(specifier: string, importer: string): string;
  readonly place: FindPlace;
}

/** The name of a script from standard input, in the VM and in messages. */
const STDIN_NAME = '/stdin.ts';
const STDIN_FILE = '<stdin>';

/**
 * Load a script. Throws E_USAGE if it or the root cannot be read, E_SCRIPT for anything wrong in it or in what it imports.
 */
export function loadScript(options: LoadOptions, rewrite: RewriteModule): Script {
  const loader = new Loader(options, rewrite);
  try {
    return loader.script();
  } catch (error) {
    throw error instanceof AutogradError ? withExcerpt(error, loader.textOf) : error;
  }
}

class Loader {
  private readonly options: LoadOptions;
  private readonly rewrite: RewriteModule;
  private readonly modules = new Map<string, LoadedModule>();
  /** The real path of each module that is or will be loaded. */
  private readonly paths = new Map<string, string>();
  private readonly pending: string[] = [];
  /** What was read, by the name that messages use. */
  private readonly texts = new Map<string, string>();
  private readonly root: string | undefined;

  constructor(options: LoadOptions, rewrite: RewriteModule) {
    this.options = options;
    this.rewrite = rewrite;
    this.root = options.script === '-' ? undefined : rootOf(options);
  }

  script(): Script {
    const entry = this.loadEntry();
    this.loadPending();
    this.checkImports();
    return {
      entry,
      modules: this.modules,
      exports: this.exportsOf(entry, new Set()),
      root: this.root,
      resolve: (specifier, importer) => this.resolveAtRunTime(specifier, importer),
      place: (module, line, column) => this.modules.get(module)?.place(line, column),
    };
  }

  readonly textOf = (file: string): string | undefined => this.texts.get(file);

  private loadEntry(): string {
    const { script, stdin = '' } = this.options;
    if (script === '-') {
      this.add(STDIN_NAME, STDIN_FILE, stdin, undefined);
      return STDIN_NAME;
    }
    const path = entryPath(this.options, this.root!);
    const name = this.nameOf(path);
    this.paths.set(name, path);
    this.add(name, script, this.read(path), path);
    return name;
  }

  private loadPending(): void {
    for (let name = this.pending.shift(); name !== undefined; name = this.pending.shift()) {
      const path = this.paths.get(name)!;
      this.add(name, relative(this.options.cwd, path), this.read(path), path);
    }
  }

  private read(path: string): string {
    this.options.onRead?.(path);
    return readFileSync(path, 'utf8');
  }

  private nameOf(path: string): string {
    return `/${relative(this.root!, path).split(sep).join('/')}`;
  }

  private add(name: string, file: string, source: string, path: string | undefined): void {
    const resolve = (specifier: string, at: Place) => this.request(specifier, path, at);
    this.texts.set(file, source);
    const typescript = !/\.m?js$/.test(name);
    const module = name.endsWith('.json')
      ? jsonModule(source, file)
      : this.rewrite(source, file, { name, typescript, resolve, marks: true });
    this.modules.set(name, { ...module, name, file, source });
  }

  /** Return the name of a module and see to it that it gets loaded. */
  private request(specifier: string, importer: string | undefined, at?: Place): string {
    if (isBuiltIn(specifier)) return specifier;
    try {
      if (this.root === undefined || importer === undefined) {
        throw new Unresolved(
          'a script from standard input has no root',
          'save it as a file, or import autograd-cli modules only',
        );
      }
      const path = resolveFile(specifier, importer, this.root);
      const name = this.nameOf(path);
      if (!this.paths.has(name)) {
        this.paths.set(name, path);
        this.pending.push(name);
      }
      return name;
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
      const message = `cannot import ${JSON.stringify(specifier)}: ${error.message}`;
      throw new AutogradError('E_SCRIPT', message, { at, hint: error.hint });
    }
  }

  private resolveAtRunTime(specifier: string, importer: string): string {
    if (this.modules.has(specifier)) return specifier; // a name that a static import already got
    const name = this.request(specifier, this.paths.get(importer));
    this.loadPending();
    this.checkImports();
    return name;
  }

  /** Throw at the first import of a name that its module does not export: QuickJS would not say where. */
  private checkImports(): void {
    for (const { imports } of this.modules.values()) {
      for (const { module, names } of imports) {
        const loaded = this.modules.get(module);
        if (loaded === undefined) continue;
        const exported = this.exportsOf(module, new Set()).map(({ name }) => name);
        for (const { name, place } of names)
          if (!exported.includes(name) && !this.isOpen(module)) throw missing(name, loaded, exported, place);
      }
    }
  }

  /** Does the module re-export all of a built-in module, whose exports are not known here? */
  private isOpen(module: string): boolean {
    return this.modules
      .get(module)!
      .reexports.some(
        ({ name, specifier }) =>
          name === undefined && (isBuiltIn(specifier) || this.isOpen(this.target(module, specifier))),
      );
  }

  /** Return what a module exports, in the order of its source; names of its own hide those of `export *`. */
  private exportsOf(module: string, seen: Set<string>): ExportInfo[] {
    const loaded = this.modules.get(module);
    if (loaded === undefined || seen.has(module)) return [];
    seen.add(module);
    const found = new Map<string, ExportInfo>();
    for (const info of loaded.exports) found.set(info.name, info);
    for (const { name, imported, specifier, place } of loaded.reexports) {
      const theirs = this.exportsOf(this.target(module, specifier), new Set(seen));
      if (name === undefined) {
        for (const info of theirs)
          if (info.name !== 'default' && !found.has(info.name)) found.set(info.name, info);
      } else {
        const info = theirs.find((each) => each.name === imported);
        found.set(name, { kind: 'value', params: undefined, place, ...info, name });
      }
    }
    return [...found.values()];
  }

  /** Return the module that a specifier of `module` means. */
  private target(module: string, specifier: string): string {
    return this.request(specifier, this.paths.get(module));
  }
}

function missing(name: string, module: LoadedModule, exported: readonly string[], at: Place): AutogradError {
  const near = closest(name, exported);
  const hint =
    near === undefined ? 'if it is a type, write `import type` or `export type`' : `did you mean ${near}?`;
  const what = name === 'default' ? 'no default export' : `no export ${name}`;
  return new AutogradError('E_SCRIPT', `${module.file} has ${what}`, { at, hint });
}

/** Return the module that exports the value of a JSON text. */
function jsonModule(text: string, file: string): RewrittenModule {
  const place = { file, line: 1, column: 1 };
  try {
    JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new AutogradError('E_SCRIPT', `${file} is no JSON: ${(error as Error).message}`, { at: place });
  }
  // In an expression `"__proto__": x` would set the prototype; a computed key is a key like any other.
  const expression = text.replace(/"(?:[^"\\]|\\.)*"(?=(\s*:)?)/g, (string, colon) =>
    colon !== undefined && JSON.parse(string) === '__proto__' ? `[${string}]` : string,
  );
  return {
    code: `export default ${expression.trim()}`,
    place: () => place,
    imports: [],
    exports: [{ name: 'default', kind: 'value', params: undefined, place }],
    reexports: [],
  };
}

/**
 * Return the real path of the folder that files may be imported from: `--root`; else the folder of the nearest package.json
 * above the script, but never the home folder, `/`, or what holds them; else the script's folder.
 */
function rootOf({ script, root, cwd }: LoadOptions): string {
  if (root !== undefined) {
    try {
      const real = realpathSync(resolve(cwd, root));
      if (statSync(real).isDirectory()) return real;
    } catch {}
    throw usageError(`the root ${root} is no folder`, 'give the folder that the script may import from');
  }
  return defaultRoot(script, cwd);
}

function defaultRoot(script: string, cwd: string): string {
  let folder: string;
  try {
    folder = dirname(realpathSync(resolve(cwd, script)));
  } catch {
    return dirname(resolve(cwd, script));
  }
  const home = homedir();
  for (let at = folder; dirname(at) !== at && at !== home && !home.startsWith(at + sep); at = dirname(at)) {
    if (isFile(join(at, 'package.json'))) return at;
  }
  return folder;
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Return the real path of the script itself. Throws E_USAGE, with the name that may have been meant. */
function entryPath({ script, cwd }: LoadOptions, root: string): string {
  const path = resolve(cwd, script);
  let stat: ReturnType<typeof statSync>;
  try {
    stat = statSync(path);
  } catch {
    throw usageError(`there is no script ${script}`, nearName(path, script));
  }
  if (stat.isDirectory())
    throw usageError(`${script} is a folder, not a script`, 'give a .ts, .mts, .js or .mjs file');
  if (!stat.isFile())
    throw usageError(`${script} is no regular file`, 'save the script as a .ts or .js file, or pipe it to -');
  if (!/\.m?[jt]s$/.test(script))
    throw usageError(`${script} is no script`, 'give a .ts, .mts, .js or .mjs file, or - for standard input');
  if (stat.size > MAX_BYTES)
    throw usageError(`${script} is larger than ${MAX_BYTES / 1024 / 1024} MB`, 'a script should be smaller');
  const real = readableFile(realpathSync(path), root);
  if (real === undefined)
    throw usageError(
      `${script} is not within the root ${root}`,
      'choose another --root; names that begin with a dot are never read',
    );
  try {
    readFileSync(real);
  } catch {
    throw usageError(`${script} cannot be read`, 'check its permissions');
  }
  return real;
}

/** Return a hint that names the file that may have been meant. */
function nearName(path: string, script: string): string {
  const fallback = 'check the path; - reads the script from standard input';
  try {
    const names = readdirSync(dirname(path)).filter((name) =>
      ENDINGS.some((ending) => name.endsWith(ending) && ending !== '.json'),
    );
    const near = closest(basename(path), names);
    return near === undefined ? fallback : `did you mean ${join(dirname(script), near)}?`;
  } catch {
    return fallback;
  }
}
