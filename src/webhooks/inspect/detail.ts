import { whyNoFixture } from '../copies/fixture.ts';
import { forwardedHeaders } from '../copies/request.ts';
import type { Surroundings } from '../forward/fault.ts';
import { type Headers, headerOf, signatureHeader } from '../headers.ts';
import type { Loaded } from '../log/load.ts';
import type { Logged } from '../log/logged.ts';

import { bodyFor, rowOf, tryOf } from './shown.ts';
import { signatureSteps } from './signature-steps.ts';
import type { Detail, ForwardedHeader } from './wire.ts';

/** The listener's state that a delivery is shown against. */
export interface Around {
  readonly surroundings: Surroundings;
  /** Headers set on every forwarded delivery. */
  readonly extra: Headers;
  /** The secrets used to verify deliveries. */
  readonly secrets: readonly string[];
  /** The secret that the app verifies with; undefined until it is known. */
  readonly appSecret: string | undefined;
}

const compared = (received: Headers, forwarded: Headers): ForwardedHeader[] =>
  forwarded.map(([name, value]) => {
    const before = received.filter(([key]) => key.toLowerCase() === name.toLowerCase());
    const change = before.length === 0 ? 'added' : before.some(([, given]) => given === value) ? null : 'changed';
    return { name, value, change };
  });

/** Returns all details of one delivery in reading order: outcome, content, request, attempts. */
export const detailOf = (one: Logged, loaded: Loaded, { surroundings, extra, secrets, appSecret }: Around): Detail => {
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
