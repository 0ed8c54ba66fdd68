import { existsSync, readFileSync } from 'node:fs';
import type { World } from '../../world.ts';
import type { Surroundings } from './fault.ts';

/** Whether we run in a container or in WSL, where `localhost` is not what a person takes it for. */
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
