import type { Client, Item } from '../../client/client.ts';
import { asFailure, Failure, type Kind } from '../../errors.ts';
import { operations } from '../../resources/index.ts';
import { isObject, isTexts } from '../../values/json.ts';
import type { World } from '../../world.ts';
import { unlikeAsked } from './unlike-asked.ts';

/** The service's response for a registered webhook. */
export interface Registration {
  readonly id: string;
  /** From the response, else as requested. */
  readonly events: readonly string[];
  /** Absent if the response contained none. */
  readonly secret?: string;
  /** How it differs from the request, in sentences for people. */
  readonly unlike: readonly string[];
}

/** Registers a URL. Fails like any request that changes something; a response without an id is an unknown outcome. */
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
    // The code that re-signs reports a different secret.
    unlike: unlikeAsked(answer, { events }),
  };
};

/** Returns every webhook of the workspace that has an id. */
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

/** Pauses before the second and third attempt of a removal (ms). */
const pauses = [500, 1_500] as const;
/** Limit for one attempt of a removal, so that a service that does not respond is asked again (ms). */
const patience = 4_000;
/** Failures for which a retry is useless. */
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
 * Removes a webhook in up to three attempts, because a webhook left behind keeps getting deliveries. One that is already gone
 * counts as removed. Resolves with the last attempt's failure; `signal` aborts the attempts.
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
