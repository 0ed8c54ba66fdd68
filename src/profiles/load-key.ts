import { usage } from '../errors.ts';
import type { World } from '../world.ts';
import { modeOf, requireKey } from './key.ts';
import type { Setting, Settings } from './settings.ts';

/**
 * Returns the key to send requests with, like `requireKey`, and runs the key command if there is one. Also throws if the command fails or if the mode
 * of its key differs from the mode at login, since a user who expects a test profile would call real people.
 */
export const loadKey = async (settings: Settings, world: World, signal: AbortSignal): Promise<Setting<string>> => {
  const { keyCommand, keyFault, mode, timeout } = settings;
  if (keyFault || keyCommand === undefined) return requireKey(settings);
  const { runKeyCommand } = await import('./ask-key.ts');
  const key = await runKeyCommand(keyCommand.value, keyCommand.from, world, timeout.value, signal);
  if (mode === undefined || mode === modeOf(key.value)) return key;
  throw usage(
    `the key command gave a ${modeOf(key.value)} key, and the profile was stored with a ${mode} key`,
    'Run `boltcall login --key-command` again if that is right.',
  );
};
