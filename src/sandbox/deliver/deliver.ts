import { documentedName } from '../../resources/events.ts';
import { iso } from '../../values/iso.ts';
import { format, sign } from '../../values/signature.ts';
import type { World } from '../../world.ts';
import type { Webhook } from '../data/records.ts';
import { addressesOf, allNear } from './addresses.ts';

/** The report of one delivery. `status` is absent if there was no response; `error` says why. */
export interface Delivered {
  readonly event: string;
  readonly url: string;
  readonly attempt: number;
  readonly status?: number;
  readonly error?: string;
  readonly ms: number;
}

/** Delivers events to webhooks. */
interface Deliverer {
  /** Sends an event to every webhook subscribed to it; returns at once. */
  emit(event: string, data: object, webhooks: Iterable<Webhook>, now: number): void;
  /** Stops and abandons deliveries in progress. */
  close(): void;
}

/** How events are posted; times in ms. */
interface Posting {
  /** Also post to public addresses. */
  readonly anywhere: boolean;
  /** Timeout for a response. */
  readonly timeout: number;
  /** Pause between the first attempt and the second. */
  readonly pause: number;
}

/** The vendor's timing: 10 s for a response, one retry after a second. */
export const asTheVendor = { timeout: 10_000, pause: 1_000 } as const;
const atOnce = 64;

const post = async (url: URL, body: Buffer, secret: string, timeout: number, signal: AbortSignal): Promise<number> => {
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    'User-Agent': 'Boltcall-Webhook/1.0',
    ...(secret === '' ? {} : { 'X-Boltcall-Signature': format(sign(secret, body), 'prefixed') }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', headers, agent: false, signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]) },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
};

const reason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError' || ('cause' in error && error.cause instanceof Error && error.cause.name === 'TimeoutError'))
    return 'no answer in time';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
};

/** Posts events to webhooks. Calls `told` after each attempt. */
export const deliverer = (world: World, { anywhere, timeout, pause }: Posting, told: (delivered: Delivered) => void): Deliverer => {
  const closing = new AbortController();
  const waiting: (() => Promise<void>)[] = [];
  let running = 0;

  const attempt = async (webhook: Webhook, event: string, body: Buffer, number: number): Promise<boolean> => {
    const url = new URL(webhook.url);
    const begun = world.now();
    const tell = (outcome: { status: number } | { error: string }): void =>
      told({ event, url: webhook.url, attempt: number, ms: world.now() - begun, ...outcome });
    if (!anywhere && !allNear(await addressesOf(url))) {
      tell({ error: 'skipped: not an address of this machine or a private network (--deliver-anywhere)' });
      return true;
    }
    try {
      const status = await post(url, body, webhook.secret, timeout, closing.signal);
      tell({ status });
      return status < 500;
    } catch (error) {
      if (!closing.signal.aborted) tell({ error: reason(error) });
      return closing.signal.aborted;
    }
  };

  const deliver = async (webhook: Webhook, event: string, body: Buffer): Promise<void> => {
    if (await attempt(webhook, event, body, 1)) return;
    await world.sleep(pause, closing.signal);
    if (!closing.signal.aborted) await attempt(webhook, event, body, 2);
  };

  const next = (): void => {
    while (running < atOnce) {
      const work = waiting.shift();
      if (!work) return;
      running += 1;
      void work().finally(() => {
        running -= 1;
        next();
      });
    }
  };

  return {
    emit: (event, data, webhooks, now) => {
      for (const webhook of webhooks) {
        // A webhook registered under an older event name receives that name.
        const name = webhook.events.includes(event) ? event : webhook.events.find((wanted) => documentedName(wanted) === event);
        if (name === undefined) continue;
        const body = Buffer.from(JSON.stringify({ event: name, timestamp: iso(now), data }));
        waiting.push(() => deliver(webhook, name, body));
      }
      next();
    },
    close: () => {
      waiting.length = 0;
      closing.abort();
    },
  };
};
