import type { Context } from '../../../cli/command/command.ts';
import { column } from '../../../resources/resource.ts';
import type { Headers } from '../../../webhooks/headers.ts';
import type { Destination } from '../../../webhooks/replay/destination.ts';
import type { Payload } from '../../../webhooks/trigger/sample.ts';
import { deliveryOf } from '../../../webhooks/trigger/trigger.ts';
import type { TriggerPlan } from './plan.ts';

interface Preview {
  readonly dry_run: true;
  readonly method: string;
  readonly url: string | null;
  readonly headers: ReadonlyArray<{ readonly name: string; readonly value: string }>;
  readonly body: Payload;
}

/** Shows one round of what would be sent, and sends nothing. */
export const preview = async (
  context: Context,
  plan: TriggerPlan,
  destination: Destination | undefined,
  headers: Headers,
  secret: string,
): Promise<void> => {
  const { print, world } = context;
  const all: Preview[] = [];
  for (const { payload } of plan.round()) {
    if (payload === undefined) continue;
    const delivery = deliveryOf(payload, secret, { now: world.now(), random: (bytes) => world.random(bytes) });
    const targets = destination?.targets(payload.event) ?? [];
    const urls = targets.length === 0 ? [null] : targets.map(({ text }) => text);
    const named = [...delivery.headers, ...headers].map(([name, value]) => ({ name, value }));
    for (const url of urls) all.push({ dry_run: true, method: 'POST', url, headers: named, body: payload });
  }
  const [first] = all;
  const { format, query, columns: chosen } = print.view;
  if (format !== 'table' || query !== undefined || chosen !== undefined) {
    const columns = [column('method'), column('url', 'url')];
    return all.length === 1 ? print.record(first, columns) : print.list(all, columns);
  }
  for (const { method, url, headers: list, body } of all) {
    const lines = [
      `${method} ${url ?? '(no target: give --forward-to, or start `boltcall listen`)'}`,
      ...list.map(({ name, value }) => `${name}: ${value}`),
    ];
    await print.write(`${lines.join('\n')}\n\n${JSON.stringify(body, undefined, 2)}\n`);
  }
};
