import { existsSync, readFileSync } from 'node:fs';
import type { World } from '../../world.ts';
import type { Surroundings } from './fault.ts';

/** Returns whether we run in a container or in WSL, where `localhost` may not be the machine the user means. */
export const surroundings = (world: World): Surroundings => ({
  container:
    existsSync('/.dockerenv') || existsSync('/run/.containerenv') || Boolean(world.env['container']) || Boolean(world.env['REMOTE_CONTAINERS']),
  wsl: Boolean(world.env['WSL_DISTRO_NAME']) || (world.platform === 'linux' && kernel().includes('microsoft')),
});

const kernel = (): string => {
  try {
    return readFileSync('/proc/sys/kernel/osrelease', 'utf8').toLowerCase();
  } catch {
    return '';
  }
};
