/** From the arguments of `check` to what it is asked for. Nothing is read or run. */

import { availableParallelism } from 'node:os';
import { usageError } from '../base/errors.ts';
import type { CheckRequest, ReporterChoice } from '../commands/check-request.ts';
import type { Io } from '../commands/request.ts';
import { colorLevel } from './color.ts';
import { type GivenOptions, scriptTarget, split } from './parse.ts';

const DEFAULT_SAMPLES = 21;

/** Return what the arguments after `check` ask for. Throws E_USAGE. */
export function parseCheck(args: readonly string[], io: Io): CheckRequest {
  const { options, scripts } = split('check', args);
  const { script: _, ...target } = scriptTarget(scripts[0]!, options);
  const isTerminal = io.stdout.isTTY === true;
  return {
    scripts: withoutLostShard(scripts),
    target,
    options: {
      exportName: options.get('export'),
      against: options.get('against'),
      params: new Map(options.all('param')),
      wrt:
        options
          .get('wrt')
          ?.split(',')
          .map((name) => name.trim()) ?? [],
      order: orderOf(options),
      ...drawnFrom(options),
      rtol: options.value('rtol'),
      atol: options.value('atol'),
      shard: options.get('shard') ?? { index: 1, of: 1 },
    },
    ...pointsOf(options),
    reporters: reportersOf(options, io),
    jobs: options.get('jobs') ?? availableParallelism(),
    colorLevel: colorLevel(options.value('color'), isTerminal, io.env),
    strict: options.has('strict'),
    quiet: options.has('quiet'),
    stats: options.has('stats'),
  };
}

/** Package managers put a -- before the options they pass on; then every shard would run everything. */
function withoutLostShard(scripts: readonly string[]): readonly string[] {
  const lost = scripts.find((script) => /^--?[a-z]/.test(script));
  if (lost === undefined) return scripts;
  throw usageError(`"${lost}" stands after -- and would be a script`, 'put options before the --');
}

/** What the user asks for; otherwise a report for people, and in a build of GitHub's one for its pages, too. */
function reportersOf(options: GivenOptions, { env }: Io): readonly ReporterChoice[] {
  const given = options.all('reporter');
  if (given.length === 0) {
    const names: readonly ReporterChoice['name'][] =
      env.GITHUB_ACTIONS === 'true' ? ['pretty', 'github'] : ['pretty'];
    return names.map((name) => ({ name, file: undefined }));
  }
  for (const [i, { name, file }] of given.entries()) {
    const other = given.slice(0, i).find((each) => each.file === file);
    if (other === undefined) continue;
    throw usageError(
      `--reporter: ${other.name} and ${name} cannot both go to ${file ?? 'standard output'}`,
      `write one of them to a file of its own: --reporter ${name}=report.${name === 'junit' ? 'xml' : name === 'pretty' ? 'txt' : name}`,
    );
  }
  return given;
}

function orderOf(options: GivenOptions): number | undefined {
  const orders = options.get('order');
  if (orders === undefined) return undefined;
  if (orders.from !== 0 || orders.to === 0)
    throw usageError(
      '--order: check takes one order, of at least 1',
      'without a derivative of yours, all orders up to it are checked',
    );
  return orders.to;
}

function drawnFrom(options: GivenOptions): Pick<CheckRequest['options'], 'range' | 'samples'> {
  const { lo, hi, count, step } = options.value('range');
  const samples = options.get('samples');
  if (step !== undefined)
    throw usageError(
      '--range: check draws its points, so a step has no meaning',
      'say how many with --samples',
    );
  if (count !== undefined && samples !== undefined)
    throw usageError('--samples and a count in --range say the same thing twice: give one of them');
  return { range: { lo, hi }, samples: count ?? samples ?? DEFAULT_SAMPLES };
}

function pointsOf(options: GivenOptions): Pick<CheckRequest, 'at' | 'args'> {
  const [at, args] = [options.get('at'), options.get('args')];
  const given = (['at', 'args', 'range'] as const).filter((name) => options.has(name));
  if (given.length > 1)
    throw usageError(`--${given[0]} and --${given[1]} are two ways to say where: give one of them`);
  if (at?.kind === 'file')
    throw usageError(
      '--at: check takes a list of numbers',
      'points of a script are best kept in its export checks',
    );
  return { at: at?.values, args };
}
