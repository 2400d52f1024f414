/** Reports of `check` are what their formats say, by schemas and parsers of others, whatever text a script puts into them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { Parser } from 'tap-parser';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { CheckFailure, CheckReport, CheckResult } from '../../src/check/result.ts';
import { loadPalette } from '../../src/show/palette.ts';
import { REPORTERS } from '../../src/show/reporters/index.ts';
import { REPORTER_NAMES, type ReporterName } from '../../src/show/reporters/names.ts';

const SCHEMAS = join(import.meta.dirname, 'schemas');
const options = {
  palette: await loadPalette(0),
  folder: '',
  started: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
};

function report(name: ReporterName, parts: Partial<CheckReport>, folder = '', width = 80): string {
  const whole = { results: [], failures: [], warnings: [], seconds: 1.5, ...parts };
  return REPORTERS[name](whole, { ...options, folder, width });
}

const PASS: CheckResult = {
  script: 'src/loss.ts',
  name: 'df',
  order: 1,
  verdict: 'pass',
  points: 26,
  worst: { x: 2, component: '', expected: 3, actual: 3, error: 0, relative: 0, bound: 1e-6 },
  reason: 'hand-written against the exact derivative of f: they agree at 26 points',
  place: { file: 'src/loss.ts', line: 4, column: 17 },
  excerpt: 'export function df(x) {',
  command: 'autograd-cli check src/loss.ts --export f --at=2',
  warnings: [],
  seconds: 0.0123456,
};
const FAIL: CheckResult = {
  ...PASS,
  name: 'dg',
  order: 2,
  verdict: 'fail',
  worst: { x: [1, -2], component: '[1]', expected: 3, actual: -3, error: 6, relative: 2, bound: 1e-6 },
  reason: 'they differ at all 26 points',
};
const OPEN: CheckResult = {
  ...PASS,
  script: 'b.ts',
  name: 'h',
  verdict: 'inconclusive',
  place: undefined,
  warnings: ['every derivative of h is zero'],
};
const BROKEN: CheckFailure = {
  script: 'broken.ts',
  message: 'SyntaxError: expected a semicolon',
  hint: 'add one',
  place: { file: 'broken.ts', line: 3, column: 9 },
  excerpt: 'let x = 1 let',
  status: 3,
};
const ALL = { results: [PASS, FAIL, OPEN], failures: [BROKEN], warnings: ['c.ts: nothing was checked'] };

/** Text that each format would take for something else, were it not escaped. */
const HOSTILE = [
  '<b a="1">&amp;</b>]]><![CDATA[',
  '</failure></testcase>',
  '100%0A::error::gotcha\n::stop-commands::x\r\n::error file=a,line=1::b',
  '\u001b[31mred\u001b[0m \u009b2J \u0007 \u0000',
  '\ud800 \udfff lone, \ufffe \uffff',
  '# SKIP no\n# TODO never\nnot ok 7 - \\',
  'a: b, [click](javascript:x) {0} "quoted" \'single\'',
  '---\n...\n\u2028\u202e',
];
const hostile = HOSTILE.map(
  (text): CheckResult => ({
    ...FAIL,
    script: `${text}.ts`,
    name: text,
    reason: text,
    command: text,
    worst: { ...FAIL.worst!, x: { [text]: 1, text }, component: `.${text}`, actual: text },
    place: { file: `${text}.ts`, line: 1, column: 1 },
    excerpt: text,
    warnings: [text],
  }),
);
const HOSTILE_ALL: CheckReport = {
  results: hostile.flatMap((result) => [result, { ...result, verdict: 'inconclusive' }]),
  failures: HOSTILE.map((text) => ({ ...BROKEN, script: text, message: text, hint: text, excerpt: text })),
  warnings: HOSTILE,
  seconds: 1,
};

describe('every report', () => {
  it.each(REPORTER_NAMES)(
    '%s has no character that acts on a terminal, or that cannot be encoded',
    (name) => {
      const text = report(name, HOSTILE_ALL);
      expect(Buffer.from(text).toString()).toBe(text);
      expect(text).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]/);
    },
  );

  it.each(REPORTER_NAMES)('%s of nothing is a report, too', (name) => {
    expect(report(name, {})).toBe(report(name, {}));
  });
});

async function xmlErrors(contents: string): Promise<readonly string[]> {
  const schema = { fileName: 'junit.xsd', contents: readFileSync(join(SCHEMAS, 'junit.xsd'), 'utf8') };
  const { errors } = await validateXML({ xml: { fileName: 'report.xml', contents }, schema });
  return errors.map(({ message }) => message);
}

describe('pretty', () => {
  const reason = Array.from({ length: 40 }, (_, i) => 'a'.repeat(1 + (i % 9))).join(' ');

  it.each([60, 80, 200])('breaks its sentences at %i characters, what follows hangs', (width) => {
    const lines = report('pretty', { results: [{ ...PASS, reason, warnings: [reason] }] }, '', width).split(
      '\n',
    );
    const first = lines.findIndex((line) => line.startsWith('        a'));
    const last = lines.findIndex((line) => line.startsWith('        warning:'));
    const sentence = lines.slice(first, last);
    expect(sentence.map((line) => line.trim()).join(' ')).toBe(reason);
    for (const line of sentence.slice(1)) expect(line).toMatch(/^ {10}a/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    expect(Math.max(...sentence.map((line) => line.length))).toBeGreaterThan(width - 10);
  });

  it('leaves a word that is longer than a line whole, and the command to run again', () => {
    const long = 'x'.repeat(100);
    const text = report('pretty', { results: [{ ...FAIL, reason: long, command: `${long} ${long}` }] });
    expect(text).toContain(`\n        ${long}\n`);
    expect(text).toContain(`again: ${long} ${long}\n`);
  });
});

describe('junit', () => {
  it.each([
    ['all kinds of results', ALL],
    ['hostile text', HOSTILE_ALL],
    ['nothing', {}],
    ['a warning only', { warnings: ['nothing'] }],
  ])('is valid for its schema: %s', async (_, parts) => {
    expect(await xmlErrors(report('junit', parts))).toEqual([]);
  });

  it('is not valid with a test case that has two outcomes', async () => {
    const twice = report('junit', ALL).replace(/<failure.*?<\/failure>/s, '$&$&');
    expect(await xmlErrors(twice)).not.toEqual([]);
  });

  it('counts, and repeats in the body what readers may not show of the attributes', () => {
    const text = report('junit', ALL);
    expect(text).toContain(
      '<testsuite name="src/loss.ts" package="" id="0" hostname="localhost" timestamp="2026-01-02T03:04:05" tests="2" failures="1" errors="0" skipped="0" time="0.025">',
    );
    expect(text).toContain('<testcase name="df" classname="src/loss.ts" time="0.012"/>');
    expect(text).toContain(
      `<failure message="they differ at all 26 points" type="grad/mismatch">they differ at all 26 points
worst at [1,-2], component [1]
expected: 3
actual: -3
error: 6, relative 2
allowed: 0.000001
at src/loss.ts:4:17
again: autograd-cli check src/loss.ts --export f --at=2</failure>`,
    );
    expect(text).toContain('warning: h: every derivative of h is zero');
  });
});

describe('tap', () => {
  it('is read by a parser: what passes, what fails, what was skipped', () => {
    const parser = new Parser({ strict: true });
    parser.end(report('tap', ALL));
    const { count, fail, skip, ok, failures } = parser.results!;
    expect({ count, fail, skip, ok }).toEqual({ count: 4, fail: 2, skip: 1, ok: false });
    expect(failures[0]).toMatchObject({
      name: 'src/loss.ts: dg, order 2',
      diag: {
        x: [1, -2],
        component: '[1]',
        expected: '3',
        actual: '-3',
        at: 'src/loss.ts:4:17',
        rule: 'grad/mismatch',
      },
    });
    expect(failures[1]).toMatchObject({ name: 'broken.ts', diag: { hint: 'add one' } });
  });

  it('with hostile text has no more test points and no other outcomes', () => {
    const parser = new Parser({ strict: true });
    parser.end(report('tap', HOSTILE_ALL));
    const { count, fail, skip, todo, failures, plan } = parser.results!;
    const n = HOSTILE.length;
    expect({ count, fail, skip, todo, end: plan.end }).toEqual({
      count: 3 * n,
      fail: 2 * n,
      skip: n,
      todo: 0,
      end: 3 * n,
    });
    for (const { diag, tapError } of failures)
      expect({ diag, tapError }).toEqual({ diag: expect.anything(), tapError: null });
  });

  it('of nothing skips all', () => {
    const parser = new Parser({ strict: true });
    parser.end(report('tap', {}));
    expect(parser.results).toMatchObject({ ok: true, count: 0 });
  });
});

describe('github', () => {
  it('annotates lines of the repository, seen from the folder of the run', () => {
    const lines = report('github', ALL, 'packages/core').split('\n');
    expect(lines[0]).toMatch(
      /^::error file=packages\/core\/src\/loss.ts,line=4,col=17,title=grad\/mismatch::dg, order 2: they differ at all 26 points%0Aworst at/,
    );
    expect(lines.map((line) => /^::(\w+) .*title=([\w/]+)::/.exec(line)?.slice(1).join(' '))).toEqual([
      'error grad/mismatch',
      'warning grad/inconclusive',
      'warning grad/warning',
      'error grad/error',
      'warning grad/warning',
      undefined,
    ]);
  });

  it('has no command that hostile text made, and no property', () => {
    const lines = report('github', HOSTILE_ALL).trimEnd().split('\n');
    expect(lines.length).toBe(HOSTILE.length * 6);
    for (const line of lines) {
      expect(line).toMatch(/^::(error|warning) (file=[^,:]*,line=\d+,col=\d+,)?title=grad\/\w+::/);
      expect(line.replaceAll(/%(25|0A|3A|2C)/g, '')).not.toContain('%');
    }
  });
});

describe('sarif', () => {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  formats.default(ajv);
  const {
    $schema: _,
    id: __,
    ...schema
  } = JSON.parse(readFileSync(join(SCHEMAS, 'sarif-2.1.0-rtm.5.json'), 'utf8'));
  const validate = ajv.compile(schema);
  const errorsOf = (log: unknown) => (validate(log) ? [] : validate.errors);

  it.each([
    ['all kinds of results', ALL],
    ['hostile text', HOSTILE_ALL],
    ['nothing', {}],
  ])('is valid for its schema: %s', (_, parts) => {
    expect(errorsOf(JSON.parse(report('sarif', parts)))).toEqual([]);
  });

  it('is not valid with a level that there is not', () => {
    expect(
      errorsOf(JSON.parse(report('sarif', ALL).replace('"level":"error"', '"level":"bad"'))),
    ).not.toEqual([]);
  });

  it('holds findings with rules of its own, places from the root, and names that outlive a change of line', () => {
    const { runs } = JSON.parse(report('sarif', ALL, 'packages/core'));
    const [{ results, tool, invocations }] = runs;
    expect(
      results.map((result: { ruleId: string; level: string }) => `${result.ruleId} ${result.level}`),
    ).toEqual(['grad/mismatch error', 'grad/inconclusive note', 'grad/warning warning', 'grad/error error']);
    const rules = tool.driver.rules.map(({ id }: { id: string }) => id);
    for (const { ruleId } of results) expect(rules).toContain(ruleId);
    expect(results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'packages/core/src/loss.ts' },
      region: { startLine: 4, startColumn: 17 },
    });
    expect(results[0].partialFingerprints).toEqual({ 'subject/v1': 'src/loss.ts dg, order 2' });
    expect(invocations[0].executionSuccessful).toBe(false);
  });

  it('has neither links nor placeholders that hostile text made', () => {
    const { runs } = JSON.parse(report('sarif', HOSTILE_ALL));
    for (const { message } of runs[0].results) {
      expect(message.text).not.toContain('](');
      expect(message.text.replaceAll(/\{\{|\}\}/g, '')).not.toMatch(/[{}]/);
    }
  });
});

describe('pretty', () => {
  it('sums up, and shows how long each check took', () => {
    const text = report('pretty', ALL);
    expect(text).toContain('  pass  df  12 ms\n');
    expect(text).toContain('        4 | export function df(x) {\n                            ^\n');
    expect(text).toContain(
      '        worst at [1,-2], component [1]\n          expected  3\n          actual    -3\n',
    );
    expect(text).toMatch(/3 derivatives checked, 1 passed, 1 failed, 1 inconclusive, 1 error {2}1.5 s\n$/);
    expect(report('pretty', {})).toContain('nothing was checked');
  });
});
