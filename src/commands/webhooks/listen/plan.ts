import type { Context } from '../../../cli/command/command.ts';
import { agentId } from '../../../cli/operation/by-name.ts';
import { usage } from '../../../errors.ts';
import { type EventsHow, readEvents, readPatterns } from '../../../values/event-names.ts';
import { parseTarget } from '../../../values/target.ts';
import { eventList } from '../../../webhooks/event-names.ts';
import { parseHeader } from '../../../webhooks/headers.ts';
import { keptTargets } from '../../../webhooks/kept-targets.ts';
import { listenerLabel } from '../../../webhooks/listen/app-secret.ts';
import type { Plan } from '../../../webhooks/listen/plan.ts';
import { parseRoute } from '../../../webhooks/router.ts';
import type { ListenOptions } from './options.ts';

/** Returns the validated options, without prompting or sending anything. Fails with `usage`. */
export const planOf = async (context: Context, options: ListenOptions, secret: string): Promise<Omit<Plan, 'via' | 'wants'>> => {
  const { settings, world, print } = context;
  const typed = options.forwardTo;
  const how: EventsHow = { ...(options.allowUnknownEvent ? { unknownEvents: 'allowed' } : {}), warn: (line) => print.warn(line) };
  const routes = options.route.map(parseRoute);
  readPatterns(
    routes.map(({ pattern }) => pattern),
    '--route',
    how,
  );
  const kept = typed.length === 0 && routes.length === 0 ? await keptTargets(context, how) : undefined;
  const targets = kept?.targets ?? typed.map((text) => parseTarget(text, '--forward-to'));
  const events = eventList(
    options.event.length > 0 || !settings.events ? options.event : readEvents(settings.events.value, `events of ${settings.events.from}`, how),
  );
  const { label, for: period, count, catchUp } = options;
  if (label !== undefined && !/^[a-z0-9][a-z0-9_-]{0,31}$/i.test(label))
    throw usage(`--label may contain only letters, digits and dashes, not \`${label}\``);
  return {
    secret,
    label: label ?? (await listenerLabel(settings, world)),
    events,
    routes,
    ...kept,
    targets: [...new Map(targets.map((target) => [target.text, target])).values()],
    answer: options.answer ?? 'target',
    duplicates: options.duplicates ?? 'skip',
    retries: options.retries ?? 3,
    extra: options.header.map(parseHeader),
    insecure: options.insecure,
    forwardTimeout: options.forwardTimeout ?? 30_000,
    allowUnsigned: options.allowUnsigned,
    maxBody: (options.maxBody ?? 5) * 1_048_576,
    resign: !options.noResign,
    port: options.port ?? 0,
    probe: !options.noProbe,
    log: !options.noLog,
    ...(period === undefined ? {} : { period }),
    ...(count === undefined ? {} : { count }),
    ...(catchUp === undefined ? {} : { catchUp }),
  };
};

/** Returns the id of the agent to filter deliveries by; looks a name up in the list. */
export const agentOf = async (context: Context, { agentId: id, agent: called }: ListenOptions): Promise<string | undefined> =>
  called === undefined ? id : agentId(context, called);
