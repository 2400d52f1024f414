/** The figures of a program in the main thread: collected as the script draws, shown on standard output, written to the file of `-o`. */

import type { Figure } from '../show/figure.ts';
import type { Image } from '../show/image.ts';
import { Canvas, type Message } from '../show/script-figure.ts';
import type { Io, RunRequest } from './request.ts';
import { openSink } from './sink.ts';

const WIDTH = 80;
const HEIGHT = 20;
const SVG_SIZE = { width: 800, height: 500 };

export class Figures {
  /** In the order in which they arose. */
  readonly warnings: string[] = [];
  private readonly output: RunRequest['output'];
  private readonly io: Io;
  private canvas = new Canvas();
  /** What the file is to hold. */
  private saved: Figure | Image | undefined;
  private isSaving = false;

  constructor(output: RunRequest['output'], io: Io) {
    this.output = output;
    this.io = io;
  }

  /** Take what the script says; return what is to be printed now. */
  async take(message: Message): Promise<string> {
    if (message.kind === 'show') return this.show();
    if (message.kind === 'savefig') this.save(message);
    else this.canvas.add(message);
    return '';
  }

  /** Return what is left to print when the script has ended, and write the file. */
  async end(): Promise<string> {
    const rest = this.canvas.isEmpty ? '' : await this.show();
    const { file } = this.output;
    if (file === undefined) return rest;
    if (this.saved === undefined) {
      this.warnings.push(`the script drew nothing: ${file} is not written`);
      return rest;
    }
    const sink = openSink(file, this.io);
    try {
      await sink.write(await svgOf(this.saved, this.output));
      await sink.close();
    } catch (error) {
      sink.abandon();
      throw error;
    }
    return rest;
  }

  private save({ name }: Message): void {
    if (this.output.file === undefined) {
      const wanted = typeof name === 'string' ? name : 'figure.svg';
      this.warnings.push(
        `savefig wrote nothing: a script cannot choose files; name one on the command line: -o ${wanted.replace(/\.\w+$/, '')}.svg`,
      );
    } else if (this.canvas.isEmpty) this.warnings.push('savefig: nothing is drawn yet');
    else {
      this.saved = this.canvas.drawn;
      this.isSaving = true;
    }
  }

  private async show(): Promise<string> {
    if (this.canvas.isEmpty) return '';
    const { drawn } = this.canvas;
    this.canvas = new Canvas();
    if (!this.isSaving) this.saved = drawn;
    const { stdout } = this.io;
    const { colorLevel, ascii, file, ...size } = this.output;
    // Beside a file the size is that of the file's figure, in pixels.
    const width = (file === undefined ? size.width : undefined) ?? stdout.columns ?? WIDTH;
    const height = (file === undefined ? size.height : undefined) ?? HEIGHT;
    if ('values' in drawn) {
      const { imageText } = await import('../show/image.ts');
      return imageText(drawn, { width, ascii, colorLevel });
    }
    const { figureText } = await import('../show/ascii-plot.ts');
    const { loadPalette } = await import('../show/palette.ts');
    const palette = await loadPalette(colorLevel);
    return figureText(drawn, { width, height, ascii, color: colorLevel > 0, palette });
  }
}

async function svgOf(drawn: Figure | Image, output: RunRequest['output']): Promise<string> {
  const size = { width: output.width ?? SVG_SIZE.width, height: output.height ?? SVG_SIZE.height };
  if ('values' in drawn) return (await import('../show/image.ts')).imageSvg(drawn, size);
  return (await import('../show/svg.ts')).figureSvg(drawn, size);
}
