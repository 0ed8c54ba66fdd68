import type { Client } from '../../client/client.ts';
import { asFailure, type Failure } from '../../errors.ts';
import type { Places } from '../../profiles/directories.ts';
import type { World } from '../../world.ts';
import type { ListenerRecord } from './listener-record.ts';
import { deadListeners, forget } from './listener-records.ts';
import { registered, remove } from './webhook.ts';

/** The result of cleaning up after an earlier listener. */
interface Cleaned {
  readonly record: ListenerRecord;
  /** `gone` means that the service no longer had it. */
  readonly outcome: 'removed' | 'gone' | 'failed';
  readonly webhookId?: string;
  readonly failure?: Failure;
}

/**
 * Removes the webhooks of dead listeners of this machine, in this workspace only (base URL and key). A webhook is ours only if
 * the service still has it under the recorded URL: ids may be reused, random URLs may not. Never throws: what cannot be removed
 * stays recorded for the next time.
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
    // The user quit before it was known, so nothing was attempted.
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

/** Reports the result if the user needs to know; webhooks that were already gone are not reported. */
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
