/**
 * Bytes of the WebAssembly binary format: numbers, names, sections. It knows nothing of programs or operations; numbers of
 * instructions are in `wasm-instructions.ts`. Source: WebAssembly Core Specification 2.0, chapter 5.
 */

export const SECTION = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;

/** Value types, and what stands before a function type. */
export const TYPE = { i32: 0x7f, f64: 0x7c, v128: 0x7b, function: 0x60, none: 0x40 } as const;

/** Kinds of imports and exports. */
export const EXTERNAL = { function: 0, memory: 2 } as const;

/** Width of a number that is written after what it counts. */
const PADDED = 5;

/** A growing array of bytes. */
export class Encoder {
  length = 0;
  private bytes = new Uint8Array(4096);
  private view = new DataView(this.bytes.buffer);

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(1);
    this.bytes[this.length++] = value;
  }

  /** An unsigned number, LEB128. */
  unsigned(value: number): void {
    while (value >= 0x80) {
      this.byte((value & 0x7f) | 0x80);
      value = Math.floor(value / 0x80);
    }
    this.byte(value);
  }

  /** A signed number, LEB128. */
  signed(value: number): void {
    for (;;) {
      const low = value & 0x7f;
      value >>= 7;
      const last = (value === 0 && low < 0x40) || (value === -1 && low >= 0x40);
      this.byte(last ? low : low | 0x80);
      if (last) return;
    }
  }

  /** The eight bytes of a double. */
  double(value: number): void {
    if (this.length + 8 > this.bytes.length) this.grow(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** A name of ASCII characters. */
  name(text: string): void {
    this.unsigned(text.length);
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
  }

  /** Write `content`, preceded by its length in bytes. */
  sized(content: () => void): void {
    const at = this.reserve();
    content();
    this.fill(at, this.length - at - PADDED);
  }

  section(id: number, content: () => void): void {
    this.byte(id);
    this.sized(content);
  }

  /** Leave room for an unsigned number that is not known yet; `fill` writes it at the place returned. */
  reserve(): number {
    const at = this.length;
    for (let i = 0; i < PADDED; i++) this.byte(0);
    return at;
  }

  fill(at: number, value: number): void {
    for (let i = 0; i < PADDED; i++) {
      this.bytes[at + i] = (value & 0x7f) | (i < PADDED - 1 ? 0x80 : 0);
      value = Math.floor(value / 0x80);
    }
  }

  /** What was written: a view, valid until the next write. */
  result(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }

  private grow(room: number): void {
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.length + room));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}
