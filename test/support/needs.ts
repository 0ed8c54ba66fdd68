import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';

/** `.ci/run` installs everything these tests need, so there a test that would be skipped fails instead. */
const mayNotSkip = process.env['EVERY_TEST_RUNS'] === '1';

/** Skips the running test, with a readable reason, unless `there`. */
export const needs = (context: TestContext, there: boolean, what: string): void => {
  if (there) return;
  if (mayNotSkip) throw new Error(`needs ${what}, and no test may be skipped here`);
  context.skip(`needs ${what}`);
};

const ways = [['unshare'], ['unshare', '--user', '--map-root-user']] as const;
const worksWith = (way: readonly string[], ...flags: readonly string[]): boolean =>
  spawnSync(way[0] ?? '', [...way.slice(1), ...flags, 'true']).status === 0;

/** The first words of a command that runs in separate UTS, PID and mount namespaces; undefined if this machine does not allow it. */
export const namespaces: readonly string[] | undefined = ways
  .map((way) => (worksWith(way, '--uts', '--pid', '--fork', '--mount', '--mount-proc') ? way : undefined))
  .find((way) => way !== undefined);

/** Returns a command that runs in separate namespaces, after a line of shell. */
export const apart = (before: string, words: readonly string[]): [string, ...string[]] => [
  'unshare',
  ...(namespaces ?? []).slice(1),
  ...['--uts', '--pid', '--fork', '--kill-child', '--mount', '--mount-proc', 'sh', '-c', `${before}; exec "$@"`, 'sh'],
  ...words,
];
