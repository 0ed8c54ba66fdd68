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
  /** What the user's app verifies with. */
  readonly appSecret: string;
  /** Whether signatures are made anew where the service's secret is another. */
  readonly resign: boolean;
  /** Absent where the state directory cannot be written to. */
  readonly entry?: Entry;
  /** Nothing could be written down: if the listener is killed, its webhook stays. */
  readonly onUnwritten: (why: unknown) => void;
  readonly record: Omit<ListenerRecord, 'address' | 'webhookId' | 'secret'>;
}

/** This listener's webhook at the service: registered, registered anew where the address changed, removed. */
export interface Registrar {
  /** Registers an address, and then removes what was registered before. Fails as the request does, which `signal` cuts short. */
  at(address: URL, signal: AbortSignal): Promise<Registration>;
  /** With what deliveries are verified; a promise until the first registration is answered. */
  secrets(): readonly string[] | Promise<readonly string[]>;
  /** The secret with which signatures are made anew, where that is needed. */
  resignWith(): string | undefined;
  /** The secret of the service where it is not the app's. */
  foreign(): string | undefined;
  /** Nothing will be registered any more: who waits for secrets gets those that there are. */
  giveUp(): void;
  /** Removes everything that is or may be registered. */
  clear(signal: AbortSignal): Promise<Cleared>;
}

/** What became of all that was registered. */
export interface Cleared {
  /** How many webhooks were removed. */
  readonly removed: number;
  /** What could not be removed. */
  readonly left: ReadonlyArray<{ readonly id: string; readonly failure: Failure }>;
  /** Addresses that were sent to the service, of which it is not known whether they are, or will be, registered. */
  readonly unknown: readonly string[];
  /** What stayed is written down, so that the next start finds it. */
  readonly recorded: boolean;
}

/** Failures of a registration after which there is surely no webhook. */
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
  /** Addresses sent to the service, with the id where its answer came. */
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
      // An earlier record, which has the address, is enough to find the webhook by.
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
    // Deliveries that are under way to the old address were signed with the old secret.
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
    // What is not found there may still arrive.
    const unknown = unanswered.filter((address) => !found.some(({ url }) => url === address));
    const nothingStays = left.length + unknown.length === 0;
    // Whoever looks at it next must not take us for killed.
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
