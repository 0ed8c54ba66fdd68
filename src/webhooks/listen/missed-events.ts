import type { Item } from '../../client/client.ts';
import { documentedName } from '../../resources/events.ts';
import { iso } from '../../values/iso.ts';

/** A time span in ms since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** An event made from a record, because the service sent it, or should have, while nobody was listening. */
export interface Reconstructed {
  readonly event: string;
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly body: Buffer;
}

/** The records of each list that may have changed in the span. */
export type Records = Readonly<Record<'calls' | 'leads' | 'messages' | 'appointments', readonly Item[]>>;

const time = (value: unknown): number => (typeof value === 'string' ? Date.parse(value) : Number.NaN);
const word = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');

/** Returns the event that a record's current state shows, and when it happened. Earlier changes leave no trace in the lists. */
const eventOf: Readonly<Record<keyof Records, (item: Item) => { event: string; at: number } | undefined>> = {
  calls: (item) => {
    const began = time(item['created_at']);
    const status = word(item['status']);
    if (['missed', 'no_answer', 'no-answer', 'not_connected'].includes(status)) return { event: 'call.missed', at: began };
    const lasted = typeof item['duration_seconds'] === 'number' ? item['duration_seconds'] * 1000 : 0;
    if (['completed', 'ended'].includes(status)) return { event: 'call.completed', at: began + lasted };
    return { event: 'call.started', at: began };
  },
  leads: (item) => ({ event: 'lead.created', at: time(item['created_at']) }),
  messages: (item) => {
    const at = time(item['created_at']);
    if (word(item['direction']) === 'inbound') return { event: 'message.received', at };
    return word(item['status']) === 'delivered' ? { event: 'message.delivered', at } : undefined;
  },
  appointments: (item) => (word(item['status']) === 'cancelled' ? undefined : { event: 'appointment.booked', at: time(item['created_at']) }),
};

/** Returns a key that identifies an event, because the service's events have no id. */
export const keyOf = (event: string, subject: string): string => `${documentedName(event)} ${subject}`;

/**
 * Returns the events of a span, made from records, oldest first: those that are listened for and not in `known`. The same record
 * always gives the same bytes. `timestamp` holds the time of the event, as in the service's payloads.
 */
export const reconstruct = (records: Records, span: Span, events: readonly string[], known: ReadonlySet<string>): Reconstructed[] => {
  const wanted = new Set(events.map(documentedName));
  const made: Reconstructed[] = [];
  for (const kind of ['calls', 'leads', 'messages', 'appointments'] as const) {
    for (const item of records[kind]) {
      const found = eventOf[kind](item);
      const subject = item['id'];
      if (found === undefined || typeof subject !== 'string' || !wanted.has(found.event)) continue;
      if (!(found.at >= span.from && found.at <= span.to) || known.has(keyOf(found.event, subject))) continue;
      const timestamp = iso(found.at);
      made.push({ ...found, subject, body: Buffer.from(JSON.stringify({ event: found.event, timestamp, data: item })) });
    }
  }
  return made.sort((one, other) => one.at - other.at);
};
