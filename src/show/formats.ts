/** The formats by name. Each is loaded only when it is asked for: a CSV needs neither colours nor plots. */

import type { Formatter } from '../base/result.ts';
import { type ColorLevel, loadPalette } from './palette.ts';

export type FormatName = 'table' | 'csv' | 'tsv' | 'json' | 'ndjson' | 'markdown' | 'npy' | 'plot' | 'svg';

export interface FormatOptions {
  /** Significant digits of tables; undefined: as many as look well. */
  readonly digits?: number | undefined;
  /** Text of non-finite numbers in CSV and TSV. */
  readonly na?: string | undefined;
  /** False: no header in tables, CSV and TSV. */
  readonly header: boolean;
  readonly colorLevel: ColorLevel;
  /** Characters (plot) or pixels (svg). */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly ascii: boolean;
  /** Columns of the terminal that is written to, where it is one. */
  readonly terminalWidth?: number | undefined;
}

const PLOT_WIDTH = 80;
const PLOT_HEIGHT = 20;
const SVG_WIDTH = 800;
const SVG_HEIGHT = 500;

/** Return a formatter for one result. Throws E_USAGE where a drawing has no room. */
export async function createFormatter(format: FormatName, options: FormatOptions): Promise<Formatter> {
  const { digits, header, ascii, na, width, height } = options;
  const color = options.colorLevel > 0;
  switch (format) {
    case 'csv':
    case 'tsv': {
      const { delimited } = await import('./delimited.ts');
      return delimited({ delimiter: format === 'csv' ? ',' : '\t', header, na });
    }
    case 'json':
      return (await import('./json.ts')).json();
    case 'ndjson':
      return (await import('./json.ts')).ndjson();
    case 'npy':
      return (await import('./npy.ts')).npy();
    case 'markdown':
      return (await import('./markdown.ts')).markdown({ digits });
    case 'table': {
      const [{ table }, palette] = await Promise.all([import('./table.ts'), loadPalette(options.colorLevel)]);
      return table({ digits, header, ascii, color, palette });
    }
    case 'plot': {
      const [{ asciiPlot }, palette] = await Promise.all([
        import('./ascii-plot.ts'),
        loadPalette(options.colorLevel),
      ]);
      return asciiPlot({
        width: width ?? options.terminalWidth ?? PLOT_WIDTH,
        height: height ?? PLOT_HEIGHT,
        ascii,
        color,
        palette,
      });
    }
    case 'svg': {
      const { svg } = await import('./svg.ts');
      return svg({ width: width ?? SVG_WIDTH, height: height ?? SVG_HEIGHT });
    }
  }
}
