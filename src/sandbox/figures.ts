import { mix } from './dice.ts';
import { Refusal } from './refusal.ts';
import type { Service } from './service.ts';
import { stateOf } from './shown.ts';
import { iso } from './things.ts';
import { span } from './times.ts';

/** The rows of a period, both ends included. */
function* within<T extends { readonly created_at: string }>(rows: Iterable<T>, first: string, last: string): Generator<T> {
  for (const row of rows) if (row.created_at >= first && row.created_at <= last) yield row;
}

const count = <T>(rows: Iterable<T>, tests: Readonly<Record<string, (row: T) => boolean>>): Record<string, number> => {
  const counts: Record<string, number> = Object.fromEntries(Object.keys(tests).map((name) => [name, 0]));
  for (const row of rows) for (const [name, test] of Object.entries(tests)) if (test(row)) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

/** The key figures of a period; refuses one that ends before it begins. */
export const figures = (service: Service, from: string, to: string): unknown => {
  const start = span(from)?.first ?? 0;
  const end = span(to)?.last ?? 0;
  if (start > end) throw new Refusal(422, "'from' is after 'to'");
  const first = iso(start);
  const last = iso(end);
  const { calls, leads, messages, appointments } = service.workspace;
  return {
    period: { from: first.slice(0, 10), to: last.slice(0, 10) },
    calls: count(within(calls.all(), first, last), {
      total: () => true,
      answered: ({ status }) => status === 'completed' || status === 'in-progress',
      missed: ({ status }) => status === 'missed',
    }),
    leads: count(within(leads.all(), first, last), {
      captured: () => true,
      qualified: ({ status }) => status === 'qualified' || status === 'converted',
      converted: ({ status }) => status === 'converted',
    }),
    messages: count(within(messages.all(), first, last), {
      sent: ({ direction }) => direction === 'outbound',
      delivered: ({ status }) => status === 'delivered',
    }),
    appointments: count(within(appointments.all(), first, last), {
      booked: () => true,
      completed: (row) => stateOf(row, service.now()) === 'completed',
      cancelled: (row) => row.status === 'cancelled',
    }),
    avg_response_time_seconds: 2 + (mix(service.workspace.recipe.seed, 7) % 40) / 10,
  };
};

/** What of the plan is used up in this calendar month. */
export const usage = (service: Service): unknown => {
  const now = new Date(service.now());
  const first = iso(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const last = iso(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1) - 1);
  const { calls, messages, apiCalls } = service.workspace;
  let seconds = 0;
  for (const call of within(calls.all(), first, last)) seconds += call.duration_seconds ?? 0;
  const { sms } = count(within(messages.all(), first, last), { sms: ({ channel, direction }) => channel === 'sms' && direction === 'outbound' });
  return {
    billing_period: { from: first.slice(0, 10), to: last.slice(0, 10) },
    minutes_used: Math.round(seconds / 6) / 10,
    minutes_limit: service.minutesLimit,
    sms_sent: sms,
    sms_limit: service.smsLimit,
    api_calls: apiCalls,
  };
};
