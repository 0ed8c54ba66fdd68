import { isUtf8 } from 'node:buffer';
import { type Fields, isObject, isPairs, isTime } from '../../values/json.ts';
import { type Attempt, type Delivery, faults } from '../delivery.ts';

/**
 * One line of the log: an event in the life of a delivery, as JSON. A body in valid UTF-8 is stored as text in `body`, any other
 * in base64 in `body_base64`. Both restore the same bytes.
 */
export type Entry =
  | {
      readonly type: 'delivery';
      readonly profile: string;
      readonly delivery: Delivery;
      /** The signature that targets got, if re-signed. */
      readonly resigned?: string;
    }
  | { readonly type: 'attempt'; readonly id: string; readonly attempt: Attempt; readonly replay: boolean }
  | { readonly type: 'answer'; readonly id: string; readonly status: number; readonly at: number };

/**
 * The start of every delivery line. These bytes occur nowhere else after a newline, because a line contains no newline and its
 * quotes are escaped.
 */
export const deliveryStart = '{"type":"delivery",';

/** Maximum bytes kept of a target's response. */
const keptOfAnswer = 64 * 1024;

/** Returns a body as members of a line. */
const bodyOf = (bytes: Buffer): object => (isUtf8(bytes) ? { body: bytes.toString('utf8') } : { body_base64: bytes.toString('base64') });

/** Encodes an entry as its line, newline included. */
export const encode = (entry: Entry): string => `${JSON.stringify(membersOf(entry))}\n`;

const membersOf = (entry: Entry): object => {
  if (entry.type === 'delivery') {
    const { id, receivedAt: at, method, path, headers, body, event, verified, repeatOf } = entry.delivery;
    const about = { type: entry.type, id, at, profile: entry.profile, event, bytes: body.length, verified, repeat_of: repeatOf };
    return { ...about, resigned: entry.resigned, method, path, headers, ...bodyOf(body) };
  }
  if (entry.type === 'attempt') {
    const { target, attempt, at, ms, status, error, fault, answer } = entry.attempt;
    const kept = answer && { headers: answer.headers, ...bodyOf(answer.body.subarray(0, keptOfAnswer)) };
    return { type: entry.type, id: entry.id, target, attempt, at, ms, status, error, fault, replay: entry.replay || undefined, answer: kept };
  }
  return entry;
};

/** Earlier logs call them `text` and `base64`. */
const bytes = ({ body, body_base64: encoded, text, base64 }: Fields): Buffer | undefined => {
  const written = body ?? text;
  if (typeof written === 'string') return Buffer.from(written, 'utf8');
  const other = encoded ?? base64;
  return typeof other === 'string' ? Buffer.from(other, 'base64') : undefined;
};

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
  const fault = faults.find((one) => one === fields['fault']);
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
      ...(fault === undefined ? {} : { fault }),
      ...(body ? { answer: { headers, body } } : {}),
    },
  };
};

/** Earlier logs store a body that begins like an object unescaped after this, at the end of a line. Elsewhere quotes are escaped. */
const bareBody = ',"body":{';

/** Returns the members of a line, or undefined if it is truncated or not a JSON object. */
const fieldsOf = (line: string): Fields | undefined => {
  const at = line.startsWith(deliveryStart) ? line.indexOf(bareBody) : -1;
  try {
    const value: unknown = JSON.parse(at < 0 ? line : `${line.slice(0, at)}}`);
    if (!isObject(value) || at < 0) return isObject(value) ? value : undefined;
    const body = line.slice(at + bareBody.length - 1, -1);
    // A truncated line may end in a brace too.
    return line.endsWith('}') && Buffer.byteLength(body) === value['bytes'] ? { ...value, body } : undefined;
  } catch {
    return undefined;
  }
};

/** Returns the entry of a line, or undefined if the line is truncated or not ours. */
export const decode = (line: string): Entry | undefined => {
  const fields = fieldsOf(line);
  if (fields === undefined) return undefined;
  const { type, id, status, at } = fields;
  if (type === 'delivery') return readDelivery(fields);
  if (type === 'attempt') return readAttempt(fields);
  if (type === 'answer' && typeof id === 'string' && typeof status === 'number' && typeof at === 'number') return { type, id, status, at };
  return undefined;
};
