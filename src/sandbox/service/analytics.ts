import { iso } from '../../values/iso.ts';
import { Refusal } from '../api/refusal.ts';
import { span } from '../api/time-span.ts';
import { mix } from '../seed/random.ts';
import { stateOf } from './present.ts';
import type { Service } from './service.ts';

type Tests<T> = Readonly<Record<string, (row: T) => number | boolean>>;

/** Rows to process before yielding to other requests. */
const spell = 20_000;

/** Sums each test over the rows of a period, both ends included; true counts as one. */
const sums = async <T extends { readonly created_at: string }>(
  rows: Iterable<T>,
  first: string,
  last: string,
  tests: Tests<T>,
): Promise<Record<string, number>> => {
  const found = Object.entries(tests).map(([name, test]) => ({ name, test, sum: 0 }));
  let looked = 0;
  for (const row of rows) {
    looked += 1;
    if (looked % spell === 0) await new Promise(setImmediate);
    if (row.created_at >= first && row.created_at <= last) for (const each of found) each.sum += Number(each.test(row));
  }
  return Object.fromEntries(found.map(({ name, sum }) => [name, sum]));
};

/** Returns the key figures of a period; refuses one that ends before it begins. */
export const figures = async (service: Service, from: string, to: string): Promise<unknown> => {
  const start = span(from)?.first ?? 0;
  const end = span(to)?.last ?? 0;
  if (start > end) throw new Refusal(422, "'from' is after 'to'");
  const first = iso(start);
  const last = iso(end);
  const { calls, leads, messages, appointments } = service.workspace;
  return {
    period: { from: first.slice(0, 10), to: last.slice(0, 10) },
    calls: await sums(calls.all(), first, last, {
      total: () => true,
      answered: ({ status }) => status === 'completed' || status === 'in-progress',
      missed: ({ status }) => status === 'missed',
    }),
    leads: await sums(leads.all(), first, last, {
      captured: () => true,
      qualified: ({ status }) => status === 'qualified' || status === 'converted',
      converted: ({ status }) => status === 'converted',
    }),
    messages: await sums(messages.all(), first, last, {
      sent: ({ direction }) => direction === 'outbound',
      delivered: ({ status }) => status === 'delivered',
    }),
    appointments: await sums(appointments.all(), first, last, {
      booked: () => true,
      completed: (row) => stateOf(row, service.now()) === 'completed',
      cancelled: (row) => row.status === 'cancelled',
    }),
    avg_response_time_seconds: 2 + (mix(service.workspace.recipe.seed, 7) % 40) / 10,
  };
};

/** Returns the plan usage of this calendar month. */
export const usage = async (service: Service): Promise<unknown> => {
  const now = new Date(service.now());
  const first = iso(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const last = iso(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1) - 1);
  const { calls, messages, apiCalls } = service.workspace;
  const { seconds = 0 } = await sums(calls.all(), first, last, { seconds: ({ duration_seconds }) => duration_seconds ?? 0 });
  const { sms = 0 } = await sums(messages.all(), first, last, { sms: ({ channel, direction }) => channel === 'sms' && direction === 'outbound' });
  return {
    billing_period: { from: first.slice(0, 10), to: last.slice(0, 10) },
    minutes_used: Math.round(seconds / 6) / 10,
    minutes_limit: service.minutesLimit,
    sms_sent: sms,
    sms_limit: service.smsLimit,
    api_calls: apiCalls,
  };
};
