import type { Item } from '../../client/client.ts';
import { asText } from '../../values/json.ts';

/** Appointments as an iCalendar (RFC 5545), one event each; those without a time that can be read are left out. */
export const calendar = async function* (items: AsyncIterable<Item>): AsyncGenerator<string> {
  const { default: ical, ICalCalendarMethod, ICalEventStatus } = await import('ical-generator');
  const made = ical({
    name: 'Boltcall appointments',
    prodId: { company: 'Boltcall', product: 'boltcall', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
  });
  for await (const item of items) {
    const [start, end] = [new Date(asText(item['start_time'])), new Date(asText(item['end_time'] ?? item['start_time']))];
    if (Number.isNaN(start.getTime()) || Number.isNaN(end.getTime())) continue;
    made.createEvent({
      id: asText(item['id']),
      start,
      end,
      stamp: new Date(Number.isNaN(Date.parse(asText(item['created_at']))) ? start : asText(item['created_at'])),
      summary: asText(item['title'] ?? item['id']),
      status: item['status'] === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  yield `${made.toString()}\r\n`;
};
