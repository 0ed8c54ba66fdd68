import type { Context, Given } from '../../../cli/command/command.ts';
import { flagOf, listOf, numberOf, textOf } from '../../../cli/command/given.ts';
import { agentId } from '../../../cli/operation/by-name.ts';
import { usage } from '../../../errors.ts';
import { type EventsHow, readEvents, readPatterns } from '../../../values/event-names.ts';
import { parseTarget } from '../../../values/target.ts';
import { eventList } from '../../../webhooks/event-names.ts';
import { parseHeader } from '../../../webhooks/headers.ts';
import { listenerLabel } from '../../../webhooks/listen/app-secret.ts';
import type { Plan } from '../../../webhooks/listen/plan.ts';
import { parseRoute } from '../../../webhooks/router.ts';

/** What was typed, checked; without asking anybody or sending anything. Fails with `usage`. */
export const planOf = async (context: Context, given: Given, secret: string): Promise<Omit<Plan, 'via' | 'wants'>> => {
  const { settings, world, print } = context;
  const typed = listOf(given, 'forward_to');
  const routes = listOf(given, 'routes').map(parseRoute);
  const kept = typed.length === 0 && routes.length === 0 ? settings.forwardTo : undefined;
  const targets =
    typed.length > 0
      ? typed.map((text) => parseTarget(text, '--forward-to'))
      : (kept?.value ?? []).map((text) => parseTarget(text, `forward_to of ${kept?.from}`));
  const how: EventsHow = { ...(flagOf(given, 'allow_unknown_event') ? { unknownEvents: 'allowed' } : {}), warn: (line) => print.warn(line) };
  const asked = listOf(given, 'events');
  const events = eventList(
    asked.length > 0 || !settings.events ? asked : readEvents(settings.events.value, `events of ${settings.events.from}`, how),
  );
  readPatterns(
    routes.map(({ pattern }) => pattern),
    '--route',
    how,
  );
  const label = textOf(given, 'label');
  if (label !== undefined && !/^[a-z0-9][a-z0-9_-]{0,31}$/i.test(label))
    throw usage(`--label: \`${label}\` is no word of letters, digits and dashes`);
  const period = numberOf(given, 'for');
  const count = numberOf(given, 'count');
  const catchUp = numberOf(given, 'catch_up');
  return {
    secret,
    label: label ?? (await listenerLabel(settings, world)),
    events,
    targets: [...new Map(targets.map((target) => [target.text, target])).values()],
    routes,
    answer: textOf(given, 'answer') === 'now' ? 'now' : 'target',
    retries: numberOf(given, 'retries') ?? 3,
    extra: listOf(given, 'headers').map(parseHeader),
    insecure: flagOf(given, 'insecure'),
    forwardTimeout: numberOf(given, 'forward_timeout') ?? 30_000,
    allowUnsigned: flagOf(given, 'allow_unsigned'),
    resign: !flagOf(given, 'no_resign'),
    port: numberOf(given, 'port') ?? 0,
    probe: !flagOf(given, 'no_probe'),
    log: !flagOf(given, 'no_log'),
    ...(period === undefined ? {} : { period }),
    ...(count === undefined ? {} : { count }),
    ...(catchUp === undefined ? {} : { catchUp }),
  };
};

/** The agent whose deliveries are wanted; a name is looked up in the list. */
export const agentOf = async (context: Context, given: Given): Promise<string | undefined> => {
  const id = textOf(given, 'agent_id');
  const called = textOf(given, 'agent');
  if (id !== undefined && called !== undefined) throw usage('--agent-id and --agent say the same thing twice', 'Give one of them.');
  return called === undefined ? id : agentId(context, called);
};
