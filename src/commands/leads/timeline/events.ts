import { rowOf } from '../../../cli/operation/row.ts';
import { operations } from '../../../resources/index.ts';
import { digits } from './person.ts';
import type { Gathered } from './read.ts';

/** One event in a person's history. */
export interface Happened {
  /** ISO 8601; null if the service does not report it. */
  readonly time: string | null;
  readonly kind: 'call' | 'message' | 'appointment';
  readonly id: string | null;
  readonly direction: string | null;
  readonly status: string | null;
  readonly text: string | null;
}

const seconds = (length: number): string => (length < 60 ? `${length} s` : `${Math.floor(length / 60)} min ${Math.round(length % 60)} s`);

/** Returns one person's events in chronological order, without duplicates. Appointments are listed at the time of booking. */
export const eventsOf = ({ person, calls, messages, appointments }: Gathered): readonly Happened[] => {
  const leads = new Set(person.leads.map(({ id }) => id));
  const events: Happened[] = [];
  for (const item of calls) {
    const { id, created_at, direction, status, caller, to, duration_seconds: length, sentiment } = rowOf(operations.calls.list.output.row, item);
    if (![caller, to].some((number) => number !== undefined && person.numbers.includes(digits(number)))) continue;
    const text = [length === undefined || length === 0 ? undefined : seconds(length), sentiment].filter(Boolean).join(', ');
    events.push({ time: created_at ?? null, kind: 'call', id: id ?? null, direction: direction ?? null, status: status ?? null, text: text || null });
  }
  for (const item of messages) {
    const { id, created_at, direction, status, body, channel } = rowOf(operations.messages.list.output.row, item);
    const text = [channel, body].filter(Boolean).join(': ');
    events.push({
      time: created_at ?? null,
      kind: 'message',
      id: id ?? null,
      direction: direction ?? null,
      status: status ?? null,
      text: text || null,
    });
  }
  for (const item of appointments) {
    const { id, created_at, start_time, status, title, lead_id } = rowOf(operations.appointments.list.output.row, item);
    if (lead_id === undefined || !leads.has(lead_id)) continue;
    const text = [title, start_time].filter(Boolean).join(', ');
    events.push({
      time: created_at ?? start_time ?? null,
      kind: 'appointment',
      id: id ?? null,
      direction: null,
      status: status ?? null,
      text: text || null,
    });
  }
  const once = new Map(events.map((event, at) => [event.id === null ? at : `${event.kind} ${event.id}`, event]));
  return [...once.values()].sort((a, b) => (Date.parse(a.time ?? '') || 0) - (Date.parse(b.time ?? '') || 0));
};
