import { type Kind, prefixes } from './records.ts';

/** The ids from the documentation, by place. */
const documented: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  agents: ['agent_abc123', 'agent_def456'],
  calls: ['call_xyz789'],
  messages: ['msg_sms001'],
};

/** Returns the id of the seeded row at a place; place 0 is the newest. */
export const idAt = (kind: Kind, place: number): string => documented[kind]?.[place] ?? `${prefixes[kind]}${String(place + 1).padStart(3, '0')}`;

/** Returns the place of an id among `count` seeded rows; undefined for any other id. */
export const placeOf = (kind: Kind, count: number, id: string): number | undefined => {
  const known = documented[kind]?.indexOf(id) ?? -1;
  const place = known >= 0 ? known : Number(id.slice(prefixes[kind].length)) - 1;
  return Number.isInteger(place) && place >= 0 && place < count && idAt(kind, place) === id ? place : undefined;
};
