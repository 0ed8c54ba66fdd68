import type { Client, Item } from '../../client/client.ts';
import { asFailure } from '../../errors.ts';
import { counted } from '../../output/text/count.ts';
import type { Places } from '../../profiles/directories.ts';
import { operations } from '../../resources/index.ts';
import type { ListOperation } from '../../resources/resource.ts';
import { iso } from '../../values/iso.ts';
import { format, sign } from '../../values/signature.ts';
import type { World } from '../../world.ts';
import { readPayload } from '../payload.ts';
import type { Genuine, Refusal } from '../receive/receiver.ts';
import { keyOf, type Records, reconstruct, type Span } from './missed-events.ts';

export interface CatchUpOptions {
  readonly world: World;
  readonly client: Client;
  readonly places: Places;
  readonly events: readonly string[];
  readonly secret: string;
  readonly path: string;
  readonly accept: (genuine: Genuine) => Promise<number> | Refusal;
  readonly note: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Delivers each event once, whether it was received or is reconstructed. */
export interface CatchUp {
  /** Records an event that was received, so that it is not reconstructed. */
  seen(event: string | undefined, subject: string | undefined): void;
  /** Reconstructs the missing events of a span and delivers them one after another. Never throws. */
  run(span: Span): Promise<void>;
}

/** Calls that began this long before the span may have ended in it (ms). */
const longestCall = 2 * 3_600_000;
/** Maximum number of records read from each list. */
const scan = 1000;
/** Maximum number of events remembered. */
const most = 10_000;

/** Marks a delivery that the service did not send. */
const reconstructedHeader = 'X-Boltcall-Reconstructed';

export const createCatchUp = (options: CatchUpOptions): CatchUp => {
  const known = new Set<string>();
  const seen: CatchUp['seen'] = (event, subject) => {
    if (event === undefined || subject === undefined) return;
    known.add(keyOf(event, subject));
    if (known.size <= most) return;
    for (const oldest of known) {
      known.delete(oldest);
      break;
    }
  };

  const run: CatchUp['run'] = async (span) => {
    try {
      await fromLog(options.world, options.places, span, seen);
      const made = reconstruct(await readRecords(options, span), span, options.events, known);
      for (const { event, subject, body } of made) {
        if (options.signal.aborted) return;
        // It may have been received meanwhile.
        if (known.has(keyOf(event, subject))) continue;
        const digest = sign(options.secret, body);
        const headers = [
          ['Content-Type', 'application/json'],
          ['X-Boltcall-Signature', format(digest, 'prefixed')],
          [reconstructedHeader, '1'],
        ] as const;
        seen(event, subject);
        const accepted = options.accept({ incoming: { method: 'POST', path: options.path, headers, body }, verified: true, digest });
        if (accepted instanceof Promise) await accepted;
        else options.warn(`${event} ${subject} could not be recreated: too many deliveries are waiting.`);
      }
      options.note(`Caught up from ${iso(span.from)}: recreated ${counted(made.length, 'events')} from the lists.`);
    } catch (error) {
      if (!options.signal.aborted) options.warn(`Catching up failed: ${asFailure(error).message}`);
    }
  };
  return { seen, run };
};

/** Marks the events in the log as seen: an earlier or another listener delivered them. */
const fromLog = async (world: World, places: Places, span: Span, seen: CatchUp['seen']): Promise<void> => {
  const [{ loadDelivery }, { readLog }] = await Promise.all([import('../log/load.ts'), import('../log/read.ts')]);
  for (const logged of await readLog(places, world, { from: span.from })) {
    const loaded = await loadDelivery(places, logged).catch(() => undefined);
    if (loaded === undefined) continue;
    const { event, subject } = readPayload(loaded.delivery.body);
    seen(event, subject);
  }
};

const readRecords = async ({ client, signal, warn }: CatchUpOptions, span: Span): Promise<Records> => {
  const read = async (kind: keyof Records, input: Record<string, unknown>): Promise<Item[]> => {
    const list: ListOperation = operations[kind].list;
    const since = span.from - (kind === 'calls' ? longestCall : 0);
    const keep = (item: Item): boolean => typeof item['created_at'] === 'string' && Date.parse(item['created_at']) >= since;
    const items: Item[] = [];
    try {
      for await (const item of client.list(list, input, { limit: scan, keep, scan }, { signal }).items) items.push(item);
    } catch (error) {
      // The records read so far and the other lists are still caught up.
      if (!signal.aborted) warn(`Catching up: the list of ${kind} could not be read: ${asFailure(error).message}`);
    }
    return items;
  };
  // One after another: a burst would use up the rate limit that the user's own work needs.
  return {
    calls: await read('calls', { from: iso(span.from - longestCall), to: iso(span.to) }),
    leads: await read('leads', {}),
    messages: await read('messages', {}),
    appointments: await read('appointments', {}),
  };
};
