import { gunzipSync, inflateSync } from 'node:zlib';
import { isObject } from '../values/json.ts';
/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What can be read from a delivery's body. A body that is not JSON is delivered anyway and has none of these. */
export interface Payload {
  /** Undefined if the body is not JSON. */
  readonly value: Json | undefined;
  readonly event?: string;
  /** The id of the resource that the event is about. */
  readonly subject?: string;
  /** The person it is about: the first name found, else a number. */
  readonly who?: string;
  readonly agent?: string;
}

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

// The documented and the older payloads name the same fields differently.
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

/** A body that decompresses to more than this is not parsed (bytes). */
const largestUnpacked = 16 * 1024 * 1024;

/** Returns whether a body starts like gzip data; `isZlib` checks for zlib data (`deflate`), whose first two bytes are a multiple of 31. */
const isGzip = (body: Buffer): boolean => body[0] === 0x1f && body[1] === 0x8b;
const isZlib = (body: Buffer): boolean => body[0] === 0x78 && body.length > 1 && body.readUInt16BE() % 31 === 0;

/** Returns the text of a body, decompressed if needed and without a byte order mark. Throws if it cannot be decompressed. */
const textOf = (body: Buffer): string => {
  const options = { maxOutputLength: largestUnpacked };
  const plain = isGzip(body) ? gunzipSync(body, options) : isZlib(body) ? inflateSync(body, options) : body;
  const [first, second] = plain;
  if (first === 0xff && second === 0xfe) return plain.toString('utf16le', 2);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(plain);
  return plain.toString('utf8').replace(/^\ufeff/, '');
};

/** Parses a body for inspection only: its bytes are forwarded as received. Never throws. */
export const readPayload = (body: Buffer): Payload => {
  let value: Json;
  try {
    value = JSON.parse(textOf(body));
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

/** The service writes the event name first, without escapes. */
const usual = /^\{\s*"event"\s*:\s*"([\w.:-]{1,64})"/;

/** Returns the event name at the beginning of a body in the usual format. */
export const claimedEvent = (beginning: Buffer): string | undefined => usual.exec(beginning.toString('latin1', 0, 96))?.[1];

/** Returns only the event name; in the usual format this does not parse the whole body. */
export const eventOf = (body: Buffer): string | undefined => claimedEvent(body) ?? readPayload(body).event;
