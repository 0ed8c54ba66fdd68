import { usage } from '../errors.ts';

/** Common country codes that people type, and the ISO codes they mean. */
const habits: Readonly<Record<string, string>> = { UK: 'GB', EN: 'GB', USA: 'US', EL: 'GR' };

/** Returns two capital letters (ISO 3166). Whether the country has phone numbers is checked when one is parsed. Throws `usage` that names `flag`. */
export const checkedRegion = (raw: string, flag: string): string => {
  const typed = raw.trim().toUpperCase();
  const meant = habits[typed];
  if (meant) throw usage(`${flag}: unknown country \`${raw}\``, `Did you mean \`${meant}\`?`);
  if (!/^[A-Z]{2}$/.test(typed)) throw usage(`${flag}: \`${raw}\` is not a two-letter country code`, 'Write it like US, GB or DE.');
  return typed;
};
