import { existsSync } from 'node:fs';
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

/** Returns an IANA zone with its official spelling. Throws `usage` with a suggestion for any other name. */
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

/** Returns the zone name in TZ without an optional prefix (tzset(3)). */
const namedBy = (typed: string): string => typed.replace(/^:?(?:\/usr\/share\/zoneinfo\/)?/, '');

/**
 * Returns TZ if it does not name a zone (empty, `Mars/Base`, `UTC-3`): programs disagree on its meaning then, and no time can be computed in it.
 * Returns undefined if it does or is not set. Checks the system's own list first, which is ten times faster than creating a zone.
 */
export const oddZone = (env: World['env']): string | undefined => {
  const typed = env['TZ'];
  if (typed === undefined) return undefined;
  const named = namedBy(typed);
  const wellFormed = /^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/.test(named);
  return wellFormed && (named === 'UTC' || existsSync(`/usr/share/zoneinfo/${named}`) || exists(named)) ? undefined : typed;
};

/** Returns the machine's time zone: `TZ` if it names one, else the system's; UTC if that is not a zone. The first call takes a few ms. */
export const machineZone = (env: World['env']): string => {
  const named = namedBy(env['TZ'] ?? '');
  if (named && exists(named)) return named;
  const system = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return system && exists(system) ? system : 'UTC';
};
