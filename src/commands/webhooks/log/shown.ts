import { isUtf8 } from 'node:buffer';
import type { Delivery } from '../../../webhooks/delivery.ts';
import type { Logged, LoggedAttempt } from '../../../webhooks/log/logged.ts';

const named = (headers: ReadonlyArray<readonly [string, string]>): Array<Record<string, string>> => headers.map(([name, value]) => ({ name, value }));

/** Returns a body for JSON: as text if it is UTF-8, else as base64. */
const bodyOf = (body: Buffer): Record<string, string> => (isUtf8(body) ? { body: body.toString('utf8') } : { body_base64: body.toString('base64') });

/** Returns everything the log knows about a delivery, for programs. Times are ISO 8601 in UTC. */
export const shownDelivery = (
  logged: Logged,
  loaded: { readonly delivery: Delivery; readonly attempts: readonly LoggedAttempt[] },
): Record<string, unknown> => {
  const { delivery, attempts } = loaded;
  return {
    id: delivery.id,
    time: new Date(delivery.receivedAt).toISOString(),
    event: delivery.event ?? null,
    subject: logged.subject ?? null,
    who: logged.who ?? null,
    verified: delivery.verified,
    ...(delivery.repeatOf === undefined ? {} : { repeat_of: delivery.repeatOf }),
    profile: logged.profile,
    method: delivery.method,
    path: delivery.path,
    bytes: delivery.body.length,
    ...(logged.answered === undefined ? {} : { answered: logged.answered }),
    failed: logged.failed,
    headers: named(delivery.headers),
    ...bodyOf(delivery.body),
    attempts: attempts.map(({ target, attempt, at, ms, status, error, replay, answer }) => ({
      target,
      attempt,
      time: new Date(at).toISOString(),
      ms,
      ...(status === undefined ? {} : { status }),
      ...(error === undefined ? {} : { error }),
      replay,
      ...(answer === undefined ? {} : { answer: { headers: named(answer.headers), ...bodyOf(answer.body) } }),
    })),
  };
};
