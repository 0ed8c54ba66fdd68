import type { Context } from '../../../cli/command/command.ts';
import { showPreviews } from '../../../cli/operation/change.ts';
import { asksFirst } from '../../../cli/operation/confirm.ts';
import type { Client } from '../../../client/client.ts';
import { preview } from '../../../client/request.ts';
import { type Failure, usage } from '../../../errors.ts';
import { safe } from '../../../output/text/safe.ts';
import { operations } from '../../../resources/index.ts';
import { column } from '../../../resources/resource.ts';
import { verdict } from '../../../values/verdict.ts';
import { cleanUp } from '../../../webhooks/register/leftovers.ts';
import { listenerAt } from '../../../webhooks/register/listener-check.ts';
import { markerOf } from '../../../webhooks/register/listener-record.ts';
import { allRecords, deadListeners } from '../../../webhooks/register/listener-records.ts';
import { registered, remove } from '../../../webhooks/register/webhook.ts';

/** One webhook that was checked. */
interface Row {
  readonly id: string;
  readonly url: string;
  readonly status: 'removed' | 'gone' | 'failed' | 'kept';
  readonly reason?: string;
}

const columns = [column('id', 'id'), column('url', 'url'), column('status', 'status'), column('reason')];

const none = 'No leftover webhooks on this machine.';

/** Runs `webhooks prune`. With `others`, it also covers webhooks left behind by listeners on other machines. */
export const run = async (context: Context, others: boolean): Promise<void> => {
  const { settings, world, print, signal } = context;
  if (settings.dryRun) return dryRun(context);
  const client = await context.client();
  const rows: Row[] = [];
  const failures: Failure[] = [];
  const dead = await deadListeners(settings.places, world);
  for (const { record, outcome, webhookId, failure } of await cleanUp(client, settings.places, world, signal)) {
    rows.push({ id: webhookId ?? '', url: record.address, status: outcome, ...(failure === undefined ? {} : { reason: failure.message }) });
    if (failure) failures.push(failure);
  }
  if (others) for (const row of await ofOthers(context, client, failures)) rows.push(row);
  await print.list(rows, columns, { changed: true });
  const elsewhere = dead.filter(({ baseUrl, keyFingerprint }) => baseUrl !== client.baseUrl.href || keyFingerprint !== client.keyFingerprint);
  if (elsewhere.length > 0) {
    const profiles = [...new Set(elsewhere.map(({ profile }) => safe(profile)))].join(', ');
    print.note(`${elsewhere.length} left in other workspaces: run this again with --profile (${profiles}).`);
  } else if (rows.length === 0) print.note(others ? 'No leftover webhooks.' : none);
  const [first] = failures;
  if (first !== undefined)
    throw rows.length === 1 ? first : verdict(failures, rows.length, `${failures.length} of ${rows.length} could not be removed`);
};

/**
 * Handles webhooks that have a listener's marker but are not from this machine; asks for confirmation unless a running listener responds at the URL.
 */
const ofOthers = async (context: Context, client: Client, failures: Failure[]): Promise<Row[]> => {
  const { settings, world, signal, print } = context;
  const own = new Set((await allRecords(settings.places)).map(({ address }) => address));
  const candidates = (await registered(client, signal)).filter(({ url }) => markerOf(url) !== undefined && !own.has(url));
  if (candidates.length === 0) return [];
  const transport = await world.network.open(settings.connection);
  const rows: Row[] = [];
  try {
    for (const { id, url } of candidates) {
      const found = await listenerAt(transport, url, signal);
      if (found === true) {
        rows.push({ id, url, status: 'kept', reason: 'a listener is running there' });
        continue;
      }
      print.note(`${safe(markerOf(url) ?? '')}: ${safe(url)} (${safe(id)}): ${safe(found)}.`);
      if (!(await agreed(context, id))) {
        rows.push({ id, url, status: 'kept', reason: 'kept at your request' });
        continue;
      }
      const failure = await remove(client, world, id, signal);
      if (failure) failures.push(failure);
      rows.push({ id, url, status: failure ? 'failed' : 'removed', ...(failure ? { reason: failure.message } : {}) });
    }
  } finally {
    await transport.close?.();
  }
  return rows;
};

const agreed = async ({ settings, ask }: Context, id: string): Promise<boolean> => {
  if (!asksFirst(settings, { kind: 'final', what: `remove ${id}`, count: 1 })) return true;
  if (!ask.possible) {
    throw usage(
      `prune asks about each listener, and this is not an interactive terminal: ${id}`,
      `Add --yes to remove all that do not answer, or remove one with \`boltcall webhooks delete ${id}\`.`,
    );
  }
  return ask.pick(`Remove ${id}`, [
    { name: 'keep it', value: false },
    { name: 'remove it', value: true },
  ]);
};

/** Reports what would be removed, as far as this machine knows without querying the service. */
const dryRun = async (context: Context): Promise<void> => {
  const { settings, world } = context;
  const base = settings.baseUrl.value;
  const dead = (await deadListeners(settings.places, world)).filter(({ baseUrl }) => baseUrl === base.href);
  const previews = dead.flatMap(({ webhookId }) => {
    if (webhookId === undefined) return [];
    const { method, url } = preview(operations.webhooks.delete, { webhook_id: webhookId }, base);
    return [{ dry_run: true, method, url: url.href }];
  });
  if (previews.length === 0) context.print.note(none);
  await showPreviews(context, previews, true);
};
