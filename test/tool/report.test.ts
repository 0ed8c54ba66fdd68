import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../architecture/source.ts';
import { temporaryDirectory } from '../support/temporary.ts';

/** Counts the tests in a report, as `npm test` does. */
const count = (file: string): unknown => {
  const script = `import { count } from ${JSON.stringify(join(root, 'test/tool/report.mjs'))};
    process.stdout.write(JSON.stringify(count(${JSON.stringify(file)}, ${JSON.stringify(root)})));`;
  return JSON.parse(spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }).stdout);
};
const reported = (tests: Readonly<Record<string, string>>): unknown => {
  // Inside the project, so that vitest is found; removed with the test.
  const folder = temporaryDirectory('report', join(root, 'node_modules'));
  for (const [name, text] of Object.entries(tests)) writeFileSync(join(folder, name), `import { describe, expect, test } from 'vitest';\n${text}`);
  const report = join(folder, 'report.json');
  spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      `--root=${folder}`,
      `--reporter=${join(root, 'test/tool/reasons.mjs')}`,
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { cwd: folder, stdio: 'ignore' },
  );
  return count(report);
};

test('counts what passed, failed and was skipped, and says why it was skipped', () => {
  const counted = reported({
    'a.test.ts': `test('one', () => expect(1).toBe(1));
      test('two', () => expect(1).toBe(2));
      test('three', (context) => context.skip('needs sshd'));
      describe.skipIf(true)('with tmux', () => { test('four', () => expect(1).toBe(1)); });`,
    'broken.test.ts': 'throw new Error("before any test");',
  });
  expect(counted).toMatchObject({ passed: 1, failed: 2, skipped: 2 });
  expect(counted).toMatchObject({ reasons: [expect.stringMatching(/a\.test\.ts: three \(needs sshd\)$/), expect.stringMatching(/with tmux four$/)] });
});

test('a report that cannot be read, or that holds no test, is a problem', () => {
  const file = join(temporaryDirectory(), 'report.json');
  expect(count(file)).toMatchObject({ problem: expect.stringContaining('no report') });
  writeFileSync(file, '{"testResults": [');
  expect(count(file)).toMatchObject({ problem: expect.stringContaining('no report') });
  writeFileSync(file, '{"testResults": []}');
  expect(count(file)).toMatchObject({ problem: 'no test ran' });
});
