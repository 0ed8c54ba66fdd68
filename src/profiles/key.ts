import { Failure, usage } from '../errors.ts';
import type { Setting, Settings } from './settings.ts';

/** `sk_test_` is test; everything else counts as live, `bc_` and unknown forms too. */
export const modeOf = (key: string): 'test' | 'live' => (key.startsWith('sk_test_') ? 'test' : 'live');

/** A key as it may be shown: its prefix and last four characters; of one under 24 characters the prefix alone. */
export const masked = (key: string): string => {
  const prefix = /^(?:sk_live_|sk_test_|[A-Za-z]{2,4}_)/.exec(key)?.[0] ?? '';
  return key.length < 24 ? `${prefix}…` : `${prefix}…${key.slice(-4)}`;
};

/** A key that can stand in a header: a token of visible ASCII without spaces. Fails with `usage` naming where it came from. */
export const checkedKey = (key: string, from: string): string => {
  const trimmed = key.trim();
  if (trimmed === '') throw usage(`${from}: the key is empty`, 'Create keys in the dashboard under Settings, API Keys.');
  if (!/^[\x21-\x7e]+$/.test(trimmed)) {
    throw usage(`${from}: a key cannot contain spaces, line breaks or special characters`, 'Copy it again from the dashboard: Settings, API Keys.');
  }
  return trimmed;
};

/**
 * The key to send requests with. Fails with what forbids its use, else with `no_key` (exit 3) and the three ways to get one. Whoever opens
 * a client calls this, so that commands which need no key work whatever is wrong with it.
 */
export const requireKey = (settings: Pick<Settings, 'apiKey' | 'keyFault' | 'profile'>): Setting<string> => {
  if (settings.keyFault) throw settings.keyFault;
  if (settings.apiKey) return settings.apiKey;
  throw noKey(settings);
};

/** The same without the key: passes where there is one, or a command that prints one. */
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
