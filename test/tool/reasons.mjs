// A vitest reporter that adds to the json report why a test was skipped: `ctx.skip('needs sshd')`.
export default class Reasons {
  onTestCaseResult(testCase) {
    const { state, note } = testCase.result();
    if (state === 'skipped' && note) testCase.meta().reason = note;
  }
}
