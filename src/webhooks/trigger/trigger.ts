import { usage } from '../../errors.ts';
import { writeJson } from '../../values/exact-json.ts';
import { isObject } from '../../values/json.ts';
import { format, sign } from '../../values/signature.ts';
import type { Delivery } from '../delivery.ts';
import { type Payload, sample } from './sample.ts';
import type { Fresh } from './sample-parts.ts';
import { parseSet, setAt, typedValue } from './set-path.ts';

/** What was asked for beside the event's name. */
interface Wishes {
  /** Of `--data`, parsed: a whole payload (an object with `event` and `data`) or only what goes into `data`. */
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
  // A time of its own, since a listener drops what has the same bytes as ten minutes before.
  return { ...payload, ...data, event: payload.event, timestamp: payload.timestamp, data: data['data'] };
};

/** The payload of an event with the wishes applied: a sample, its data replaced by `--data`, single values by `--set`. Fails with `usage`. */
export const payloadOf = (event: string, wishes: Wishes, fresh: Fresh): Payload => {
  let payload = withData(sample(event, fresh), wishes.data);
  for (const typed of wishes.set) payload = setTyped(payload, typed);
  return payload;
};

/** A payload as the delivery that the service would make of it: compact JSON, its headers, signed. */
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
