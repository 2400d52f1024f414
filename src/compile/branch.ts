import type { PathEngine } from './paths.ts';
export function findBranchChange(_engine: PathEngine, low: number, high: number): number {
  return (low + high) / 2;
}
