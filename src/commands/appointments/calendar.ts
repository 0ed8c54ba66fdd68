import type { Context } from '../../cli/command/command.ts';
import { rowOf } from '../../cli/operation/row.ts';
import type { Item } from '../../client/client.ts';
import { operations } from '../../resources/index.ts';

const { row } = operations.appointments.list.output;

/** A time of the service; undefined where there is none that can be read. */
const timeOf = (value: unknown): Date | undefined => {
  const time = typeof value === 'string' ? new Date(value) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time;
};

/** A text without controls and halves of characters, which no calendar may hold (RFC 5545, 3.1); its lines stay. */
const clean = (value: unknown): string =>
  String(value ?? '')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (sign) => (sign === '\t' ? ' ' : ''));

/** Where revisions begin to be counted (ms). */
const epoch = Date.UTC(2025, 0, 1);

/**
 * The number of a revision (RFC 5546, 2.1.4): an importer takes an event again only if it is higher. The service does not say how often an
 * appointment changed, so it is told by when it did, or by now, and a cancelled one is the later of two within a second.
 */
const revision = (changed: number, cancelled: boolean): number => Math.max(0, Math.floor((changed - epoch) / 1000)) * 2 + (cancelled ? 1 : 0);

/** Appointments as an iCalendar (RFC 5545), one event each; `left` hears of each that has no time that can be read. */
export const calendar = async function* (items: AsyncIterable<Item>, context: Context, left: () => void): AsyncGenerator<string> {
  const { default: ical, ICalCalendarMethod, ICalEventStatus } = await import('ical-generator');
  const made = ical({
    name: 'Boltcall appointments',
    prodId: { company: 'Boltcall', product: 'boltcall', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
  });
  const now = new Date(context.world.now());
  for await (const item of items) {
    const { id = '', title = id, start_time, end_time, created_at, status = '' } = rowOf(row, item);
    const start = timeOf(start_time);
    if (start === undefined) {
      left();
      continue;
    }
    const [end, created, updated] = [timeOf(end_time), timeOf(created_at), timeOf(item['updated_at']) ?? now];
    const cancelled = /^cancell?ed$/i.test(status);
    made.createEvent({
      id: `${clean(id).replace(/\s+/g, '')}@boltcall.org`,
      start,
      ...(end !== undefined && end > start ? { end } : {}),
      stamp: now,
      ...(created === undefined ? {} : { created }),
      lastModified: updated,
      sequence: revision(updated.getTime(), cancelled),
      summary: clean(title),
      status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  yield `${made.toString()}\r\n`;
};
