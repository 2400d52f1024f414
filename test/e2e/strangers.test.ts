/** Strangers' scripts: values are those of Node (whose libm may differ in the last bits), derivatives those of differences of the script run by Node. */

import ts from 'typescript';
import { expect, test } from 'vitest';
import { sweep } from '../harness/sweep.ts';
import { differences } from './differences.ts';
import { STRANGERS } from './strangers.ts';

const ORDER = 3;
/** Of the largest derivative; what differences of order 12 and step 0.005 are good for at order k. */
const TOLERANCE = [1e-14, 1e-9, 1e-8, 1e-6];

async function nativeFunction(source: string): Promise<(x: number) => number> {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  return (await import(`data:text/javascript,${encodeURIComponent(outputText)}`)).f;
}

test.each(STRANGERS)('$name', async ({ source, at }) => {
  const native = await nativeFunction(source);
  for (const compile of [true, false]) {
    const { columns, warnings } = await sweep(source, { exportName: 'f', at, order: ORDER, compile });
    expect(warnings).toEqual([]);
    for (const [i, x] of at.entries()) {
      const truth = differences(native, x);
      const found = ['f', 'd1', 'd2', 'd3'].map((name) => columns.get(name)![i]!);
      const size = Math.max(...truth.map(Math.abs));
      for (let k = 0; k <= ORDER; k++) {
        expect(
          Math.abs(found[k]! - truth[k]!) / size,
          `d${k} at ${x}: ${found[k]} for ${truth[k]}`,
        ).toBeLessThan(TOLERANCE[k]!);
      }
    }
  }
});
