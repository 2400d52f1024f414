/** `emit` in the main thread: reads the script, has the worker trace it, writes the source. */

import { basename } from 'node:path';
import { internalError } from '../base/errors.ts';
import type { Script } from '../script/load.ts';
import { numberNamer } from '../script/naming.ts';
import { startWorker } from '../vm/start.ts';
import { writeAnswer } from './answer.ts';
import { argumentsIn } from './args.ts';
import type { EmitJob, EmitMessage, EmitQuestion, JobPoints, PrintMessage, ScriptSite } from './job.ts';
import { jsonOf } from './json-source.ts';
import { PointFile } from './points.ts';
import type { EmitRequest, Io, Outcome, Points } from './request.ts';
import { moduleOf, openScript, siteOf, targetJob } from './source.ts';

/** Write the derivatives of a function as source. Throws an AutogradError. */
export async function runEmit(request: EmitRequest, io: Io, worker = startWorker()): Promise<Outcome> {
  const { target, points, orders, language } = request;
  const script = await openScript(target, io);
  const job: EmitJob = {
    kind: 'emit',
    ...targetJob(script, target),
    bound: points.kind === 'file' ? [...points.bind.keys()] : [],
    keepsParameters: true,
    points: jobPoints(points),
    pointsText: request.call === undefined ? pointsText(points) : 'at one call',
    ...(request.call && {
      call: {
        args: argumentsIn(await jsonOf(request.call.args, '--args', io), '--args'),
        wrt: request.call.wrt,
      },
    }),
    orders,
    mode: 'auto',
    language,
  };
  let blocks: ReturnType<PointFile['blocks']> | undefined;
  const nextPoints = async (variable: string) => {
    if (points.kind !== 'file') throw internalError('points were asked for that the worker has');
    const { maxPoints } = target;
    blocks ??= new PointFile(points, { io, variable, maxPoints, shard: { index: 1, of: 1 } }).blocks();
    const next = await blocks.next();
    return next.done === true ? null : next.value.inputs;
  };
  return writeAnswer<Exclude<EmitMessage, PrintMessage>>(job, {
    script,
    io,
    worker,
    file: request.file,
    show: (message) => message,
    answer: (asked) => {
      const question = asked as EmitQuestion;
      if (question.kind === 'module') return moduleOf(script, question);
      if (question.kind === 'sites') return sitesOf(question.stacks, script);
      if (question.kind === 'points') return nextPoints(question.variable);
      throw internalError(`emit has no answer to ${question.kind}`);
    },
  });
}

function sitesOf(stacks: readonly string[], script: Script): ScriptSite[] {
  const nameAt = numberNamer((module) => script.modules.get(module)?.code);
  return stacks.map((stack) => {
    const site = siteOf(stack, script);
    return { name: nameAt(stack), place: site && `${basename(site.file)}:${site.line}` };
  });
}

function jobPoints(points: Points): JobPoints {
  switch (points.kind) {
    case 'range':
      return { ...points, count: points.count!, shard: { index: 1, of: 1 } };
    case 'list':
      return points;
    case 'file':
      return { kind: 'asked' };
  }
}

function pointsText(points: Points): string {
  switch (points.kind) {
    case 'range':
      return `at ${points.count} points from ${points.lo} to ${points.hi}`;
    case 'list':
      return points.values.length <= 8
        ? `at ${points.values.join(', ')}`
        : `at ${points.values.length} points`;
    case 'file':
      return `at the points of ${points.path === '-' ? 'standard input' : points.path}`;
  }
}
