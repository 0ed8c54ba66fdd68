import type { Surroundings } from '../forward/fault.ts';
import { type Headers, headerOf, outgoing, pairsOf, signatureHeader } from '../headers.ts';
import type { Loaded } from '../log/load.ts';
import type { Listed } from './catalog.ts';
import { whyNoFixture } from './copies.ts';
import { bodyFor, rowOf, tryOf } from './shown.ts';
import { signatureSteps } from './signature-steps.ts';
import type { Detail, ForwardedHeader } from './wire.ts';

/** What of the listener a delivery is shown against. */
export interface Around {
  readonly surroundings: Surroundings;
  /** Set on every forward. */
  readonly extra: Headers;
  /** The secrets that deliveries are verified with. */
  readonly secrets: readonly string[];
  /** The secret that the app verifies with; undefined while it is not known. */
  readonly appSecret: string | undefined;
}

/** The headers that a target gets of a delivery, but for `Host` and `Content-Length`, which belong to the connection. */
export const forwardedHeaders = ({ delivery, resigned }: Loaded, extra: Headers): Headers =>
  pairsOf(outgoing(delivery.headers, resigned === undefined ? { extra } : { extra, signature: resigned }));

const compared = (received: Headers, forwarded: Headers): ForwardedHeader[] =>
  forwarded.map(([name, value]) => {
    const before = received.filter(([key]) => key.toLowerCase() === name.toLowerCase());
    const change = before.length === 0 ? 'added' : before.some(([, given]) => given === value) ? null : 'changed';
    return { name, value, change };
  });

/** Everything of one delivery, in the order in which a person asks: how it fared, what it is, how it came and went. */
export const detailOf = (one: Listed, loaded: Loaded, { surroundings, extra, secrets, appSecret }: Around): Detail => {
  const { delivery, attempts } = loaded;
  const { body, headers, receivedAt: at, verified } = delivery;
  const forwarded = forwardedHeaders(loaded, extra);
  const app = appSecret === undefined ? secrets : [appSecret, ...secrets];
  return {
    ...rowOf(one),
    verified,
    repeatOf: delivery.repeatOf ?? null,
    answered: one.answered ?? null,
    tries: attempts.toReversed().map((attempt) => tryOf(attempt, surroundings)),
    body: bodyFor(body),
    method: delivery.method,
    path: delivery.path,
    headers,
    signature: signatureSteps({ value: headerOf(headers, signatureHeader), body, at, secrets, verified }),
    forwarded: compared(headers, forwarded),
    forwardedSignature: signatureSteps({ value: headerOf(forwarded, signatureHeader), body, at, secrets: app, verified }),
    noFixture: whyNoFixture(body) ?? null,
  };
};
