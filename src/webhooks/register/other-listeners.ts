import type { Client } from '../../client/client.ts';
import type { Places } from '../../profiles/directories.ts';
import { markerOf } from './listener-record.ts';
import { allRecords } from './listener-records.ts';
import { registered } from './webhook.ts';

/** Limit for this check, which is not worth a longer wait because deliveries could be accepted already (ms). */
const limit = 3_000;

/**
 * Returns who else listens in this workspace and gets the same events, as text. Returns undefined if nobody does or the list may
 * not be read, which is no reason to stop.
 */
export const otherListeners = async (client: Client, places: Places, own: URL, signal: AbortSignal): Promise<string | undefined> => {
  try {
    const known = new Set((await allRecords(places)).map(({ address }) => address));
    const others = (await registered(client, AbortSignal.any([signal, AbortSignal.timeout(limit)]))).filter(
      ({ url }) => url !== own.href && (markerOf(url) !== undefined || known.has(url)),
    );
    return others.length === 0 ? undefined : others.map(({ url, id }) => `${markerOf(url) ?? 'a listener'} (${id})`).join(', ');
  } catch {
    return undefined;
  }
};
