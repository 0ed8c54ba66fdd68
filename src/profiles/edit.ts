import { usage } from '../errors.ts';
import type { Profile, Store } from './store.ts';
import { profileOf } from './store.ts';

/** Checks that a name works on a command line and in messages. Throws `usage`. */
export const checkedName = (name: string, flag = '--profile'): string => {
  const fits = name === name.trim() && name.length > 0 && name.length <= 64 && !/[\x00-\x1f\x7f-\x9f]/.test(name) && !name.startsWith('-');
  if (!fits || name === '__proto__')
    throw usage(`${flag}: \`${name}\` is not a valid profile name`, 'Use letters, digits, dots and dashes, such as clinic-north.');
  return name;
};

/** Returns the profile. Throws `usage` with a suggestion if it does not exist. */
export const needProfile = async (store: Store, name: string): Promise<Profile> => {
  const profile = profileOf(store, name);
  if (profile) return profile;
  const names = Object.keys(store.profiles);
  const { didYouMean } = await import('../values/suggest.ts');
  throw usage(
    `unknown profile \`${name}\``,
    names.length === 0 ? 'No profiles yet. Create one with `boltcall login`.' : didYouMean(name, names, 'Profiles'),
  );
};

/** Returns the store with a profile added or replaced. */
export const withProfile = (store: Store, name: string, profile: Profile): Store => ({ ...store, profiles: { ...store.profiles, [name]: profile } });

/** Returns the store without some profiles; if the current one is among them, no profile is current. */
export const withoutProfiles = ({ current, profiles }: Store, names: readonly string[]): Store => ({
  ...(current === undefined || names.includes(current) ? {} : { current }),
  profiles: Object.fromEntries(Object.entries(profiles).filter(([name]) => !names.includes(name))),
});

/** Returns the store with a profile renamed, in the same position, and still current if it was. */
export const renamed = ({ current, profiles }: Store, from: string, to: string): Store => ({
  ...(current === undefined ? {} : { current: current === from ? to : current }),
  profiles: Object.fromEntries(Object.entries(profiles).map(([name, profile]) => [name === from ? to : name, profile])),
});

/** Returns a profile without its key. */
export const withoutKey = (profile: Profile): Profile => {
  const { api_key: _, key_origin: _o, key_command: _c, key_mode: _m, ...others } = profile;
  return others;
};
