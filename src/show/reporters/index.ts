/** The table of reporters: what a report of `check` looks like for whom. A new one is a file here, a row, and a name in `names.ts`. */

import type { CheckReport } from '../../check/result.ts';
import type { Palette } from '../palette.ts';
import { github } from './github.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import type { ReporterName } from './names.ts';
import { pretty } from './pretty.ts';
import { sarif } from './sarif.ts';
import { tap } from './tap.ts';

export interface ReporterOptions {
  /** Colours; plain in a file. */
  readonly palette: Palette;
  /** Characters of a line, as far as lines of text are broken. */
  readonly width: number;
  /** The working folder as seen from the root of the repository, for readers who count files from there; empty where it is that. */
  readonly folder: string;
  /** When the check began. */
  readonly started: Date;
}

/** Returns the whole text of a report, ending in a line feed unless it is empty. */
export type Reporter = (report: CheckReport, options: ReporterOptions) => string;

export const REPORTERS: Readonly<Record<ReporterName, Reporter>> = {
  pretty,
  json,
  junit,
  tap,
  github,
  sarif,
};
