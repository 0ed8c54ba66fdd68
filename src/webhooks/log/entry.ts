import { isUtf8 } from 'node:buffer';
import { type Fields, isObject, isPairs, isTime } from '../../values/json.ts';
import type { Attempt, Delivery } from '../delivery.ts';
import type { Lines } from './buffer.ts';
import { member, quote, quotePairs } from './json-line.ts';

/**
 * One line of the log: an event in the life of a delivery. A body on one line that begins like a JSON object stands as it came, as the
 * last member: where it is JSON so is the line, and where it is not only `decode` reads it, since to parse every body costs a delivery
 * more than all the rest of its line. Other text stands as a JSON string, what is no UTF-8 as base64. All read back to the same bytes.
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

/**
 * How every line of a delivery starts. Bodies have no newline here and everything else has its quotes escaped, so these bytes stand
 * nowhere else behind a newline.
 */
export const deliveryStart = '{"type":"delivery",';

/** What a body stands behind where it stands as it came. Never in front of it: quotes inside of values are escaped. */
const bodyStart = ',"body":';

/** Bytes kept of a target's answer. */
const keptOfAnswer = 64 * 1024;

/** Bytes as a member of a JSON object, with a comma in front, that reads back to the same bytes. */
const keep = (bytes: Buffer): string => (isUtf8(bytes) ? `,"text":${quote(bytes.toString('utf8'))}` : `,"base64":"${bytes.toString('base64')}"`);

const brace = 0x7b;
const newline = 0x0a;
/** Whether a body may stand as it came. */
const standsAlone = (body: Buffer): boolean => body[0] === brace && !body.includes(newline) && isUtf8(body);

/** Adds an entry as one line, newline included. */
export const encode = (entry: Entry, lines: Pick<Lines, 'text' | 'bytes'>): void => {
  if (entry.type === 'delivery') {
    const { id, receivedAt, method, path, headers, body, event, verified, repeatOf } = entry.delivery;
    const about = `${member('profile', entry.profile)}${member('event', event)},"bytes":${body.length},"verified":${verified}`;
    const rest = `${member('repeat_of', repeatOf)}${member('resigned', entry.resigned)}`;
    const request = `,"method":${quote(method)},"path":${quote(path)},"headers":${quotePairs(headers)}`;
    const head = `${deliveryStart}"id":${quote(id)},"at":${receivedAt}${about}${rest}${request}`;
    if (standsAlone(body)) {
      lines.text(head + bodyStart);
      lines.bytes(body);
      lines.text('}\n');
    } else lines.text(`${head}${keep(body)}}\n`);
  } else if (entry.type === 'attempt') {
    const { target, attempt, at, ms, status, error, answer } = entry.attempt;
    const about = `"target":${quote(target)},"attempt":${attempt},"at":${at},"ms":${ms}`;
    const outcome = `${member('status', status)}${member('error', error)}${entry.replay ? ',"replay":true' : ''}`;
    const kept = answer === undefined ? '' : `,"answer":{"headers":${quotePairs(answer.headers)}${keep(answer.body.subarray(0, keptOfAnswer))}}`;
    lines.text(`{"type":"attempt","id":${quote(entry.id)},${about}${outcome}${kept}}\n`);
  } else lines.text(`{"type":"answer","id":${quote(entry.id)},"status":${entry.status},"at":${entry.at}}\n`);
};

const bytes = (fields: Fields): Buffer | undefined =>
  typeof fields['text'] === 'string'
    ? Buffer.from(fields['text'], 'utf8')
    : typeof fields['base64'] === 'string'
      ? Buffer.from(fields['base64'], 'base64')
      : undefined;

const readDelivery = (fields: Fields): Entry | undefined => {
  const { id, at, profile, event, verified, repeat_of: repeatOf, resigned, method, path, headers } = fields;
  const body = bytes(fields);
  if (typeof id !== 'string' || !isTime(at) || typeof method !== 'string' || typeof path !== 'string' || !isPairs(headers) || !body) return undefined;
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
  if (typeof id !== 'string' || typeof target !== 'string' || typeof attempt !== 'number' || !isTime(at) || typeof ms !== 'number') return undefined;
  const body = isObject(answer) ? bytes(answer) : undefined;
  const headers = isObject(answer) && isPairs(answer['headers']) ? answer['headers'] : [];
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

/** The members of a line; a body that stands as it came is `text`. Undefined where the line is cut off or no JSON object. */
const fieldsOf = (line: string): Fields | undefined => {
  const at = line.startsWith(deliveryStart) ? line.indexOf(bodyStart) : -1;
  try {
    const value: unknown = JSON.parse(at < 0 ? line : `${line.slice(0, at)}}`);
    if (!isObject(value)) return undefined;
    if (at < 0) return value;
    const text = line.slice(at + bodyStart.length, -1);
    // A line that is cut off may end in a brace too.
    return line.endsWith('}') && Buffer.byteLength(text) === value['bytes'] ? { ...value, text } : undefined;
  } catch {
    return undefined;
  }
};

/** The entry of a line; undefined where the line is cut off or none of ours. */
export const decode = (line: string): Entry | undefined => {
  const fields = fieldsOf(line);
  if (fields === undefined) return undefined;
  const { type, id, status, at } = fields;
  if (type === 'delivery') return readDelivery(fields);
  if (type === 'attempt') return readAttempt(fields);
  if (type === 'answer' && typeof id === 'string' && typeof status === 'number' && typeof at === 'number') return { type, id, status, at };
  return undefined;
};
