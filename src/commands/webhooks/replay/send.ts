import type { Context } from '../../../cli/command/command.ts';
import { asFailure } from '../../../errors.ts';
import type { Attempt, Delivery } from '../../../webhooks/delivery.ts';
import { createForwarder } from '../../../webhooks/forward/forwarder.ts';
import type { Headers } from '../../../webhooks/headers.ts';
import { type Loaded, loadDelivery } from '../../../webhooks/log/load.ts';
import { openLog } from '../../../webhooks/log/log.ts';
import type { Logged } from '../../../webhooks/log/logged.ts';
import type { Destination } from '../../../webhooks/replay/destination.ts';
import type { Sent } from '../../../webhooks/replay/outcome.ts';
import { appSecretOf, edited, replayChanges, type Signing } from '../../../webhooks/replay/replay.ts';

export interface ReplayPlan {
  readonly context: Context;
  readonly chosen: readonly Logged[];
  readonly destination: Destination;
  readonly headers: Headers;
  readonly signing: Signing;
  /** Set to edit the payload first: the likely secrets of the app, most likely first. */
  readonly edit?: readonly [string, ...string[]];
  readonly insecure: boolean;
  /** Timeout per attempt (ms). */
  readonly timeout: number;
  readonly onSent: (sent: Sent) => void;
}

/** Returns a row for the outcome of one delivery at one target. */
const row = (delivery: Delivery, target: string, more: Record<string, unknown>): Record<string, unknown> => ({
  id: delivery.id,
  event: delivery.event ?? null,
  target,
  ...more,
});

const result = ({ status, ms, error, answer }: Attempt): Record<string, unknown> => ({
  status: status ?? null,
  ms,
  ...(error === undefined ? {} : { error }),
  ...(answer === undefined ? {} : { body: answer.body.toString('utf8') }),
});

/** Sends each delivery to its targets in turn and yields the outcomes. Attempts are added to the log. */
export async function* replayAll(plan: ReplayPlan): AsyncGenerator<Record<string, unknown>> {
  const { context, destination } = plan;
  const { world, settings, print, signal } = context;
  const { places } = settings;
  const forwarder = await createForwarder({ world, insecure: plan.insecure, timeout: plan.timeout, connection: settings.connection });
  const log = await openLog({ places, world, profile: settings.profile.value, onOff: (reason) => print.warn(`Not written to the log: ${reason}`) });
  try {
    for (const logged of plan.chosen) {
      if (signal.aborted) return;
      const loaded = await loadDelivery(places, logged).catch((error: unknown) => {
        // When several are replayed, one that has meanwhile left the log does not stop the rest.
        if (plan.chosen.length === 1) throw error;
        print.warn(asFailure(error).message);
        return undefined;
      });
      if (loaded === undefined) continue;
      const ready = plan.edit ? { delivery: await change(loaded, plan.edit, context) } : loaded;
      const { delivery } = ready;
      const targets = destination.targets(delivery.event);
      if (targets.length === 0)
        print.note(`${delivery.id}: no route matches ${delivery.event ?? 'a delivery without an event name'}; use --forward-to.`);
      for (const target of targets) {
        if (signal.aborted) return;
        if (settings.dryRun) {
          yield { dry_run: true, ...row(delivery, target.text, { method: delivery.method, bytes: delivery.body.length }) };
          continue;
        }
        const changes = replayChanges(ready, plan.signing, plan.headers);
        const attempt = await forwarder.send(delivery, target, changes, 1);
        // An edited payload is a different delivery, so its outcome does not belong to the logged one.
        if (!plan.edit) log.attempted(delivery.id, attempt, true);
        plan.onSent({ attempt, target });
        yield row(delivery, target.text, result(attempt));
      }
    }
  } finally {
    await log.close();
    await forwarder.close();
  }
}

const change = async (loaded: Loaded, secrets: readonly [string, ...string[]], { world, settings }: Context): Promise<Delivery> => {
  const { editBody } = await import('../../../webhooks/replay/edit.ts');
  const body = await editBody(loaded.delivery.body, { world, places: settings.places, interactive: settings.interactive });
  return edited(loaded.delivery, body, appSecretOf(loaded, secrets));
};
