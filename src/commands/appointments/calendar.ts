import { rowOf } from '../../cli/operation/row.ts';
import type { Item } from '../../client/client.ts';
import { operations } from '../../resources/index.ts';

const { row } = operations.appointments.list.output;

/** Appointments as an iCalendar (RFC 5545), one event each; those without a time that can be read are left out. */
export const calendar = async function* (items: AsyncIterable<Item>): AsyncGenerator<string> {
  const { default: ical, ICalCalendarMethod, ICalEventStatus } = await import('ical-generator');
  const made = ical({
    name: 'Boltcall appointments',
    prodId: { company: 'Boltcall', product: 'boltcall', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
  });
  for await (const item of items) {
    const { id = '', title = id, start_time = '', end_time = start_time, created_at = '', status } = rowOf(row, item);
    const [start, end] = [new Date(start_time), new Date(end_time)];
    if (Number.isNaN(start.getTime()) || Number.isNaN(end.getTime())) continue;
    made.createEvent({
      id,
      start,
      end,
      stamp: Number.isNaN(Date.parse(created_at)) ? start : new Date(created_at),
      summary: title,
      status: status === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  yield `${made.toString()}\r\n`;
};
