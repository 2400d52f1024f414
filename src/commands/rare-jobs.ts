/** The jobs of the worker that few runs have: a bundle of its own (docs/decisions/0001-start-up.md). */

export { runCheckJob } from './check-job.ts';
export { runEmitJob } from './emit-job.ts';
export { explainPoint } from './explain-point.ts';
