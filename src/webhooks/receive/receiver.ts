import { same } from '../../values/same.ts';
import { claimed, sign } from '../../values/signature.ts';
import type { Incoming, Reply } from '../delivery.ts';
import { type Headers, signatureHeader, valuesOf } from '../headers.ts';
import { claimedEvent } from '../payload.ts';
import { isProbe, type Probe } from '../tunnels/probe.ts';

/** The default maximum body size, changed by `--max-body`: 5 MiB. */
export const largestBody = 5 * 1024 * 1024;

/** Why a request is not a delivery. */
export type RefusalReason =
  | 'wrong_path'
  | 'wrong_method'
  | 'too_large'
  | 'too_many_headers'
  | 'no_signature'
  | 'bad_signature'
  | 'queue_full'
  | 'stopping'
  | 'busy';

export interface Refusal {
  readonly status: number;
  readonly reason: RefusalReason;
  /** For a body that is too large: the byte limit, its received or declared size, and the event it claims to be. */
  readonly large?: { readonly limit: number; readonly size: number; readonly event?: string | undefined };
}

/** A request with a valid signature (or unsigned, if that is allowed). */
export interface Genuine {
  readonly incoming: Incoming;
  readonly verified: boolean;
  /** The HMAC of the body, equal for equal bytes. */
  readonly digest: string;
}

export interface ReceiverOptions {
  /** The last segment of the path that deliveries are sent to. */
  readonly path: string;
  readonly probe: Probe;
  /**
   * Returns the secrets that may sign, or a promise of them while the registration's response, which may contain another secret,
   * is pending.
   */
  readonly secrets: () => readonly string[] | Promise<readonly string[]>;
  readonly allowUnsigned: boolean;
  /** Maximum body size (bytes). */
  readonly maxBody: number;
  /** Takes a delivery. Resolves with the response status, or returns a refusal. */
  readonly accept: (genuine: Genuine) => Promise<number> | Refusal;
  readonly onRefusal: (refusal: Refusal) => void;
}

/** Decides what is a delivery. Independent of HTTP servers and tunnels. */
export interface Receiver {
  /** Checks the head of a request, so that no body is read for nothing. Returns the response if it is refused. */
  refuse(head: Omit<Incoming, 'body'>): Reply | undefined;
  /** Handles a complete request whose head was accepted. */
  deliver(incoming: Incoming): Promise<Reply>;
  /** Handles a request from a tunnel that carries deliveries itself and has no path of ours. */
  take(incoming: Incoming): Promise<Reply>;
  /** Returns the response for a refusal that was decided elsewhere. */
  refusal(refusal: Refusal): Reply;
  /** Returns the response to a body that is too large to read to its end, and a callback that reports it once its beginning is known. */
  tooLarge(size: number): { readonly reply: Reply; readonly told: (beginning: Buffer) => void };
  /** From now on, every request gets a 503. */
  stop(): void;
}

const words: Readonly<Record<RefusalReason, string>> = {
  wrong_path: 'no such path',
  wrong_method: 'deliveries must be POST requests',
  too_large: 'the body is too large',
  too_many_headers: 'more than 1,000 headers',
  no_signature: 'the signature header is missing',
  bad_signature: 'the signature does not match the body',
  queue_full: 'too many deliveries are waiting',
  stopping: 'the listener is stopping',
  busy: 'too many requests at once',
};

const statuses: Readonly<Record<RefusalReason, number>> = {
  wrong_path: 404,
  wrong_method: 405,
  too_large: 413,
  too_many_headers: 431,
  no_signature: 401,
  bad_signature: 401,
  queue_full: 503,
  stopping: 503,
  busy: 503,
};

export const refusalFor = (reason: RefusalReason): Refusal => ({ status: statuses[reason], reason });

const bare = { headers: [], body: new Uint8Array() } as const;
const probed: Reply = { status: 204, ...bare };

/**
 * Returns the response to a delivery. The status says everything; the service keeps the first characters of the body for people
 * to read.
 */
export const replyOf = (status: number): Reply => ({
  status,
  ...(status < 400 ? bare : { headers: [['content-type', 'text/plain']], body: Buffer.from(`${status} from the local target\n`) }),
});

export const createReceiver = (options: ReceiverOptions): Receiver => {
  let stopped = false;

  const replyTo = (found: Refusal): Reply => {
    const headers: Array<readonly [string, string]> = [['content-type', 'text/plain']];
    if (found.status === 405) headers.push(['allow', 'POST']);
    if (found.status === 503) headers.push(['retry-after', '1']);
    const why = found.reason === 'too_large' ? `the body is over ${options.maxBody / 1_048_576} MiB` : words[found.reason];
    return { status: found.status, headers, body: Buffer.from(`${why}\n`) };
  };
  const refusal = (found: Refusal): Reply => {
    options.onRefusal(found);
    return replyTo(found);
  };
  const tooLarge: Receiver['tooLarge'] = (size) => {
    const found = refusalFor('too_large');
    let open = true;
    return {
      reply: replyTo(found),
      told: (beginning) => {
        if (open) options.onRefusal({ ...found, large: { limit: options.maxBody, size, event: claimedEvent(beginning) } });
        open = false;
      },
    };
  };
  const refuseFor = (reason: RefusalReason): Reply => refusal(refusalFor(reason));

  /** Checks everything except the path. */
  const refuseHead = (method: string, headers: Headers): Reply | undefined => {
    if (isProbe(options.probe, headers)) {
      options.probe.seen();
      return probed;
    }
    if (method !== 'POST') return refuseFor('wrong_method');
    return undefined;
  };

  const refuse: Receiver['refuse'] = ({ method, path, headers }) => {
    const query = path.indexOf('?');
    if (!(query < 0 ? path : path.slice(0, query)).endsWith(options.path)) return refuseFor('wrong_path');
    return refuseHead(method, headers);
  };

  const deliver: Receiver['deliver'] = async (incoming) => {
    if (incoming.body.length > options.maxBody) {
      const { reply, told } = tooLarge(incoming.body.length);
      told(incoming.body);
      return reply;
    }
    const values = valuesOf(incoming.headers, signatureHeader);
    const [value] = values;
    if (value === undefined && !options.allowUnsigned) return refuseFor('no_signature');
    const found = options.secrets();
    const secrets = found instanceof Promise ? await found : found;
    const digest = value === undefined ? sign(secrets[0] ?? '', incoming.body) : signedBy(secrets, incoming.body, value);
    // At shutdown there may be no secret to verify with, and a valid signature must not be reported as invalid.
    if (stopped) return refuseFor('stopping');
    // We do not know which of several signatures an app reads, so all must be valid.
    if (digest === undefined || values.some((other) => other !== value && claimed(other) !== digest)) return refuseFor('bad_signature');
    const accepted = options.accept({ incoming, verified: value !== undefined, digest });
    return accepted instanceof Promise ? replyOf(await accepted) : refusal(accepted);
  };

  return {
    refuse,
    deliver,
    refusal,
    tooLarge,
    take: async (incoming) => refuseHead(incoming.method, incoming.headers) ?? deliver(incoming),
    stop: () => {
      stopped = true;
    },
  };
};

/** Returns the digest of the body under the first secret that matches the header's value. */
const signedBy = (secrets: readonly string[], body: Buffer, value: string): string | undefined => {
  const given = claimed(value);
  for (const secret of secrets) {
    const digest = sign(secret, body);
    if (same(digest, given)) return digest;
  }
  return undefined;
};
