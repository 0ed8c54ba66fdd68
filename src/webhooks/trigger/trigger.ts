import { usage } from '../../errors.ts';
import { writeJson } from '../../values/exact-json.ts';
import { isObject } from '../../values/json.ts';
import { format, sign } from '../../values/signature.ts';
import type { Delivery } from '../delivery.ts';
import { type Payload, sample } from './sample.ts';
import type { Fresh } from './sample-parts.ts';
import { parseSet, setAt, typedValue } from './set-path.ts';

/** What the user asked for besides the event's name. */
interface Wishes {
  /** From `--data`, parsed: a whole payload (an object with `event` and `data`) or only the content of `data`. */
  readonly data?: unknown;
  /** `PATH=VALUE` as typed, applied in order. */
  readonly set: readonly string[];
}

const envelope = ['event', 'timestamp', 'data'];

const setTyped = (payload: Payload, typed: string): Payload => {
  const { path, value } = parseSet(typed);
  const [first = ''] = path.split('.');
  const known = envelope.includes(first) || Object.hasOwn(payload, first);
  if (!known) throw usage(`--set ${path}: unknown field ${first}; an event has ${envelope.join(', ')}`, `Did you mean --set data.${path}=…?`);
  return setAt(payload, path, typedValue(value));
};

const withData = (payload: Payload, data: unknown): Payload => {
  if (data === undefined) return payload;
  if (!isObject(data)) throw usage('--data: must be a JSON object', 'Pass the whole payload ({"event", "timestamp", "data"}) or only its data.');
  if (typeof data['event'] !== 'string' || !isObject(data['data'])) return { ...payload, data };
  if (data['event'] !== payload.event) {
    throw usage(
      `--data is a payload for ${data['event']}, not for ${payload.event}`,
      `Run \`boltcall trigger ${data['event']}\`, or pass only the data.`,
    );
  }
  // A new timestamp, because a listener drops deliveries with the same bytes for ten minutes.
  return { ...payload, ...data, event: payload.event, timestamp: payload.timestamp, data: data['data'] };
};

/** Returns the payload of an event: a sample, with its data replaced by `--data` and single values by `--set`. Fails with `usage`. */
export const payloadOf = (event: string, wishes: Wishes, fresh: Fresh): Payload => {
  let payload = withData(sample(event, fresh), wishes.data);
  for (const typed of wishes.set) payload = setTyped(payload, typed);
  return payload;
};

/** Returns the delivery that the service would make from a payload: compact JSON, its headers, signed. */
export const deliveryOf = (payload: Payload, secret: string, fresh: Fresh): Delivery => {
  const body = Buffer.from(writeJson(payload), 'utf8');
  return {
    id: `trg_${fresh.random(6).toString('hex')}`,
    receivedAt: fresh.now,
    method: 'POST',
    path: '/',
    headers: [
      ['Content-Type', 'application/json'],
      ['User-Agent', 'Boltcall-Webhook/1.0'],
      ['X-Boltcall-Signature', format(sign(secret, body), 'prefixed')],
    ],
    body,
    event: payload.event,
    verified: true,
  };
};
