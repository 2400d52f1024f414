import { describe, expect, it } from 'vitest';
import { findBranchChange } from '../../src/compile/branch.ts';
import { PathEngine, type Traced } from '../../src/compile/paths.ts';
import type { NodeId } from '../../src/graph/graph.ts';
import { binary, plainTaylorSine, table, taylorSine } from './functions.ts';
import { kernels, Recorder } from './recorder.ts';

type Recorded = (r: Recorder, x: NodeId) => NodeId;

const traced =
  (f: Recorded) =>
  (x: number): Traced => {
    const recorder = new Recorder(x);
    return { derivation: recorder.derivation([f(recorder, recorder.input)]), stale: false };
  };

const engineFor = (f: Recorded, compile = true) => new PathEngine(traced(f), { kernels, compile });

const range = (lo: number, hi: number, count: number) =>
  Float64Array.from({ length: count }, (_, i) => lo + ((hi - lo) * i) / (count - 1));

/** The values of a function at many points by an engine, in blocks, with the paths taken. */
function sweep(
  engine: PathEngine,
  xs: Float64Array,
  block = xs.length,
): { values: number[]; paths: number[] } {
  const values: number[] = [];
  const paths: number[] = [];
  for (let start = 0; start < xs.length; start += block) {
    const { columns, path } = engine.run(xs.subarray(start, start + block));
    values.push(...columns[0]!);
    paths.push(...path);
  }
  return { values, paths };
}

describe('further inputs', () => {
  /** Longer than a chunk of compiled code; decides by both; every input is used at both ends, and is a column itself. */
  const trace = (x: number, _: boolean, others: readonly number[]): Traced => {
    const r = new Recorder(x, others);
    const [a, b] = r.others as [NodeId, NodeId];
    const early = r.op('mul', r.input, r.decide('lt', a, b) ? a : b);
    let sum: NodeId = early;
    for (let i = 0; i < 1500; i++) sum = r.op('add', r.op('mul', sum, b), i % 2 === 0 ? a : r.input);
    const columns = [sum, a, b, early];
    return { derivation: { ...r.derivation(columns), columns }, stale: false };
  };
  const plain = (x: number, a: number, b: number): number[] => {
    const early = x * (a < b ? a : b);
    let sum = early;
    for (let i = 0; i < 1500; i++) sum = sum * b + (i % 2 === 0 ? a : x);
    return [sum, a, b, early];
  };

  it.each([7, 3001])('are each point’s own, for %i points, interpreted or compiled', (count) => {
    const xs = range(-1, 1, count);
    const others = [range(0.2, 0.9, count), Float64Array.from(xs, (_, i) => 0.3 + (i % 5) / 10)];
    const engine = new PathEngine(trace, { kernels, compile: true });
    const { columns } = engine.run(xs, others);
    for (let i = 0; i < count; i++)
      expect(columns.map((column) => column[i])).toEqual(plain(xs[i]!, others[0]![i]!, others[1]![i]!));
    expect(engine.stats).toMatchObject({ traces: 2, compiledPaths: count > 100 ? 2 : 0 });
  });

  it('tell a check the second point of a path where x is the same everywhere', () => {
    let calls = 0;
    const counting = (x: number, isCheck: boolean, others: readonly number[]) =>
      trace(x + calls++, isCheck, others);
    const engine = new PathEngine(counting, { kernels, compile: true });
    engine.run(Float64Array.of(1, 1, 1), [Float64Array.of(0.1, 0.2, 0.3), Float64Array.of(0.5, 0.5, 0.5)]);
    expect(engine.stats.checks).toBe(2);
  });
});

describe('the path engine', () => {
  it.each([100, 1000, 100_000])('traces each path of the Taylor sine once, for %i points', (count) => {
    const xs = range(-10, 10, count);
    const engine = engineFor(taylorSine);
    const { columns, path } = engine.run(xs);
    const plain = Array.from(xs, plainTaylorSine);
    expect(engine.stats.traces).toBe(new Set(plain.map(({ rounds }) => rounds)).size);
    expect(plain.findIndex(({ value }, i) => !Object.is(value, columns[0]![i]))).toBe(-1);
    const pathOfRounds = new Map(plain.map(({ rounds }, i) => [rounds, path[i]]));
    expect(plain.findIndex(({ rounds }, i) => pathOfRounds.get(rounds) !== path[i])).toBe(-1);
    expect(engine.stateful).toBe(false);
  });

  it('compiles where there are many points and interprets where there are few', () => {
    const few = engineFor(taylorSine);
    few.run(range(-10, 10, 50));
    expect(few.stats).toMatchObject({ replayed: 0, interpreted: 50 });
    const many = engineFor(taylorSine);
    many.run(range(-10, 10, 50_000));
    expect(many.stats.replayed).toBeGreaterThan(45_000);
    expect(many.stats.replayed + many.stats.interpreted).toBe(50_000);
  });

  it('knows the paths of earlier blocks', () => {
    const xs = range(-10, 10, 5000);
    const whole = engineFor(taylorSine);
    const inBlocks = engineFor(taylorSine);
    expect(sweep(inBlocks, xs, 17).values).toEqual(sweep(whole, xs).values);
    expect(inBlocks.stats.traces).toBe(whole.stats.traces);
  });

  it('finds 2048 paths with 2048 traces', () => {
    const xs = Float64Array.from({ length: 6144 }, (_, i) => i / 3);
    const engine = engineFor(binary);
    const { values, paths } = sweep(engine, xs);
    const plain = Array.from(xs, (x) => (x - Math.floor(x)) * Math.floor(x));
    expect(values).toEqual(plain);
    expect(engine.stats.traces).toBe(2048);
    expect(new Set(paths).size).toBe(2048);
    expect(engine.stats.checks).toBeLessThan(2048 / 7);
  });

  it('traces a pin once a number, in any block', () => {
    const xs = range(-3, 3, 6001);
    const engine = engineFor(table);
    const { values } = sweep(engine, xs, 1000);
    expect(values).toEqual(Array.from(xs, (x) => x * Math.floor(x) ** 2));
    expect(engine.stats.traces).toBe(7); // ⌊x⌋ is -3 … 3
  });

  it('keeps -0 and 0 apart at a pin, and NaN together', () => {
    const engine = engineFor((r, x) => r.op('div', r.constant(1), r.constant(r.pin(x))));
    const { values } = sweep(engine, Float64Array.of(1, -0, 0, Number.NaN, -0, Number.NaN));
    expect(values).toEqual([1, -Infinity, Infinity, Number.NaN, -Infinity, Number.NaN]);
    expect(engine.stats.traces).toBe(4);
  });

  it('takes all points that are not the number of a test to one path, not to one each', () => {
    const engine = engineFor((r, x) =>
      r.decide('same', x, r.constant(2)) ? r.constant(0) : r.op('mul', x, x),
    );
    const xs = Float64Array.from({ length: 500 }, (_, i) => i + 2);
    expect(sweep(engine, xs).values).toEqual(Array.from(xs, (x) => (x === 2 ? 0 : x * x)));
    expect(engine.stats.traces).toBe(2);
  });

  it('takes points in any order, repeated and single', () => {
    const xs = Float64Array.of(3, -9, 3, 0, 9.5, -0, Number.NaN, 7, 3);
    const plain = Array.from(xs, (x) => plainTaylorSine(x).value);
    expect(sweep(engineFor(taylorSine), xs).values).toEqual(plain);
    expect(sweep(engineFor(taylorSine), xs, 1).values).toEqual(plain);
  });

  it('goes on after a point at which the function throws', () => {
    const engine = engineFor((r, x) => {
      if (r.decide('lt', x, r.constant(0))) throw new RangeError('negative');
      return r.op('sqrt', x);
    });
    expect(() => engine.run(Float64Array.of(4, 9, -1))).toThrow('negative');
    expect(sweep(engine, Float64Array.of(4, 9)).values).toEqual([2, 3]);
  });

  it('gives the same rows without compilation, calling the function at every point in order', () => {
    const called: number[] = [];
    const reference = new PathEngine(
      (x) => {
        called.push(x);
        return traced(taylorSine)(x);
      },
      { kernels, compile: false },
    );
    const xs = range(-10, 10, 200);
    const engine = engineFor(taylorSine);
    const [a, b] = [sweep(reference, xs), sweep(engine, xs)];
    expect(a.values).toEqual(b.values);
    expect(called).toEqual([...xs]);
    for (const [i, path] of a.paths.entries()) {
      expect(path === a.paths[0]).toBe(b.paths[i] === b.paths[0]);
    }
  });
});

describe('state', () => {
  const statefulAfter = (f: Recorded, xs: Float64Array): boolean => {
    const engine = engineFor(f);
    engine.run(xs);
    return engine.stateful;
  };

  it('is noticed where a counter changes a constant', () => {
    let calls = 0;
    expect(statefulAfter((r, x) => r.op('mul', x, r.constant(calls++)), range(0, 1, 5))).toBe(true);
  });

  it('is noticed where a cache is filled at each point', () => {
    const seen = new Set<string>();
    const cached: Recorded = (r, x) => {
      const key = String(r.value(x));
      if (seen.has(key)) return r.constant(0);
      seen.add(key);
      return r.op('mul', x, x);
    };
    expect(statefulAfter(cached, range(0, 1, 5))).toBe(true);
  });

  it('is noticed at a second point where the first one shows nothing', () => {
    const rough: Recorded = (r, x) => r.op('mul', x, r.constant(Math.floor(r.value(x)))); // an unrecorded use of x
    expect(statefulAfter(rough, range(0.5, 5.5, 6))).toBe(true);
  });

  it('is noticed where a branch asks other questions than the path it left', () => {
    let calls = 0;
    const f: Recorded = (r, x) => {
      const test = calls++ > 1 ? 'lt' : 'le';
      return r.decide(test, x, r.constant(0.5)) ? x : r.op('neg', x);
    };
    expect(statefulAfter(f, range(0, 1, 2))).toBe(true);
  });

  it('is noticed where the tape says that an earlier number was used', () => {
    const engine = new PathEngine((x) => ({ ...traced(table)(x), stale: true }), { kernels, compile: true });
    engine.run(Float64Array.of(1));
    expect(engine.stateful).toBe(true);
  });

  it('is noticed at the end where it began after the first call', () => {
    let broken = false;
    const engine = engineFor((r, x) => r.op('mul', x, r.constant(broken ? 2 : 1)));
    engine.run(range(0, 1, 5));
    engine.verify();
    expect(engine.stateful).toBe(false);
    broken = true;
    engine.verify();
    expect(engine.stateful).toBe(true);
  });

  it('is not seen in functions without', () => {
    for (const f of [taylorSine, binary, table]) expect(statefulAfter(f, range(0, 10, 300))).toBe(false);
  });

  it('a trace that denies its own point is a bug of ours', () => {
    const f: Recorded = (r, x) => {
      r.decisions.push({ test: 'lt', x, y: r.constant(0), holds: true });
      return x;
    };
    expect(() => engineFor(f).run(Float64Array.of(1))).toThrow('decides otherwise');
  });
});

describe('findBranchChange', () => {
  it('finds the number that the script compares with', () => {
    for (const edge of [0.2, -3, 1e-5, 0]) {
      const step: Recorded = (r, x) => (r.decide('lt', x, r.constant(edge)) ? x : r.op('neg', x));
      const engine = engineFor(step);
      engine.run(range(edge - 1, edge + 1.1, 9));
      expect(findBranchChange(engine, edge - 1, edge + 1.1)).toBe(edge);
      expect(findBranchChange(engineFor(step, false), edge - 1, edge + 1.1)).toBe(edge);
    }
  });

  it('finds a change to full resolution in few evaluations', () => {
    let calls = 0;
    const f: Recorded = (r, x) => {
      calls++;
      return r.decide('lt', r.op('mul', x, r.op('mul', x, x)), r.constant(2)) ? x : r.op('neg', x);
    };
    const engine = engineFor(f);
    engine.run(range(0, 2, 10));
    const before = calls;
    const x = findBranchChange(engine, 1, 2);
    expect(Math.abs(x - Math.cbrt(2))).toBeLessThanOrEqual(3e-16);
    expect(calls).toBe(before);
    expect(findBranchChange(engineFor(f, false), 0, 2)).toBe(x);
    expect(calls - before).toBeLessThan(70);
  });

  it('ends the path of the lower point where several changes lie between', () => {
    const engine = engineFor((r, x) => {
      for (const edge of [1, 2, 3])
        if (r.decide('lt', x, r.constant(edge))) return r.op('mul', x, r.constant(edge));
      return x;
    });
    expect(findBranchChange(engine, 0, 4)).toBe(1);
  });
});
