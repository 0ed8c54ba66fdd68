import type { Client, Item } from '../../client/client.ts';
import { asFailure, Failure, type Kind } from '../../errors.ts';
import { operations } from '../../resources/index.ts';
import { isObject, isTexts } from '../../values/json.ts';
import type { World } from '../../world.ts';
import { unlikeAsked } from './unlike-asked.ts';

/** What the service says of a webhook that was registered. */
export interface Registration {
  readonly id: string;
  /** As the answer has them, else as asked. */
  readonly events: readonly string[];
  /** Absent: the answer held none. */
  readonly secret?: string;
  /** What it says beyond what was asked for, for people. */
  readonly unlike: readonly string[];
}

/** Registers an address. Fails as any request that changes something; an answer without an id is an unknown outcome. */
export const register = async (
  client: Client,
  address: URL,
  events: readonly string[],
  secret: string,
  signal: AbortSignal,
): Promise<Registration> => {
  const { value } = await client.call(operations.webhooks.create, { url: address.href, events: [...events], secret }, { signal });
  const answer = isObject(value) ? value : {};
  const found = typeof answer['id'] === 'string' ? answer['id'] : (await byAddress(client, address.href, signal))?.id;
  if (found === undefined) {
    throw new Failure('outcome-unknown', 'the API created the webhook but returned no id', {
      hint: `Find ${address.href} in \`boltcall webhooks list\` and remove it with \`boltcall webhooks delete ID\`.`,
    });
  }
  const given = answer['secret'];
  return {
    id: found,
    events: isTexts(answer['events']) && answer['events'].length > 0 ? answer['events'] : events,
    ...(typeof given === 'string' && given !== '' ? { secret: given } : {}),
    // That its secret is another is said by who signs anew.
    unlike: unlikeAsked(answer, { events }),
  };
};

/** Every webhook of the workspace that has an id. */
export const registered = async (client: Client, signal?: AbortSignal): Promise<Array<{ id: string; url: string; item: Item }>> => {
  const found: Array<{ id: string; url: string; item: Item }> = [];
  const options = signal === undefined ? {} : { signal };
  for await (const item of client.list(operations.webhooks.list, {}, { all: true }, options).items) {
    const { id, url } = item;
    if (typeof id === 'string' && typeof url === 'string') found.push({ id, url, item });
  }
  return found;
};

const byAddress = async (client: Client, address: string, signal: AbortSignal): Promise<{ id: string } | undefined> =>
  (await registered(client, signal)).find((webhook) => webhook.url === address);

/** Pauses before the second and third try of a removal (ms). */
const pauses = [500, 1_500] as const;
/** How long one try of a removal may take (ms): a service that does not answer is asked again. */
const patience = 4_000;
/** Failures after which another try is in vain. */
const lasting: ReadonlySet<Kind> = new Set(['authentication', 'forbidden', 'usage', 'internal']);

const removeOnce = async (client: Client, world: World, id: string, signal: AbortSignal): Promise<void> => {
  const late = new AbortController();
  const inTime = world.after(patience, () => late.abort(new Failure('timeout', `no response within ${patience / 1000} s`)));
  try {
    await client.call(operations.webhooks.delete, { webhook_id: id }, { signal: AbortSignal.any([signal, late.signal]) });
  } finally {
    inTime();
  }
};

/**
 * Removes a webhook; three tries, since what is left behind goes on getting deliveries. Gone already counts as removed.
 * Resolves with the failure of the last try; `signal` ends the trying.
 */
export const remove = async (client: Client, world: World, id: string, signal: AbortSignal): Promise<Failure | undefined> => {
  for (let tries = 0; ; tries++) {
    try {
      await removeOnce(client, world, id, signal);
      return undefined;
    } catch (error) {
      const failure = asFailure(error);
      if (failure.kind === 'not-found') return undefined;
      const pause = pauses[tries];
      if (pause === undefined || signal.aborted || lasting.has(failure.kind)) return failure;
      await world.sleep(pause, signal);
    }
  }
};
