import type { World } from '../world.ts';
import { childEnvironment } from './environment.ts';
import { findProgram } from './find.ts';

/** What opens an address in the user's browser, the better one first, and the words in front of the address. */
const openers: Readonly<Record<string, ReadonlyArray<readonly [string, ...string[]]>>> = {
  darwin: [['open']],
  win32: [['rundll32', 'url.dll,FileProtocolHandler']],
};
/** `wslview` opens the browser of Windows from inside WSL. */
const others = [['wslview'], ['xdg-open']] as const;

/** Opens an address in the browser, which gets no key of ours and outlives us; false where there is nothing that could. */
export const openBrowser = async (world: World, address: string): Promise<boolean> => {
  for (const [name, ...words] of openers[world.platform] ?? others) {
    const path = await findProgram(world, name);
    if (path === undefined) continue;
    const { startLasting } = await import('./lasting.ts');
    return startLasting([path, ...words, address], { cwd: '/', env: childEnvironment(world.env) }).pid !== undefined;
  }
  return false;
};
