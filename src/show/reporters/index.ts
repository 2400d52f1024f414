/** The table of reporters: what a report of `check` looks like for whom. A new one is a file here, a row, and a name in `names.ts`. */

import type { CheckReport } from '../../check/result.ts';
import type { Palette } from '../palette.ts';
import { json } from './json.ts';
import type { ReporterName } from './names.ts';
import { pretty } from './pretty.ts';

export interface ReporterOptions {
  /** Colours; plain in a file. */
  readonly palette: Palette;
}

/** Returns the whole text of a report, ending in a line feed unless it is empty. */
export type Reporter = (report: CheckReport, options: ReporterOptions) => string;

export const REPORTERS: Readonly<Record<ReporterName, Reporter>> = { pretty, json };
