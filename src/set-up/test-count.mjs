// Counts what the test runner reported, so that nothing that went wrong is left out of the sum.

/**
 * A file that does not load has no tests and counts as one failure; so does a runner that failed without a
 * failed test (an error outside every test, no test found). A skipped test is a failure where `strict`.
 * @param {{ testResults: readonly { status: string, assertionResults: readonly { status: string }[] }[] } | undefined} report
 * @param {number} exitCode of the runner
 * @param {boolean} strict
 */
export function countTests(report, exitCode, strict) {
  let passed = 0;
  let failed = 0;
  for (const file of report?.testResults ?? []) {
    let failedHere = 0;
    for (const { status } of file.assertionResults) {
      if (status === 'passed') passed += 1;
      else if (status === 'failed' || strict) failedHere += 1;
    }
    failed += file.status === 'failed' ? Math.max(failedHere, 1) : failedHere;
  }
  if (exitCode !== 0 && failed === 0) failed = 1;
  return { passed, failed };
}

/** @param {readonly { passed: number, failed: number }[]} counts */
export function sumCounts(counts) {
  return counts.reduce((sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }));
}
