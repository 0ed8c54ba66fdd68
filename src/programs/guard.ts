import { execa } from 'execa';
import type { World } from '../world.ts';

/**
 * Reads the mark, then waits for the end of its input, which comes when this process ends in any way (even with `kill -9`); then it asks everything
 * with the mark to end, and kills what remains. A second line of input means that nothing is left to do.
 */
const script = `trap '' HUP INT TERM PIPE
read -r mark || exit 0
read -r over && exit 0
bearers() {
  if [ -d /proc/self ]; then
    for at in $(grep -lsF -- "$mark" /proc/[0-9]*/environ); do at=\${at#/proc/}; echo "\${at%/environ}"; done
  else
    ps -AEww -o pid=,command= | grep -F -- "$mark" | while read -r pid rest; do echo "$pid"; done
  fi
}
for signal in TERM CONT CONT KILL; do
  for pid in $(bearers); do kill -$signal "$pid" 2>/dev/null; done
  sleep 1
done`;

/**
 * Makes sure that everything with the mark ends when this process ends, even if it is killed; the returned function cancels that. Windows has no such
 * guard.
 */
export const startGuard = (world: World, mark: string): (() => void) => {
  if (world.platform === 'win32') return () => {};
  const guard = execa('/bin/sh', ['-c', script, 'boltcall-guard'], {
    // Runs in the root, so that no folder is locked, and in its own session, so that Ctrl-C in the terminal does not reach it.
    cwd: '/',
    env: { PATH: world.env['PATH'] ?? '/usr/bin:/bin' },
    extendEnv: false,
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'ignore',
  });
  guard.unref();
  guard.stdin.on('error', () => {});
  guard.stdin.write(`${mark}\n`);
  return () => void guard.stdin.end('over\n');
};
