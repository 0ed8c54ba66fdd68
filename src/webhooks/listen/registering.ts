import type { Client } from '../../client/client.ts';
import { whyNotWritten } from '../../files.ts';
import type { Places } from '../../profiles/directories.ts';
import { thisProcess } from '../../running.ts';
import type { World } from '../../world.ts';
import { openEntry } from '../register/listener-records.ts';
import { createRegistrar, type Registrar } from '../register/registrar.ts';
import type { Plan } from './plan.ts';

/** This listener's webhook and its record on this machine. */
export interface Registering {
  readonly registrar: Registrar;
  /** Removes the webhook, once, no matter how often it is called. What cannot be removed is reported and stays in the record. */
  clear(): Promise<void>;
  /** Returns what became of the webhook after `clear`. */
  end(): 'removed' | 'left' | 'unknown' | 'none';
}

interface RegisteringOptions {
  readonly plan: Plan;
  readonly world: World;
  readonly client: Client;
  readonly places: Places;
  readonly profile: string;
  readonly path: string;
  /** The receiver's port. */
  readonly port: number;
  readonly note: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** Cleanup that takes longer than this shows a message (ms). */
const noticed = 1_500;
/** Limit for removing the webhook, retries included (ms). */
const removing = 15_000;

/** Writes and sends nothing yet; only locks the record. */
export const startRegistering = async ({
  plan,
  world,
  client,
  places,
  profile,
  path,
  port,
  note,
  warn,
}: RegisteringOptions): Promise<Registering> => {
  const id = `${world.pid}-${world.random(4).toString('hex')}`;
  let told = false;
  const unwritten = (why: unknown): void => {
    if (!told) warn(`Could not record this listener (${whyNotWritten(why)}): if it is killed, its webhook will remain registered.`);
    told = true;
  };
  const entry = await openEntry(places, id).catch(unwritten);
  const registrar = createRegistrar({
    client,
    world,
    events: plan.events,
    appSecret: plan.secret,
    resign: plan.resign,
    record: {
      id,
      ...thisProcess(world),
      startedAt: world.now(),
      profile,
      baseUrl: client.baseUrl.href,
      keyFingerprint: client.keyFingerprint,
      receiver: `http://127.0.0.1:${port}${path}`,
      forwards: {
        targets: plan.targets.map(({ text }) => text),
        routes: plan.routes.map(({ pattern, target }) => [pattern, target.text] as const),
        insecure: plan.insecure,
      },
    },
    onUnwritten: unwritten,
    ...(entry ? { entry } : {}),
  });

  let end: 'removed' | 'left' | 'unknown' | 'none' = 'none';
  const clear = async (): Promise<void> => {
    const slow = world.after(noticed, () => note('Still removing the webhook. Press Ctrl-C again to quit now; the next `listen` will remove it.'));
    const { removed, left, unknown, recorded } = await registrar.clear(AbortSignal.timeout(removing)).finally(slow);
    for (const { id: webhook, failure } of left) {
      const how = recorded
        ? '`boltcall webhooks prune` or the next `listen` will remove it'
        : `Remove it with \`boltcall webhooks delete ${webhook}\``;
      warn(`Webhook ${webhook} is still registered: ${failure.message}. ${how}.`);
    }
    for (const address of unknown) {
      const how = recorded ? '`boltcall webhooks prune` or the next `listen` will check again' : 'See `boltcall webhooks list`';
      warn(`Could not confirm whether ${address} is registered. ${how}.`);
    }
    end = left.length > 0 ? 'left' : unknown.length > 0 ? 'unknown' : removed > 0 ? 'removed' : 'none';
  };
  let cleared: Promise<void> | undefined;
  return {
    registrar,
    clear: () => {
      cleared ??= clear();
      return cleared;
    },
    end: () => end,
  };
};
