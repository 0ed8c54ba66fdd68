import { type Running, readRunning } from '../../running.ts';
import { isObject, isPair, isText, isTime } from '../../values/json.ts';
/** A running listener's record on this machine, so that others can find it and its webhook can be removed if it dies. */
export interface ListenerRecord extends Running {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly profile: string;
  readonly baseUrl: string;
  readonly keyFingerprint: string;
  /** The receiver's loopback URL, path included. */
  readonly receiver: string;
  /** The registered public URL. */
  readonly address: string;
  /** Absent if the record was written before the registration, whose response has not arrived. */
  readonly webhookId?: string;
  /** The listener ended, and the service did not remove the webhook. */
  readonly ended?: true;
  /** The secret used to verify deliveries. */
  readonly secret: string;
  /** Where it forwards to, so that a delivery can be replayed by another process; absent in records of older versions. */
  readonly forwards?: Forwards;
}

/** A listener's targets as text, without passwords that were part of them. */
interface Forwards {
  readonly targets: readonly string[];
  /** Pattern and target. */
  readonly routes: ReadonlyArray<readonly [string, string]>;
  readonly insecure: boolean;
}

/** Returns the path segment that registered URLs end in. `label` is a word that tells people apart; `random` cannot be guessed. */
export const markerPath = (label: string, random: string): string => `/_boltcall/${label}-${random}`;

/** Returns the label in a listener's URL, or undefined for any other URL. Relays that set the path have no marker. */
export const markerOf = (address: string): string | undefined => {
  try {
    return /\/_boltcall\/([a-z0-9][a-z0-9_.-]*)-[0-9a-f]{16,}$/i.exec(new URL(address).pathname)?.[1];
  } catch {
    return undefined;
  }
};

const readForwards = (value: unknown): Forwards | undefined => {
  if (!isObject(value)) return undefined;
  const { targets, routes, insecure } = value;
  if (!Array.isArray(targets) || !targets.every(isText) || !Array.isArray(routes) || !routes.every(isPair)) return undefined;
  return { targets, routes, insecure: insecure === true };
};

/** Parses a record from the file of that id; undefined if it is invalid. */
export const readRecord = (id: string, text: string): ListenerRecord | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const who = readRunning(value);
  const { startedAt, profile, baseUrl, keyFingerprint, receiver, address, webhookId, secret } = value;
  const forwards = readForwards(value['forwards']);
  if (who === undefined || !isTime(startedAt) || typeof baseUrl !== 'string') return undefined;
  if (typeof keyFingerprint !== 'string' || typeof receiver !== 'string' || typeof address !== 'string' || typeof secret !== 'string')
    return undefined;
  return {
    id,
    ...who,
    startedAt,
    profile: typeof profile === 'string' ? profile : '',
    baseUrl,
    keyFingerprint,
    receiver,
    address,
    secret,
    ...(typeof webhookId === 'string' ? { webhookId } : {}),
    ...(value['ended'] === true ? { ended: true as const } : {}),
    ...(forwards === undefined ? {} : { forwards }),
  };
};
