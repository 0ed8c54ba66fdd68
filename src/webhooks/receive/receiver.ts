import { same } from '../../values/same.ts';
import { claimed, sign } from '../../values/signature.ts';
import type { Incoming, Reply } from '../delivery.ts';
import { type Headers, signatureHeader, valuesOf } from '../headers.ts';
import { claimedEvent } from '../payload.ts';
import { isProbe, type Probe } from '../tunnels/probe.ts';

/** The largest body taken unless `--max-body` says otherwise: 5 MiB. */
export const largestBody = 5 * 1024 * 1024;

/** Why something that arrived is no delivery. */
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
  /** Of what is too large: the bytes that are allowed, those that came or were announced, and the event that it says to be. */
  readonly large?: { readonly limit: number; readonly size: number; readonly event?: string | undefined };
}

/** What was signed right (or came unsigned where that is allowed). */
export interface Genuine {
  readonly incoming: Incoming;
  readonly verified: boolean;
  /** The HMAC of the body: the same for the same bytes. */
  readonly digest: string;
}

export interface ReceiverOptions {
  /** The path that deliveries come to ends in this segment. */
  readonly path: string;
  readonly probe: Probe;
  /** The secrets that may sign; a promise while the answer of the registration, which may hold another one, is outstanding. */
  readonly secrets: () => readonly string[] | Promise<readonly string[]>;
  readonly allowUnsigned: boolean;
  /** The largest body taken (bytes). */
  readonly maxBody: number;
  /** Takes charge of a delivery; resolves with the status for its sender, or is a refusal. */
  readonly accept: (genuine: Genuine) => Promise<number> | Refusal;
  readonly onRefusal: (refusal: Refusal) => void;
}

/** Decides what is a delivery. Knows nothing of HTTP servers or tunnels. */
export interface Receiver {
  /** Whether these may be the head of a delivery, else the answer; so that no body is read in vain. */
  refuse(head: Omit<Incoming, 'body'>): Reply | undefined;
  /** A whole request whose head was let through. */
  deliver(incoming: Incoming): Promise<Reply>;
  /** A request of a tunnel that carries deliveries itself, to which no path of ours belongs. */
  take(incoming: Incoming): Promise<Reply>;
  /** Answers anything with a refusal that was found elsewhere. */
  refusal(refusal: Refusal): Reply;
  /** The answer to a body that is not read to its end since it is too large, and what tells of it when its beginning is known. */
  tooLarge(size: number): { readonly reply: Reply; readonly told: (beginning: Buffer) => void };
  /** From now on everything is answered 503. */
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

/** The answer to a delivery: the status says everything; the service keeps the first characters of the body for a person. */
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

  /** Everything but the path. */
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
    // At the end there may be no secret to verify with: what was signed right must not be told that it was not.
    if (stopped) return refuseFor('stopping');
    // Which of several an app reads is not known: each must fit.
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

/** The digest of the body under the first secret that the header's value was made with. */
const signedBy = (secrets: readonly string[], body: Buffer, value: string): string | undefined => {
  const given = claimed(value);
  for (const secret of secrets) {
    const digest = sign(secret, body);
    if (same(digest, given)) return digest;
  }
  return undefined;
};
