import type { Setting, Settings } from '../../profiles/settings.ts';
import type { World } from '../../world.ts';
import { appSecret } from '../listen/app-secret.ts';
import { runningListener } from './destination.ts';

/**
 * Returns the likely secrets of the app that a logged delivery went to, and where each is from: only the typed one, or else the
 * profile's, a running listener's and the sandbox's, most likely first.
 */
export const appSecrets = async (
  settings: Settings,
  world: World,
  typed: string | undefined,
): Promise<readonly [Setting<string>, ...Setting<string>[]]> => {
  const own = await appSecret(settings, world, typed);
  if (typed !== undefined) return [own];
  const listener = await runningListener(settings, world);
  const sandbox = await appSecret({ ...settings, sandbox: true }, world);
  return [own, ...(listener ? [{ value: listener.secret, from: 'the listener running here' }] : []), { value: sandbox.value, from: 'the sandbox' }];
};
