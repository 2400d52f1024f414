/** The names of the reporters, for whom only reads the command line: `index.ts` has what they do. */

export const REPORTER_NAMES = ['pretty', 'json', 'junit', 'tap', 'github', 'sarif'] as const;
export type ReporterName = (typeof REPORTER_NAMES)[number];
