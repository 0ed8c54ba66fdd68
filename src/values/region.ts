import { usage } from '../errors.ts';

/** What people type for a country and what its two letters are. */
const habits: Readonly<Record<string, string>> = { UK: 'GB', EN: 'GB', USA: 'US', EL: 'GR' };

/** Two capital letters (ISO 3166). Whether the country has numbers is known when one is read. Fails with `usage` naming `flag`. */
export const checkedRegion = (raw: string, flag: string): string => {
  const typed = raw.trim().toUpperCase();
  const meant = habits[typed];
  if (meant) throw usage(`${flag}: unknown country \`${raw}\``, `Did you mean ${meant}?`);
  if (!/^[A-Z]{2}$/.test(typed)) throw usage(`${flag}: \`${raw}\` is not a two-letter country code`, 'Write it like US, GB or DE.');
  return typed;
};
