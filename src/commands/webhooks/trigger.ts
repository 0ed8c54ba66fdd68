import { argument } from '../../cli/command/argument.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { unknownEvent } from '../../cli/command/unknown-event.ts';
import { usage } from '../../errors.ts';
import type { Printer } from '../../output/printer.ts';
import type { View } from '../../output/text/view.ts';
import { column, integer, list, text } from '../../resources/resource.ts';
import type { Destination } from '../../webhooks/replay/destination.ts';
import { defaultTimeout, sendingOptions, shortened, without } from './send-options.ts';
import type { TriggerPlan } from './trigger/plan.ts';
import type { SentRow } from './trigger/send.ts';

const columns = [
  column('event'),
  column('subject', 'id'),
  column('target', 'url'),
  column('status', 'status'),
  column('ms', 'number'),
  column('error'),
  column('body'),
];

export const command = defineCommand({
  columns,
  arguments: { event: argument('event name (`boltcall webhooks events` lists them)', { optional: true, resource: 'events' }) },
  options: {
    set: option('path=value', list('set a payload value: data.caller=+14155550133 (repeatable)')),
    data: option('json', text('whole payload, or just its data, as JSON', { long: true })),
    fixture: option('file', text('file with a sequence of events (YAML or JSON, - for stdin)'), { conflicts: ['event', 'data', 'rate'] }),
    count: option('n', integer('number of events, each with its own ids and times', { min: 1, preset: 1 })),
    rate: option('n', text('events per second (default: one after another)')),
    ...unknownEvent,
    ...sendingOptions("your app's secret (default: the one `listen` uses)"),
  },
  exits: {
    10: 'no response from your app',
    13: 'some of several deliveries failed',
    14: 'your app did not return 2xx',
  },
  examples: [
    'trigger call.missed',
    'trigger lead.created --set data.name="Ana Ruiz" --set data.phone=+14155550133',
    'trigger call.completed --forward-to http://localhost:3000/hooks --count 20 --rate 10',
  ],
  detail: `Sends a signed sample event and shows your app's response. Needs no key and no network. Targets: --forward-to, or a running listener (with its routes and log), or saved ones (\`routes\` of .boltcall.json, \`forward_to\`). Signed with the app secret (\`boltcall listen --print-secret\`).

--set values that are true, false, null, a number, a list or an object are read as JSON; everything else is text, including +14155550133 and 007. --data is the whole payload if it has event and data; otherwise it replaces the sample's data.

A fixture is a sequence of events; later steps can use values of earlier ones, named by the event's noun (or \`as:\`):

  values: { phone: +14155550133 }
  steps:
    - event: lead.created
      set: { phone: "{{phone}}", source: form }
    - wait: 2s
      event: call.completed
      set: { caller: "{{lead.phone}}" }
    - event: appointment.booked
      set: { lead_id: "{{lead.id}}", agent_id: "{{call.agent_id}}" }

\`set:\` changes paths below data and \`data:\` replaces it; with --fixture, --set phone=… overrides one of its values.`,
  run: async (context, options, { event: typed }) => {
    const { settings, world, print, signal } = context;
    const [{ planTrigger }, { askForOne }] = await Promise.all([import('./trigger/plan.ts'), import('../../cli/operation/missing-arguments.ts')]);
    const event = typed === undefined && options.fixture === undefined && context.ask.possible ? await askForOne(context, 'events') : typed;
    const plan = await planTrigger(context, { event, ...options });
    const [{ forNew }, { parseHeader }, { triggerAll }, { outcomeOf }, { surroundings }, { appSecret }] = await Promise.all([
      import('../../webhooks/replay/destination.ts'),
      import('../../webhooks/headers.ts'),
      import('./trigger/send.ts'),
      import('../../webhooks/replay/outcome.ts'),
      import('../../webhooks/forward/host-kind.ts'),
      import('../../webhooks/listen/app-secret.ts'),
    ]);
    const headers = options.header.map(parseHeader);
    const typedTargets = options.forwardTo;
    // A preview works without a destination.
    const destination = await forNew(typedTargets, context).catch((error: unknown) => {
      if (settings.dryRun && typedTargets.length === 0) return undefined;
      throw error;
    });
    const secret = options.secret ?? destination?.listener?.secret ?? (await appSecret(settings, world)).value;
    if (settings.dryRun) return (await import('./trigger/preview.ts')).preview(context, plan, destination, headers, secret);
    if (destination === undefined) return;
    tellUnrouted(plan, destination, print);
    if (destination.from !== '--forward-to') print.note(`${destination.listener ? 'Through' : 'To the target of'} ${destination.from}.`);
    const sent: Parameters<typeof outcomeOf>[0][number][] = [];
    const items = triggerAll({
      context,
      plan,
      destination,
      headers,
      secret,
      insecure: options.insecure,
      timeout: options.forwardTimeout ?? defaultTimeout,
      onSent: (one) => sent.push(one),
    });
    const single = plan.count === 1 && plan.fixture === undefined && destination.targets(plan.event).length === 1;
    if (single) await printOne(items, print);
    else await print.list(shortened(items, print.view, ['payload']), columns, { changed: true, live: true });
    if (signal.aborted) throw signal.reason;
    const failure = outcomeOf(sent, surroundings(world));
    if (failure) throw failure;
  },
});

/** Says which events match no route, and so are not sent. Fails with `usage` if none is sent. */
const tellUnrouted = (plan: TriggerPlan, { targets, from }: Destination, print: Printer): void => {
  const events = [...new Set([...plan.round()].flatMap(({ payload }) => payload?.event ?? []))];
  const unrouted = events.filter((event) => targets(event).length === 0);
  const said = `no route of ${from} matches ${unrouted.join(', ')}`;
  if (events.length > 0 && unrouted.length === events.length)
    throw usage(said, 'Add a route for it, or pass --forward-to http://localhost:3000/hooks.');
  if (unrouted.length > 0) print.note(`${said}; not sent.`);
};

/** Prints the response to one event: one object, or a list if a listener forwarded it to several targets. */
const printOne = async (items: AsyncIterable<SentRow>, print: Printer): Promise<void> => {
  const rows: SentRow[] = [];
  for await (const item of items) rows.push(item);
  const [row] = rows;
  const { columns: chosen, format, query } = print.view;
  const whole = chosen !== undefined || query !== undefined || format !== 'table';
  if (row === undefined || rows.length > 1)
    return print.list(whole ? rows : rows.map((one) => without(one, ['payload'])), columns, { changed: true });
  const draw = async (_: unknown, view: View): Promise<string> => (await import('./trigger/draw.ts')).drawSent(row, view);
  await print.record(whole ? row : without(row, ['payload']), columns, { changed: true, draw });
};
