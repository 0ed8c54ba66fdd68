import { isUtf8 } from 'node:buffer';
import type { Attempt, Delivery } from './delivery.ts';

/**
 * One line of the log: an event in the life of a delivery. Bodies are kept as text where they are valid UTF-8 (which reads back
 * to the same bytes), else as base64.
 */
export type Entry =
  | {
      readonly type: 'delivery';
      readonly profile: string;
      readonly delivery: Delivery;
      /** The signature that targets got, where it was made anew. */
      readonly resigned?: string;
    }
  | { readonly type: 'attempt'; readonly id: string; readonly attempt: Attempt; readonly replay: boolean }
  | { readonly type: 'answer'; readonly id: string; readonly status: number; readonly at: number };

/** How every line of a delivery starts. Quotes inside of values are escaped, so these bytes stand nowhere else in a file. */
export const deliveryStart = '{"type":"delivery",';

/** Bytes kept of a target's answer. */
const keptOfAnswer = 64 * 1024;

type Kept = { readonly text: string } | { readonly base64: string };

/** Bytes as a JSON value that reads back to the same bytes. */
export const keep = (body: Buffer): Kept => (isUtf8(body) ? { text: body.toString('utf8') } : { base64: body.toString('base64') });

/** An entry as one line, newline included. */
export const encode = (entry: Entry): string => {
  if (entry.type === 'delivery') {
    const { id, receivedAt, method, path, headers, body, event, verified, repeatOf } = entry.delivery;
    const { type, profile, resigned } = entry;
    return `${JSON.stringify({ type, id, at: receivedAt, profile, event, bytes: body.length, verified, repeat_of: repeatOf, resigned, method, path, headers, ...keep(body) })}\n`;
  }
  if (entry.type === 'attempt') {
    const { target, attempt, at, ms, status, error, answer } = entry.attempt;
    const replay = entry.replay ? true : undefined;
    const kept = answer && { headers: answer.headers, ...keep(answer.body.subarray(0, keptOfAnswer)) };
    return `${JSON.stringify({ type: entry.type, id: entry.id, target, attempt, at, ms, status, error, replay, answer: kept })}\n`;
  }
  return `${JSON.stringify(entry)}\n`;
};

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isPair = (value: unknown): value is readonly [string, string] =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'string';
const isHeaders = (value: unknown): value is ReadonlyArray<readonly [string, string]> => Array.isArray(value) && value.every(isPair);

const bytes = (fields: Fields): Buffer | undefined =>
  typeof fields['text'] === 'string'
    ? Buffer.from(fields['text'], 'utf8')
    : typeof fields['base64'] === 'string'
      ? Buffer.from(fields['base64'], 'base64')
      : undefined;

const readDelivery = (fields: Fields): Entry | undefined => {
  const { id, at, profile, event, verified, repeat_of: repeatOf, resigned, method, path, headers } = fields;
  const body = bytes(fields);
  if (typeof id !== 'string' || typeof at !== 'number' || typeof method !== 'string' || typeof path !== 'string' || !isHeaders(headers) || !body)
    return undefined;
  return {
    type: 'delivery',
    profile: typeof profile === 'string' ? profile : '',
    ...(typeof resigned === 'string' ? { resigned } : {}),
    delivery: {
      id,
      receivedAt: at,
      method,
      path,
      headers,
      body,
      verified: verified === true,
      ...(typeof event === 'string' ? { event } : {}),
      ...(typeof repeatOf === 'string' ? { repeatOf } : {}),
    },
  };
};

const readAttempt = (fields: Fields): Entry | undefined => {
  const { id, target, attempt, at, ms, status, error, replay, answer } = fields;
  if (typeof id !== 'string' || typeof target !== 'string' || typeof attempt !== 'number' || typeof at !== 'number' || typeof ms !== 'number')
    return undefined;
  const body = isFields(answer) ? bytes(answer) : undefined;
  const headers = isFields(answer) && isHeaders(answer['headers']) ? answer['headers'] : [];
  return {
    type: 'attempt',
    id,
    replay: replay === true,
    attempt: {
      target,
      attempt,
      at,
      ms,
      ...(typeof status === 'number' ? { status } : {}),
      ...(typeof error === 'string' ? { error } : {}),
      ...(body ? { answer: { headers, body } } : {}),
    },
  };
};

/** The entry of a line; undefined where the line is cut off or none of ours. */
export const decode = (line: string): Entry | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isFields(value)) return undefined;
  const { type, id, status, at } = value;
  if (type === 'delivery') return readDelivery(value);
  if (type === 'attempt') return readAttempt(value);
  if (type === 'answer' && typeof id === 'string' && typeof status === 'number' && typeof at === 'number') return { type, id, status, at };
  return undefined;
};
