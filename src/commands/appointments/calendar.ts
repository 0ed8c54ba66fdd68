import type { Context } from '../../cli/command/command.ts';
import { rowOf } from '../../cli/operation/row.ts';
import type { Item } from '../../client/client.ts';
import { operations } from '../../resources/index.ts';

const { row } = operations.appointments.list.output;

/** Returns a timestamp of the service; undefined if it cannot be parsed. */
const timeOf = (value: unknown): Date | undefined => {
  const time = typeof value === 'string' ? new Date(value) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time;
};

/** Returns text without control characters and lone surrogates, which a calendar may not contain (RFC 5545, 3.1). Line breaks stay. */
const clean = (value: unknown): string =>
  String(value ?? '')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (sign) => (sign === '\t' ? ' ' : ''));

/** Time (ms) from which revisions are counted. */
const epoch = Date.UTC(2025, 0, 1);

/**
 * Returns the revision number (RFC 5546, 2.1.4): importers accept an event again only if it is higher. The service does not report how often an
 * appointment changed, so the number is based on the time of the change, or on the current time; within one second, a cancellation is the later
 * revision.
 */
const revision = (changed: number, cancelled: boolean): number => Math.max(0, Math.floor((changed - epoch) / 1000)) * 2 + (cancelled ? 1 : 0);

/** Yields appointments as an iCalendar (RFC 5545), one event each. Calls `left` for each appointment without a valid time. */
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
