import { usage } from '../errors.ts';
import type { World } from '../world.ts';
import type { Setting } from './settings.ts';

const exists = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

/** An IANA zone as its data spells it. Fails with `usage` and a suggestion for any other name. */
export const checkedZone = async ({ value, from }: Setting<string>): Promise<string> => {
  if (/^(utc|z|gmt)$/i.test(value)) return 'UTC';
  if (/^[A-Za-z]/.test(value) && exists(value)) return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  const { suggest } = await import('../values/suggest.ts');
  const zones = Intl.supportedValuesOf('timeZone');
  const city = zones.find((zone) => zone.split('/').at(-1)?.toLowerCase() === value.toLowerCase().replaceAll(' ', '_'));
  const close = city ?? suggest(value, zones);
  throw usage(
    `${from}: unknown time zone \`${value}\``,
    close ? `Did you mean \`${close}\`?` : 'Write it like Europe/Madrid, America/New_York or UTC.',
  );
};

/** The machine's own zone: `TZ` where it names one, else what the system says. Costs some ms at the first call. */
export const machineZone = (env: World['env']): string => {
  const named = env['TZ']?.replace(/^:/, '');
  if (named && exists(named)) return named;
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
};
