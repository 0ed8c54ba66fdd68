import { usage } from '../../errors.ts';
import { eventNames } from '../../resources/events.ts';
import type { Connection } from '../../transport/transport.ts';
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
  /** Where deliveries of an event go. */
  targets(event: string | undefined): readonly Target[];
  /** Sends a delivery again; false where no target is configured. What comes of it is heard by the inspector's `log`. */
  again(delivery: Delivery): boolean;
  /** Takes a request as if the service had sent it, and resolves with the status that it is answered. */
  receive(headers: Headers, body: Buffer): Promise<number>;
  /** The secrets that deliveries are verified with. */
  secrets(): readonly string[] | Promise<readonly string[]>;
  /** The secret that the app verifies with. */
  readonly appSecret: string;
}

/** How the listener forwards. */
export interface Forwarding {
  /** Set on every forward. */
  readonly extra: Headers;
  readonly insecure: boolean;
  /** For one attempt (ms). */
  readonly forwardTimeout: number;
}

export interface SenderOptions {
  readonly world: World;
  readonly forwarding: Forwarding;
  readonly connection?: Connection;
  /** Undefined while the listener is not ready. */
  readonly actions: () => Actions | undefined;
}

/** An attempt made from the page. */
export type Made = Attempt & { readonly replay: true };

/** Sends what the page asks for, and says what the app answered. Undefined: no target is configured, or the listener is not ready. */
export interface Sender {
  replay(loaded: Loaded): Promise<readonly Made[] | undefined>;
  /** Sends another body in a delivery's place, signed with the app's secret. Fails with `usage` where it is not JSON. */
  replayEdited(loaded: Loaded, body: string): Promise<readonly Made[] | undefined>;
  /** Sends a sample event in by the listener's own front door; resolves with the status for the service. Fails with `usage` for other names. */
  sample(event: string): Promise<number | undefined>;
  /** Is told of every attempt of the listener. */
  attempted(id: string, attempt: Attempt, replay: boolean): void;
}

/** The delivery with the signature that targets got the first time. */
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

/** A little more than an attempt may take and wait (ms). */
const patience = 5_000;

const reason = (text: string): string => {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return error instanceof Error ? `: ${error.message}` : '';
  }
};

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
    if (compact === undefined) throw usage(`the body is not valid JSON${reason(body)}`);
    if (listener === undefined) return undefined;
    const targets = listener.targets(loaded.delivery.event);
    if (targets.length === 0) return undefined;
    const secret = appSecretOf(loaded, [listener.appSecret, ...(await listener.secrets())]);
    const delivery = edited(loaded.delivery, Buffer.from(compact, 'utf8'), secret);
    const { insecure, forwardTimeout, extra } = forwarding;
    const forwarder = await createForwarder({ world, insecure, timeout: forwardTimeout, ...(connection === undefined ? {} : { connection }) });
    try {
      // Not in the log: it is another delivery, and how it fared says nothing of the one that came.
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
