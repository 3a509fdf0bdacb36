// Ends a run with one plain line, alone, last: `N passed, N failed` (`, N skipped`).
export default class PlainReporter {
  onRunComplete(_, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    // After jest's own summary, which is written when this returns.
    process.once('exit', () => {
      process.stdout.write(`\n${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
    });
    this.failed = results.numPassedTests === 0;
  }

  getLastError() {
    return this.failed ? new Error('No test ran.') : undefined;
  }
}
