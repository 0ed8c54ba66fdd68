import type { World } from '../world.ts';
import { childEnvironment } from './environment.ts';
import { findProgram } from './find.ts';

/** Commands that open a URL in the user's browser, better ones first, with the words before the URL. */
const openers: Readonly<Record<string, ReadonlyArray<readonly [string, ...string[]]>>> = {
  darwin: [['open']],
  win32: [['rundll32', 'url.dll,FileProtocolHandler']],
};
/** `wslview` opens the Windows browser from inside WSL. */
const others = [['wslview'], ['xdg-open']] as const;

/** Whether there is a desktop with a browser to open: not over SSH, where it would open on the other machine. */
export const hasDesktop = ({ env, platform }: World): boolean => {
  const desktop = platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
  return desktop && !(env['SSH_CONNECTION'] || env['SSH_TTY']);
};

/** Opens a URL in the browser, which gets none of our keys and outlives this process. Returns false if no command is available. */
export const openBrowser = async (world: World, address: string): Promise<boolean> => {
  for (const [name, ...words] of openers[world.platform] ?? others) {
    const path = await findProgram(world, name);
    if (path === undefined) continue;
    const { startLasting } = await import('./lasting.ts');
    return startLasting([path, ...words, address], { cwd: '/', env: childEnvironment(world.env) }).pid !== undefined;
  }
  return false;
};
