import { usage } from '../../errors.ts';
import { eventNames } from '../../resources/events.ts';
import type { Connection } from '../../transport/transport.ts';
import { jsonFault } from '../../values/json.ts';
import { format, sign } from '../../values/signature.ts';
import type { Target } from '../../values/target.ts';
import type { World } from '../../world.ts';
import type { Attempt, Delivery } from '../delivery.ts';
import { createForwarder } from '../forward/forwarder.ts';
import { type Headers, headerOf, replayHeader, signatureHeader } from '../headers.ts';
import { compactJson } from '../json-text.ts';
import type { Loaded } from '../log/load.ts';
import { appSecretOf, edited } from '../replay/replay.ts';
import { sample } from '../trigger/sample.ts';

/** What the running listener can do for the page. */
export interface Actions {
  /** Returns the targets of an event. */
  targets(event: string | undefined): readonly Target[];
  /** Replays a delivery. Returns false if no target is configured. The inspector's `log` gets the result. */
  again(delivery: Delivery): boolean;
  /** Handles a request as if the service had sent it, and resolves with the response status. */
  receive(headers: Headers, body: Buffer): Promise<number>;
  /** Returns the secrets used to verify deliveries. */
  secrets(): readonly string[] | Promise<readonly string[]>;
  /** The secret that the app verifies with. */
  readonly appSecret: string;
}

/** The listener's forwarding settings. */
export interface Forwarding {
  /** Headers set on every forwarded delivery. */
  readonly extra: Headers;
  readonly insecure: boolean;
  /** Limit for one attempt (ms). */
  readonly forwardTimeout: number;
}

export interface SenderOptions {
  readonly world: World;
  readonly forwarding: Forwarding;
  readonly connection?: Connection;
  /** Returns undefined until the listener is ready. */
  readonly actions: () => Actions | undefined;
}

/** An attempt made from the page. */
export type Made = Attempt & { readonly replay: true };

/**
 * Sends what the page asks for and returns the app's response. Undefined means that no target is configured or the listener is
 * not ready.
 */
export interface Sender {
  replay(loaded: Loaded): Promise<readonly Made[] | undefined>;
  /** Sends another body in place of a delivery's, signed with the app's secret. Fails with `usage` if it is not JSON. */
  replayEdited(loaded: Loaded, body: string): Promise<readonly Made[] | undefined>;
  /**
   * Sends a sample event through the listener's own receiver and resolves with the response status. Fails with `usage` for
   * unknown names.
   */
  sample(event: string): Promise<number | undefined>;
  /** Call for every attempt of the listener. */
  attempted(id: string, attempt: Attempt, replay: boolean): void;
}

/** Returns the delivery with the signature that targets got the first time. */
const asForwarded = ({ delivery, resigned }: Loaded): Delivery => {
  const value = headerOf(delivery.headers, signatureHeader);
  if (resigned === undefined || value === undefined || resigned === value) return delivery;
  const headers = delivery.headers.flatMap(
    ([name, given]): Array<readonly [string, string]> =>
      name.toLowerCase() === signatureHeader
        ? [
            [name, resigned],
            ['X-Boltcall-Original-Signature', given],
          ]
        : [[name, given]],
  );
  return { ...delivery, headers };
};

/** How much longer to wait than one attempt may take, in case it is queued (ms). */
const patience = 5_000;

export const createSender = ({ world, forwarding, connection, actions }: SenderOptions): Sender => {
  const waiting = new Set<(id: string, attempt: Attempt) => void>();

  const replay: Sender['replay'] = async (loaded) => {
    const listener = actions();
    const delivery = asForwarded(loaded);
    const open = new Set(listener?.targets(delivery.event).map(({ text }) => text));
    if (listener === undefined || open.size === 0) return undefined;
    const made: Made[] = [];
    const over = new AbortController();
    const hear = (id: string, attempt: Attempt): void => {
      if (id !== delivery.id || !open.delete(attempt.target)) return;
      made.push({ ...attempt, replay: true });
      if (open.size === 0) over.abort();
    };
    waiting.add(hear);
    try {
      if (!listener.again(delivery)) return undefined;
      await world.sleep(forwarding.forwardTimeout + patience, over.signal);
      return made;
    } finally {
      waiting.delete(hear);
    }
  };

  const replayEdited: Sender['replayEdited'] = async (loaded, body) => {
    const listener = actions();
    const compact = compactJson(body);
    if (compact === undefined) throw usage(`the body is not valid JSON: ${jsonFault(body) ?? 'unknown'}`);
    if (listener === undefined) return undefined;
    const targets = listener.targets(loaded.delivery.event);
    if (targets.length === 0) return undefined;
    const secret = appSecretOf(loaded, [listener.appSecret, ...(await listener.secrets())]);
    const delivery = edited(loaded.delivery, Buffer.from(compact, 'utf8'), secret);
    const { insecure, forwardTimeout, extra } = forwarding;
    const forwarder = await createForwarder({ world, insecure, timeout: forwardTimeout, ...(connection === undefined ? {} : { connection }) });
    try {
      // Not logged: it is another delivery, and its outcome says nothing about the received one.
      const changes = { extra: [...extra, [replayHeader, delivery.id] as const] };
      const attempts = await Promise.all(targets.map((target) => forwarder.send(delivery, target, changes, 1)));
      return attempts.map((attempt): Made => ({ ...attempt, replay: true }));
    } finally {
      await forwarder.close();
    }
  };

  return {
    replay,
    replayEdited,
    sample: async (event) => {
      if (!eventNames.some((name) => name === event)) throw usage(`unknown event \`${event}\``);
      const listener = actions();
      const [secret] = (await listener?.secrets()) ?? [];
      if (listener === undefined || secret === undefined) return undefined;
      const body = Buffer.from(JSON.stringify(sample(event, { now: world.now(), random: world.random })), 'utf8');
      return listener.receive(
        [
          ['Content-Type', 'application/json'],
          ['User-Agent', 'Boltcall-Webhook/1.0'],
          ['X-Boltcall-Signature', format(sign(secret, body), 'prefixed')],
        ],
        body,
      );
    },
    attempted: (id, attempt, replayed) => {
      if (replayed && attempt.attempt === 1) for (const hear of waiting) hear(id, attempt);
    },
  };
};
