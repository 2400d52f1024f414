/**
 * The part of the WebAssembly JavaScript API this program uses. TypeScript has it in `lib.dom.d.ts` only, which would also
 * let every file here use a browser's globals.
 */

declare namespace WebAssembly {
  type ImportValue = Memory | ((...args: number[]) => unknown);
  type Imports = Record<string, Record<string, ImportValue>>;

  interface ModuleImport {
    readonly module: string;
    readonly name: string;
    readonly kind: 'function' | 'global' | 'memory' | 'table';
  }

  class Module {
    constructor(bytes: Uint8Array);
    static imports(module: Module): ModuleImport[];
  }

  class Instance {
    constructor(module: Module, imports?: Imports);
    readonly exports: Record<string, unknown>;
  }

  class Memory {
    constructor(descriptor: { initial: number; maximum: number });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }

  function instantiate(module: Module, imports?: Imports): Promise<Instance>;
}
