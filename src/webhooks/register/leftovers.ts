import type { Client } from '../../client/client.ts';
import { asFailure, type Failure } from '../../errors.ts';
import type { Places } from '../../profiles/directories.ts';
import type { World } from '../../world.ts';
import type { ListenerRecord } from './listener-record.ts';
import { deadListeners, forget } from './listener-records.ts';
import { registered, remove } from './webhook.ts';

/** What became of what an earlier listener left. */
interface Cleaned {
  readonly record: ListenerRecord;
  /** `gone`: the service no longer had it. */
  readonly outcome: 'removed' | 'gone' | 'failed';
  readonly webhookId?: string;
  readonly failure?: Failure;
}

/**
 * Removes the webhooks of listeners of this machine that have died, in this workspace only (base URL and key). A webhook is
 * ours only if the service still has it under the address written down: ids could be given again, random addresses could not.
 * Never throws: what could not be removed stays written down for the next time.
 */
export const cleanUp = async (client: Client, places: Places, world: World, signal: AbortSignal): Promise<Cleaned[]> => {
  const ours = (await deadListeners(places, world)).filter(
    (record) => record.baseUrl === client.baseUrl.href && record.keyFingerprint === client.keyFingerprint,
  );
  if (ours.length === 0) return [];
  let there: Awaited<ReturnType<typeof registered>>;
  try {
    there = await registered(client, signal);
  } catch (error) {
    // Somebody left before it was known: nothing has been tried yet.
    if (signal.aborted) return [];
    const failure = asFailure(error);
    return ours.map((record) => ({ record, outcome: 'failed', failure }));
  }
  const cleaned: Cleaned[] = [];
  for (const record of ours) {
    const found = there.filter((webhook) => webhook.url === record.address);
    let failure: Failure | undefined;
    for (const webhook of found) failure = (await remove(client, world, webhook.id, signal)) ?? failure;
    if (failure === undefined) await forget(places, record);
    const webhookId = found[0]?.id ?? record.webhookId;
    const outcome = failure ? 'failed' : found.length > 0 ? 'removed' : 'gone';
    cleaned.push({ record, outcome, ...(webhookId === undefined ? {} : { webhookId }), ...(failure === undefined ? {} : { failure }) });
  }
  return cleaned;
};

/** Says what became of it, where a person has to know: what had gone already is nobody's concern. */
export const tellCleaned = ({ record, outcome, webhookId, failure }: Cleaned, note: (text: string) => void, warn: (text: string) => void): void => {
  if (outcome === 'removed') {
    note(
      `Removed webhook ${webhookId}, ${record.ended ? 'which the service kept when its listener ended' : 'left behind by a listener that was killed'}.`,
    );
  }
  if (failure) {
    const who = record.ended ? 'An earlier listener' : 'A listener that was killed';
    warn(`${who} left ${record.address} registered, and it could not be removed: ${failure.message}`);
  }
};
