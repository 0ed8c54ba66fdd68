import type { Context } from '../../../cli/command/command.ts';
import { rowOf } from '../../../cli/operation/row.ts';
import { operations } from '../../../resources/index.ts';
import type { Bookings } from '../../../rules/judge.ts';

const digits = (number: string): string => number.replace(/\D/g, '');

const add = <Value>(map: Map<string, Value[]>, key: string, value: Value): void => {
  map.set(key, [...(map.get(key) ?? []), value]);
};

/** Reads all leads by number and all appointments by lead, because the service cannot be queried for either. */
export const readBookings = async ({ client: open, signal }: Context): Promise<Bookings> => {
  const client = await open();
  const leads = new Map<string, string[]>();
  const appointments = new Map<string, number[]>();
  for await (const item of client.list(operations.leads.list, {}, { all: true }, { signal }).items) {
    const { id, phone } = rowOf(operations.leads.list.output.row, item);
    if (id !== undefined && phone !== undefined) add(leads, digits(phone), id);
  }
  for await (const item of client.list(operations.appointments.list, {}, { all: true }, { signal }).items) {
    const { lead_id, created_at } = rowOf(operations.appointments.list.output.row, item);
    const created = Date.parse(created_at ?? '');
    if (lead_id !== undefined && !Number.isNaN(created)) add(appointments, lead_id, created);
  }
  return { leads: (number) => leads.get(digits(number)) ?? [], created: (lead) => appointments.get(lead) ?? [] };
};
