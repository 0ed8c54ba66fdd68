import { isUtf8 } from 'node:buffer';
import { safe } from '../../output/text/safe.ts';
import { type Headers, outgoing, pairsOf, valueText } from '../headers.ts';
import type { Loaded } from '../log/load.ts';

/** Where a copied request goes if the delivery was never forwarded. */
const usualTarget = 'http://localhost:3000/';

/** A delivery as a request that can be sent again by other programs. */
export interface Request {
  /** The delivery's id in the log. */
  readonly id: string;
  readonly event: string | undefined;
  readonly method: string;
  readonly target: string;
  /** As the target got them, except `Host` and `Content-Length`, which depend on the connection. */
  readonly headers: Headers;
  readonly body: Buffer;
}

/** Returns the headers that a target gets, except `Host` and `Content-Length`. `extra` are the listener's own. */
export const forwardedHeaders = ({ delivery, resigned }: Loaded, extra: Headers): Headers =>
  pairsOf(outgoing(delivery.headers, resigned === undefined ? { extra } : { extra, signature: resigned }));

/** Returns the request that a delivery was to its newest target, or will be to one of `targets` if it was not forwarded yet. */
export const requestOf = (loaded: Loaded, { extra = [], targets = [] }: { extra?: Headers; targets?: readonly string[] } = {}): Request => {
  const { delivery, attempts } = loaded;
  const { id, event, method, body } = delivery;
  const target = attempts.at(-1)?.target ?? targets[0] ?? usualTarget;
  return { id, event, method, target, headers: forwardedHeaders(loaded, extra).map(([name, value]) => [name, valueText(value)]), body };
};

/** Maximum size of a body that is part of a copy, in bytes. A command line may have about 128 KiB on Linux, less elsewhere. */
export const longest = 32 * 1024;

/** Returns a body as text if it is short and survives being shown on a terminal and copied from there; else undefined. */
export const copyable = (body: Buffer): string | undefined => {
  if (body.length > longest || !isUtf8(body)) return undefined;
  const text = body.toString('utf8');
  return text.split('\n').every((line) => safe(line) === line) ? text : undefined;
};
