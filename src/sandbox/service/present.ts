import type { Appointment, Call, Kind, Things } from '../data/records.ts';
import type { Standpoint } from './service.ts';

const callAddress = (base: string, call: Call, part: string): string => `${base}/calls/${call.id}/${part}`;

/** A call as the service tells of it in lists. */
const call = (row: Call, { base }: Standpoint): Record<string, unknown> => {
  const { recorded, context, ...rest } = row;
  return {
    ...rest,
    recording_url: recorded ? callAddress(base, row, 'recording') : null,
    transcript_url: row.transcript ? callAddress(base, row, 'transcript') : null,
  };
};

/** An appointment whose time has passed is over, without anybody having said so. */
export const stateOf = (row: Appointment, now: number): Appointment['status'] =>
  row.status === 'upcoming' && Date.parse(row.end_time) <= now ? 'completed' : row.status;

/** One field of a row, as it stands now. */
export const field = (row: Things[Kind], name: string, from: Pick<Standpoint, 'now'>): unknown => {
  if (name === 'status' && 'start_time' in row) return stateOf(row, from.now());
  const all: Readonly<Record<string, unknown>> = row;
  return all[name];
};

/** Everything known of a row, as it stands now; which of it an answer shows is the operation's affair. */
export const present = (row: Things[Kind], from: Standpoint): Record<string, unknown> => {
  if ('recorded' in row) return call(row, from);
  if ('start_time' in row) return { ...row, status: stateOf(row, from.now()) };
  return { ...row };
};

/** Only these fields, in this order. */
export const only = (row: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(fields.filter((field) => field in row).map((field) => [field, row[field]]));
