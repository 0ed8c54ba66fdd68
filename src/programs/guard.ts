import { execa } from 'execa';
import type { World } from '../world.ts';

/**
 * Reads the mark, and then waits for its input to end, which it does with us, whatever way we end (`kill -9` included); then what bears
 * the mark is asked to end, and killed. A second line of input says that there is nothing left to do.
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
 * Sees to it that what bears the mark ends with us, even where we are killed; the returned function calls it off. On Windows there is
 * no such guard.
 */
export const startGuard = (world: World, mark: string): (() => void) => {
  if (world.platform === 'win32') return () => {};
  const guard = execa('/bin/sh', ['-c', script, 'boltcall-guard'], {
    // The root, so that no folder is held; a session of its own, so that Ctrl-C in the terminal does not reach it.
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
