import { describe, expect, it } from 'vitest';
import { firstStep, isPin, type Program, schedule } from '../../src/compile/schedule.ts';
import { NAMES } from '../../src/ops/registry.ts';
import { Recorder } from './recorder.ts';

/** The operations of a program in order, with `?` where a decision is made. */
function order({ ops, after }: Program): string {
  const names: string[] = [];
  for (let i = 0; i <= ops.length; i++) {
    for (const at of after) if (at === i) names.push('?');
    if (i < ops.length) names.push(NAMES[ops[i]!]!);
  }
  return names.join(' ');
}

describe('schedule', () => {
  it('keeps only what columns and decisions need', () => {
    const r = new Recorder(1);
    const kept = r.op('exp', r.input);
    r.op('sin', r.op('mul', kept, r.constant(7)));
    const program = schedule(r.derivation([kept]));
    expect(order(program)).toBe('exp');
    expect([...program.constants]).toEqual([]);
    expect([...program.columns]).toEqual([firstStep(program)]);
  });

  it('makes each decision as soon as its operands are there, and the rest after all decisions', () => {
    const r = new Recorder(1);
    const a = r.op('exp', r.input);
    const b = r.op('sin', a);
    r.decide('lt', r.input, r.constant(3));
    r.decide('lt', r.op('neg', r.input), a);
    r.decide('truth', r.op('abs', r.input));
    const program = schedule(r.derivation([b]));
    expect(order(program)).toBe('? exp neg ? abs ? sin');
  });

  it('puts all that was made for one node of the trace together', () => {
    const r = new Recorder(1);
    const a = r.op('exp', r.input);
    const b = r.op('sin', a);
    const c = r.op('cos', a); // for b
    const ofA = r.op('mul', a, r.constant(2));
    const ofB = r.op('div', c, ofA);
    const owners = new Map<number, number>([
      [c, b],
      [ofA, a],
      [ofB, b],
    ]);
    const program = schedule(r.derivation([b, ofB], (id) => owners.get(id) ?? id));
    expect(order(program)).toBe('exp mul sin cos div');
  });

  it('keeps operands before their users where owners would not', () => {
    const r = new Recorder(1);
    const a = r.op('exp', r.input);
    const b = r.op('sin', a);
    const late = r.op('cos', b);
    const early = r.op('neg', late);
    const program = schedule(r.derivation([early], (id) => (id === early ? a : id)));
    expect(order(program)).toBe('exp sin cos neg');
  });

  it('sees through aliases', () => {
    const r = new Recorder(1);
    const alias = r.graph.alias(r.graph.alias(r.input));
    r.decide('same', alias, r.constant(1));
    const program = schedule(r.derivation([alias, r.op('neg', alias)]));
    expect(order(program)).toBe('? neg');
    expect([...program.columns]).toEqual([0, firstStep(program)]);
    expect([...program.x]).toEqual([0]);
  });

  it('knows pins from other tests of sameness', () => {
    const r = new Recorder(1);
    r.pin(r.input);
    r.decide('same', r.input, r.op('neg', r.input));
    r.decide('same', r.input, r.constant(5));
    const program = schedule(r.derivation([r.input]));
    expect([0, 1, 2].map((k) => isPin(program, k))).toEqual([true, false, false]);
  });

  it('costs no recursion: a chain of a million nodes', () => {
    const r = new Recorder(1);
    let node = r.input;
    for (let i = 0; i < 1_000_000; i++) node = r.op(i % 2 === 0 ? 'neg' : 'abs', node);
    expect(schedule(r.derivation([node])).ops.length).toBe(1_000_000);
  });
});
