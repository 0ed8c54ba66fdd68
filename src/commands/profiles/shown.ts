import { masked, modeOf } from '../../profiles/key.ts';
import { members } from '../../profiles/settable.ts';
import type { Profile } from '../../profiles/store.ts';
import { type Column, column } from '../../resources/resource.ts';
import { shownStore } from '../../values/store.ts';

/** Returns a profile for display, with the key masked. */
export const shown = (name: string, profile: Profile, current: boolean): Readonly<Record<string, unknown>> => {
  const key = profile['api_key'];
  const { key_command: command, key_mode: mode } = profile;
  const byCommand = key === undefined && Array.isArray(command) ? `from key command \`${String(command[0])}\`` : null;
  const settings = Object.keys(members).filter((member) => profile[member] !== undefined);
  return {
    name,
    current,
    key: typeof key === 'string' ? masked(key) : byCommand,
    mode: typeof key === 'string' ? modeOf(key) : byCommand === null ? null : mode,
    ...Object.fromEntries(settings.map((member) => [member, shownValue(member, profile[member])])),
  };
};

/** Returns a setting for display, without a database password. */
export const shownValue = (member: string, value: unknown): unknown => (member === 'ledger' && typeof value === 'string' ? shownStore(value) : value);

export const columns: readonly Column[] = [
  column('name', 'id'),
  column('current'),
  column('mode', 'status'),
  column('key'),
  column('base_url', 'url', 'BASE URL'),
];

/** Everything a profile can hold, for showing a single one. */
export const all: readonly Column[] = [
  column('name', 'id'),
  column('current'),
  column('mode', 'status'),
  column('key'),
  ...Object.keys(members).map((member) => column(member, 'text', member.replaceAll('_', ' ').toUpperCase())),
];
