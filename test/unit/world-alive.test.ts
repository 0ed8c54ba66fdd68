import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { systemWorld } from '../../src/world.ts';
import { eventually } from '../support/eventually.ts';

it.skipIf(!existsSync('/proc/self/stat'))('a process that was killed and that nobody reaps does not run (needs /proc)', async () => {
  const world = systemWorld();
  // The shell turns into a program that does not know about the child it started, so nobody reaps the child.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(String(line));
    expect([world.alive(pid), world.alive(process.pid), world.alive(2 ** 22 + 1)]).toEqual([true, true, false]);
    process.kill(pid, 'SIGKILL');
    await eventually('it counts as ended', () => !world.alive(pid));
    expect(process.kill(pid, 0)).toBe(true);
  } finally {
    parent.kill('SIGKILL');
  }
});
