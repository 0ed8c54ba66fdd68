import type { Context } from '../../../cli/command/command.ts';
import { agentId } from '../../../cli/operation/by-name.ts';
import { usage } from '../../../errors.ts';
import { safe } from '../../../output/text/safe.ts';
import { parseTarget } from '../../../values/target.ts';
import { eventList, undocumented } from '../../../webhooks/event-names.ts';
import { parseHeader } from '../../../webhooks/headers.ts';
import { listenerLabel } from '../../../webhooks/listen/app-secret.ts';
import type { Plan } from '../../../webhooks/listen/plan.ts';
import { parseRoute } from '../../../webhooks/router.ts';
import type { ListenOptions } from './options.ts';

/** What was typed, checked; without asking anybody or sending anything. Fails with `usage`. */
export const planOf = async (context: Context, options: ListenOptions, secret: string): Promise<Omit<Plan, 'via' | 'wants'>> => {
  const { settings, world, print } = context;
  const typed = options.forwardTo;
  const routes = options.route.map(parseRoute);
  const kept = typed.length === 0 && routes.length === 0 ? settings.forwardTo : undefined;
  const targets =
    typed.length > 0
      ? typed.map((text) => parseTarget(text, '--forward-to'))
      : (kept?.value ?? []).map((text) => parseTarget(text, `forward_to of ${kept?.from}`));
  const events = eventList(options.event.length > 0 ? options.event : (settings.events?.value ?? []));
  for (const name of undocumented(events)) {
    const { didYouMean } = await import('../../../values/suggest.ts');
    const { eventNames } = await import('../../../resources/events.ts');
    print.warn(`--event: ${safe(name)} is not documented and is sent as it is. ${didYouMean(name, eventNames) ?? ''}`.trimEnd());
  }
  const { label, for: period, count, catchUp } = options;
  if (label !== undefined && !/^[a-z0-9][a-z0-9_-]{0,31}$/i.test(label))
    throw usage(`--label: \`${label}\` is no word of letters, digits and dashes`);
  return {
    secret,
    label: label ?? (await listenerLabel(settings, world)),
    events,
    targets: [...new Map(targets.map((target) => [target.text, target])).values()],
    routes,
    answer: options.answer ?? 'target',
    retries: options.retries ?? 3,
    extra: options.header.map(parseHeader),
    insecure: options.insecure,
    forwardTimeout: options.forwardTimeout ?? 30_000,
    allowUnsigned: options.allowUnsigned,
    resign: !options.noResign,
    port: options.port ?? 0,
    probe: !options.noProbe,
    log: !options.noLog,
    ...(period === undefined ? {} : { period }),
    ...(count === undefined ? {} : { count }),
    ...(catchUp === undefined ? {} : { catchUp }),
  };
};

/** The agent whose deliveries are wanted; a name is looked up in the list. */
export const agentOf = async (context: Context, { agentId: id, agent: called }: ListenOptions): Promise<string | undefined> =>
  called === undefined ? id : agentId(context, called);
