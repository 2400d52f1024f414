/** The line of `--stats` that every command has. */

/** Return the most memory that the process has held so far. */
export function peakMemory(): readonly [string, string] {
  return ['peak memory', `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`];
}
