import type { Appointment, Call, Kind, Things } from '../data/records.ts';
import type { Standpoint } from './service.ts';

const callAddress = (base: string, call: Call, part: string): string => `${base}/calls/${call.id}/${part}`;

/** Returns a call as lists show it. */
const call = (row: Call, { base }: Standpoint): Record<string, unknown> => {
  const { recorded, context, ...rest } = row;
  return {
    ...rest,
    recording_url: recorded ? callAddress(base, row, 'recording') : null,
    transcript_url: row.transcript ? callAddress(base, row, 'transcript') : null,
  };
};

/** Returns the status of an appointment; it is completed once its time has passed, without any request. */
export const stateOf = (row: Appointment, now: number): Appointment['status'] =>
  row.status === 'upcoming' && Date.parse(row.end_time) <= now ? 'completed' : row.status;

/** Returns the current value of one field of a row. */
export const field = (row: Things[Kind], name: string, from: Pick<Standpoint, 'now'>): unknown => {
  if (name === 'status' && 'start_time' in row) return stateOf(row, from.now());
  const all: Readonly<Record<string, unknown>> = row;
  return all[name];
};

/** Returns all current fields of a row; the operation decides which ones its response shows. */
export const present = (row: Things[Kind], from: Standpoint): Record<string, unknown> => {
  if ('recorded' in row) return call(row, from);
  if ('start_time' in row) return { ...row, status: stateOf(row, from.now()) };
  return { ...row };
};

/** Returns only these fields, in this order. */
export const only = (row: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(fields.filter((field) => field in row).map((field) => [field, row[field]]));
