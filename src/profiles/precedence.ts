import { usage } from '../errors.ts';
import type { World } from '../world.ts';
import type { Setting } from './settings.ts';

/** Returns a value with its source, if there is a value. */
export const setting = <T>(value: T | undefined, from: string): Setting<T> | undefined => (value === undefined ? undefined : { value, from });

/** Returns the first defined candidate: options, environment, project, profile. */
export const first = <T>(...candidates: ReadonlyArray<Setting<T> | undefined>): Setting<T> | undefined =>
  candidates.find((candidate) => candidate !== undefined);

/** Returns a variable of the environment, without white space around it (files with Windows line breaks leave some); an empty one counts as not set. */
export const variable = (env: World['env'], name: string): Setting<string> | undefined => setting(env[name]?.trim() || undefined, name);

/** Returns a boolean variable. Throws `usage` if it is neither yes nor no. */
export const switched = (env: World['env'], name: string): boolean => {
  const typed = env[name]?.trim().toLowerCase() ?? '';
  if (['', '0', 'false', 'no', 'off'].includes(typed)) return false;
  if (['1', 'true', 'yes', 'on'].includes(typed)) return true;
  throw usage(`${name} must be 1 or 0, not \`${env[name]}\``);
};
