import { Failure, usage } from '../errors.ts';
import type { Setting, Settings } from './settings.ts';

/** Returns `test` for `sk_test_`; everything else counts as live, including `bc_` and unknown forms. */
export const modeOf = (key: string): 'test' | 'live' => (key.startsWith('sk_test_') ? 'test' : 'live');

/** Masks a key: its prefix and last four characters, or only the prefix if it is shorter than 24 characters. */
export const masked = (key: string): string => {
  const prefix = /^(?:sk_live_|sk_test_|[A-Za-z]{2,4}_)/.exec(key)?.[0] ?? '';
  return key.length < 24 ? `${prefix}…` : `${prefix}…${key.slice(-4)}`;
};

/** Checks that a key can be sent in a header: visible ASCII without spaces. Throws `usage` that names the source of the key. */
export const checkedKey = (key: string, from: string): string => {
  const trimmed = key.trim();
  if (trimmed === '') throw usage(`${from}: the key is empty`, 'Create keys in the dashboard under Settings, API Keys.');
  if (!/^[\x21-\x7e]+$/.test(trimmed)) {
    throw usage(`${from}: a key cannot contain spaces, line breaks or special characters`, 'Copy it again from the dashboard: Settings, API Keys.');
  }
  return trimmed;
};

/**
 * Returns the key to send requests with. Throws what forbids its use, else `no_key` (exit 3) with the three ways to get one. Called when a client is
 * opened, so that commands without requests work even if the key is invalid.
 */
export const requireKey = (settings: Pick<Settings, 'apiKey' | 'keyFault' | 'profile'>): Setting<string> => {
  if (settings.keyFault) throw settings.keyFault;
  if (settings.apiKey) return settings.apiKey;
  throw noKey(settings);
};

/** The same without returning the key: passes if there is a key or a command that prints one. */
export const requireSomeKey = (settings: Pick<Settings, 'apiKey' | 'keyCommand' | 'keyFault' | 'profile'>): void => {
  if (settings.keyFault || settings.keyCommand === undefined) requireKey(settings);
};

const noKey = (settings: Pick<Settings, 'profile'>): Failure => {
  const { value: profile, from } = settings.profile;
  return new Failure('authentication', from === 'default' ? 'no API key' : `no API key in profile ${profile}`, {
    code: 'no_key',
    hint: `Save one with \`boltcall login${from === 'default' ? '' : ` --profile ${profile}`}\`, set BOLTCALL_API_KEY, or use \`--sandbox\` (start it with \`boltcall sandbox start\`).`,
  });
};
