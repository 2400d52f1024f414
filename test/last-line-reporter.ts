/** Ends a test run with one line that counts the tests, for CI: `3027 passed, 0 failed`. */

import type { Reporter, TestCase } from 'vitest/node';

export default class LastLineReporter implements Reporter {
  private readonly counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };

  onTestCaseResult(test: TestCase): void {
    this.counts[test.result().state]++;
  }

  onTestRunEnd(_modules: unknown, unhandledErrors: readonly unknown[]): void {
    const { passed, failed, skipped } = this.counts;
    const skips = skipped > 0 ? `, ${skipped} skipped` : '';
    // After the summary of the default reporter, which is still being written.
    process.on('exit', () =>
      console.log(`${passed} passed, ${failed + unhandledErrors.length} failed${skips}`),
    );
  }
}
