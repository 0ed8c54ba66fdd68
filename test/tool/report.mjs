// Reads the json report of vitest.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/**
 * Returns how many tests passed, failed and were skipped, why they were skipped, and what is wrong with the vitest json report itself:
 * `problem` is set if the report cannot be read or contains no test. A file that failed outside its tests counts as one failure.
 */
export const count = (file, root) => {
  const counted = { passed: 0, failed: 0, skipped: 0, reasons: [], problem: undefined };
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return { ...counted, problem: `no report (${error.message})` };
  }
  for (const { name, status, assertionResults } of report.testResults ?? []) {
    const of = (state) => assertionResults.filter((test) => test.status === state);
    const failed = of('failed').length;
    counted.passed += of('passed').length;
    counted.failed += status === 'failed' && failed === 0 ? 1 : failed;
    for (const test of assertionResults.filter((test) => !['passed', 'failed'].includes(test.status))) {
      counted.skipped += 1;
      counted.reasons.push(`${relative(root, name)}: ${test.fullName.trim()}${test.meta?.reason ? ` (${test.meta.reason})` : ''}`);
    }
  }
  if (counted.passed + counted.failed === 0) counted.problem = 'no test ran';
  return counted;
};
