import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';

/** Under `.ci/run` what these tests need is installed, and a test that would be skipped fails instead. */
const mayNotSkip = process.env['EVERY_TEST_RUNS'] === '1';

/** Skips the running test, in plain words, unless `there`. */
export const needs = (context: TestContext, there: boolean, what: string): void => {
  if (there) return;
  if (mayNotSkip) throw new Error(`needs ${what}, and no test may be skipped here`);
  context.skip(`needs ${what}`);
};

/** Whether a process may be put into UTS and PID namespaces of its own. */
export const namespaces = spawnSync('unshare', ['--uts', '--pid', '--fork', '--mount-proc', 'true']).status === 0;
