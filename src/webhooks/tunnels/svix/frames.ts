import { isObject } from '../../../values/json.ts';
import type { Incoming, Reply } from '../../delivery.ts';

/**
 * The frames of the public Svix relay, version 1: JSON, as text or binary, with bodies in base64. Data from the relay is
 * untrusted: an unexpected frame becomes `unknown`.
 */
export type Frame =
  | { readonly type: 'start'; readonly token: string }
  | { readonly type: 'event'; readonly id: string; readonly incoming: Incoming }
  /** An event that can be responded to but not read. */
  | { readonly type: 'broken'; readonly id: string }
  | { readonly type: 'unknown' };

const unknown: Frame = { type: 'unknown' };

/** `c_` and ten digits and letters; other characters could change the URL it is inserted into. */
const tokenShape = /^[A-Za-z0-9_-]{4,64}$/;

export const isToken = (text: unknown): text is string => typeof text === 'string' && tokenShape.test(text);

export const startFrame = (token: string): string => JSON.stringify({ type: 'start', version: 1, data: { token } });

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Parses an incoming frame, as text or binary. `path` is passed to the receiver, because the relay has no path of ours. */
export const readFrame = (data: unknown, path: string): Frame => {
  if (!Buffer.isBuffer(data)) return unknown;
  let frame: unknown;
  try {
    frame = JSON.parse(data.toString());
  } catch {
    return unknown;
  }
  if (!isObject(frame) || !isObject(frame['data'])) return unknown;
  const { data: content, type } = frame;
  if (type === 'start') return isToken(content['token']) ? { type, token: content['token'] } : unknown;
  const { id } = content;
  return type === 'event' && typeof id === 'string' ? event(id, content, path) : unknown;
};

const event = (id: string, { method = 'POST', headers = {}, body }: Readonly<Record<string, unknown>>, path: string): Frame => {
  const encoded = body ?? '';
  // Validating a long text costs more than decoding it. Buffer skips what is not base64, which shows in the length.
  if (typeof method !== 'string' || !isObject(headers) || typeof encoded !== 'string') return { type: 'broken', id };
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length !== decodedLength(encoded) && !base64.test(encoded)) return { type: 'broken', id };
  const list: Array<readonly [string, string]> = [];
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string') list.push([name, value]);
  }
  return { type: 'event', id, incoming: { method, path, headers: list, body: bytes } };
};

const decodedLength = (encoded: string): number => {
  const padding = encoded.endsWith('==') ? 2 : encoded.endsWith('=') ? 1 : 0;
  return Math.floor(((encoded.length - padding) * 3) / 4);
};

/** Returns the response to an event as a binary frame. The relay accepts one of each header, so duplicates are joined as HTTP allows. */
export const answerFrame = (id: string, { status, headers, body }: Reply): Buffer => {
  const one: Record<string, string> = {};
  for (const [name, value] of headers) one[name] = one[name] === undefined ? value : `${one[name]}, ${value}`;
  const encoded = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64');
  return Buffer.from(JSON.stringify({ type: 'event', version: 1, data: { id, status, headers: one, body: encoded } }));
};
