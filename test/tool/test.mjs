// `npm test`: installs what is missing, builds, checks style and types, and runs the tests. Prints each step with its result; the last line is
// the count. Arguments after `npm test --` go to vitest (a file, for example).
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { attempt, install, root } from './install.mjs';
import { count } from './report.mjs';

install();

const failedSteps = [];
const say = (line) => console.log(line);
const step = (name, ok) => {
  say(`${ok ? 'ok    ' : 'FAILED'}  ${name}`);
  if (!ok) failedSteps.push(name);
  return ok;
};

const node = (...args) => attempt(process.execPath, args);
const built = step('build', node('test/tool/build.mjs'));
step('style (biome check)', node('node_modules/@biomejs/biome/bin/biome', 'check', '--colors=off', '.'));
step('types (tsc)', node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'));
step('types of the inspector page (tsc)', node('node_modules/typescript/bin/tsc', '-p', 'src/webhooks/inspect/page'));

/**
 * Variables that tests must not depend on are removed: this program's own, those set by AI agents, and machine settings that change how
 * programs behave or start.
 */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) =>
      !/^(BOLTCALL_(?!PROGRAM$)|NODE_EXTRA_CA_CERTS$|NODE_OPTIONS$|(HTTPS?|ALL|NO)_PROXY$|(AI_AGENT|CLAUDECODE|GEMINI_CLI|CURSOR_AGENT|OPENCODE|COPILOT_CLI)$)/i.test(
        name,
      ),
  ),
);
if (!process.stdout.isTTY && !('FORCE_COLOR' in process.env)) environment.NO_COLOR = '1';

/** Runs vitest in a separate process group, which is killed when vitest exits, and returns its exit code. */
const vitest = async (report) => {
  const child = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config=test/vitest.config.ts',
      '--reporter=./test/tool/reasons.mjs',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...process.argv.slice(2),
    ],
    { cwd: root, env: environment, stdio: ['ignore', 'inherit', 'inherit'], detached: process.platform !== 'win32' },
  );
  const killAll = (signal) => {
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
    } catch {
      // It has already exited.
    }
  };
  const stop = (signal) => {
    killAll('SIGTERM');
    process.exitCode = signal === 'SIGINT' ? 130 : 143;
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const code = new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  // The report is written when all tests have finished; a run that does not exit after that has left something open.
  const hung = (async () => {
    while (!existsReport(report)) await wait(1000, undefined, { ref: false });
    await wait(30_000, undefined, { ref: false });
    return 'hung';
  })();
  const result = await Promise.race([code, hung]);
  killAll('SIGKILL');
  return result;
};

const existsReport = (report) => {
  try {
    return readFileSync(report).length > 0;
  } catch {
    return false;
  }
};

let counted = { passed: 0, failed: 0, skipped: 0, reasons: [], problem: 'the program could not be built' };
if (built) {
  const directory = mkdtempSync(join(tmpdir(), 'boltcall-report-'));
  try {
    const code = await vitest(join(directory, 'report.json'));
    counted = count(join(directory, 'report.json'), root);
    if (code === 'hung') counted = { ...counted, problem: 'the tests ended, but something kept their process open' };
    else if (code !== 0 && counted.failed === 0) counted = { ...counted, problem: counted.problem ?? `vitest ended with ${code}` };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
const { passed, skipped, reasons, problem } = counted;
step(problem ? `tests: ${problem}` : 'tests', counted.failed === 0 && problem === undefined);
for (const reason of reasons) say(`skipped: ${reason}`);

// A failed step counts as one failure, so that the last line never looks better than the run was.
const stepsBeside = failedSteps.filter((name) => name !== 'tests').length;
const failed = counted.failed + stepsBeside;
if (failed > 0 && process.exitCode === undefined) process.exitCode = 1;
say(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
