import { type Running, readRunning } from '../../running.ts';
import { isObject, isPair, isText, isTime } from '../../values/json.ts';
/** What a running listener leaves on this machine, so that others find it and so that its webhook can be removed if it dies. */
export interface ListenerRecord extends Running {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly profile: string;
  readonly baseUrl: string;
  readonly keyFingerprint: string;
  /** The loopback address of the receiver, path included. */
  readonly receiver: string;
  /** The registered public address. */
  readonly address: string;
  /** Absent: written down before the registration, whose answer has not come. */
  readonly webhookId?: string;
  /** It came to its end, and the service did not remove the webhook. */
  readonly ended?: true;
  /** The secret with which deliveries are verified. */
  readonly secret: string;
  /** Where it forwards to, so that a delivery can be sent again from elsewhere; absent in records of older versions. */
  readonly forwards?: Forwards;
}

/** A listener's targets as texts, without the passwords that may have been typed in them. */
interface Forwards {
  readonly targets: readonly string[];
  /** Pattern and target. */
  readonly routes: ReadonlyArray<readonly [string, string]>;
  readonly insecure: boolean;
}

/** The path segment that registered addresses end in. `label` is a word that tells people apart, `random` is not to be guessed. */
export const markerPath = (label: string, random: string): string => `/_boltcall/${label}-${random}`;

/** The label of a listener's address; undefined for an address that is none. Relays that fix the path have no marker. */
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

/** A record read from the file of that id; undefined where it is none. */
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
