import { isObject } from '../values/json.ts';
/** What JSON text holds. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What can be read from a delivery's body. A body that is not JSON is delivered all the same and has none of these. */
export interface Payload {
  /** Undefined: not JSON. */
  readonly value: Json | undefined;
  readonly event?: string;
  /** The id of the thing that the event is about. */
  readonly subject?: string;
  /** Who it is about, in the first form found: a name, else a number. */
  readonly who?: string;
  readonly agent?: string;
}

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

// Both sets of payloads, documented and older, name the same things differently.
const people = [
  'name',
  'customer_name',
  'caller_name',
  'caller',
  'caller_number',
  'phone',
  'customer_phone',
  'from',
  'to',
  'email',
  'customer_email',
  'title',
];

const who = (data: { readonly [key: string]: Json }): string | undefined => {
  const full = [text(data['first_name']), text(data['last_name'])].filter((part) => part !== undefined).join(' ');
  if (full !== '') return full;
  for (const key of people) {
    const found = text(data[key]);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Reads a body. Never throws. */
export const readPayload = (body: Buffer): Payload => {
  let value: Json;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return { value: undefined };
  }
  if (!isObject(value)) return { value };
  const data = isObject(value['data']) ? value['data'] : {};
  const event = text(value['event']) ?? text(value['type']);
  const subject = text(data['id']);
  const person = who(data);
  const agent = text(data['agent_id']);
  return {
    value,
    ...(event === undefined ? {} : { event }),
    ...(subject === undefined ? {} : { subject }),
    ...(person === undefined ? {} : { who: person }),
    ...(agent === undefined ? {} : { agent }),
  };
};

/** The service writes the name first, and plainly. */
const usual = /^\{\s*"event"\s*:\s*"([\w.:-]{1,64})"/;

/** The event's name alone, which in the usual body is found without reading all of it. */
export const eventOf = (body: Buffer): string | undefined => usual.exec(body.toString('latin1', 0, 96))?.[1] ?? readPayload(body).event;
