import type { Client } from '../../client/client.ts';
import { asFailure, type Failure, type Kind } from '../../errors.ts';
import type { World } from '../../world.ts';
import type { ListenerRecord } from './listener-record.ts';
import type { Entry } from './listener-records.ts';
import { type Registration, register, registered, remove } from './webhook.ts';

interface RegistrarOptions {
  readonly client: Client;
  readonly world: World;
  readonly events: readonly string[];
  /** The secret that the user's app verifies with. */
  readonly appSecret: string;
  /** Whether to re-sign if the service's secret differs. */
  readonly resign: boolean;
  /** Absent if the state directory is not writable. */
  readonly entry?: Entry;
  /** Called if nothing could be recorded: if the listener is killed, its webhook stays. */
  readonly onUnwritten: (why: unknown) => void;
  readonly record: Omit<ListenerRecord, 'address' | 'webhookId' | 'secret'>;
}

/** Manages this listener's webhook at the service: registers it, registers it again when the URL changes, removes it. */
export interface Registrar {
  /** Registers a URL and then removes the previous webhook. Fails like the request; `signal` aborts it. */
  at(address: URL, signal: AbortSignal): Promise<Registration>;
  /** Returns the secrets to verify deliveries with, or a promise of them until the first registration gets its response. */
  secrets(): readonly string[] | Promise<readonly string[]>;
  /** Returns the secret to re-sign with, if needed. */
  resignWith(): string | undefined;
  /** Returns the service's secret if it differs from the app's. */
  foreign(): string | undefined;
  /** No more registrations follow: pending requests for secrets resolve with those known. */
  giveUp(): void;
  /** Removes everything that is or may be registered. */
  clear(signal: AbortSignal): Promise<Cleared>;
}

/** What became of all registered webhooks. */
export interface Cleared {
  /** How many webhooks were removed. */
  readonly removed: number;
  /** Webhooks that could not be removed. */
  readonly left: ReadonlyArray<{ readonly id: string; readonly failure: Failure }>;
  /** URLs sent to the service that may or may not be, or become, registered. */
  readonly unknown: readonly string[];
  /** True if what remains is recorded, so that the next start finds it. */
  readonly recorded: boolean;
}

/** Failures of a registration that guarantee that there is no webhook. */
const unregistered: ReadonlySet<Kind> = new Set([
  'usage',
  'authentication',
  'forbidden',
  'not-found',
  'conflict',
  'invalid',
  'rate-limited',
  'network',
  'timeout',
]);

export const createRegistrar = (options: RegistrarOptions): Registrar => {
  const { client, world, entry } = options;
  /** URLs sent to the service, with the webhook id once the response has arrived. */
  const sent = new Map<string, string | undefined>();
  let now: Registration | undefined;
  let secrets: readonly string[] | undefined;
  let tell: (secrets: readonly string[]) => void = () => {};
  const first = new Promise<readonly string[]>((resolve) => {
    tell = resolve;
  });

  let recorded = false;
  let last: ListenerRecord | undefined;
  const write = async (record: ListenerRecord): Promise<void> => {
    last = record;
    try {
      await entry?.write(record);
      recorded = entry !== undefined;
    } catch (error) {
      // An earlier record that has the URL is enough to find the webhook.
      if (!recorded) options.onUnwritten(error);
    }
  };

  const foreign = (): string | undefined => (now?.secret !== undefined && now.secret !== options.appSecret ? now.secret : undefined);

  const at: Registrar['at'] = async (address, signal) => {
    const before = now;
    const base = { ...options.record, address: address.href };
    sent.set(address.href, undefined);
    await write({ ...base, secret: options.appSecret });
    try {
      now = await register(client, address, options.events, options.appSecret, signal);
    } catch (error) {
      if (unregistered.has(asFailure(error).kind)) sent.delete(address.href);
      throw error;
    }
    sent.set(address.href, now.id);
    const used = now.secret ?? options.appSecret;
    // Deliveries on their way to the old URL were signed with the old secret.
    secrets = [...new Set([used, ...(secrets ?? [])])].slice(0, 2);
    tell(secrets);
    await write({ ...base, webhookId: now.id, secret: used });
    if (before !== undefined) {
      const failure = await remove(client, world, before.id, AbortSignal.timeout(10_000));
      if (failure === undefined) for (const [known, id] of sent) if (id === before.id) sent.delete(known);
    }
    return now;
  };

  const clear: Registrar['clear'] = async (signal) => {
    const left: Array<{ id: string; failure: Failure }> = [];
    let removed = 0;
    const drop = async (id: string): Promise<void> => {
      const failure = await remove(client, world, id, signal);
      if (failure === undefined) removed += 1;
      else left.push({ id, failure });
    };
    const unanswered = [...sent].filter(([, id]) => id === undefined).map(([address]) => address);
    for (const id of sent.values()) if (id !== undefined) await drop(id);
    const there = unanswered.length === 0 ? [] : await registered(client, signal).catch(() => []);
    const found = there.filter(({ url }) => unanswered.includes(url));
    for (const webhook of found) await drop(webhook.id);
    // A webhook that is not found there may still be created.
    const unknown = unanswered.filter((address) => !found.some(({ url }) => url === address));
    const nothingStays = left.length + unknown.length === 0;
    // The next process that looks must not think that we were killed.
    if (!nothingStays && last !== undefined) await write({ ...last, ended: true });
    await (nothingStays ? entry?.remove() : entry?.abandon());
    return { removed, left, unknown, recorded };
  };

  return {
    at,
    clear,
    foreign,
    secrets: () => secrets ?? first,
    resignWith: () => (options.resign && foreign() !== undefined ? options.appSecret : undefined),
    giveUp: () => tell(secrets ?? []),
  };
};
