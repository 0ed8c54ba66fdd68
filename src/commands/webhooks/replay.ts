import { argument } from '../../cli/command/argument.ts';
import { type Context, defineCommand } from '../../cli/command/command.ts';
import { flag, option, type ValuesOf } from '../../cli/command/option.ts';
import { column, integer } from '../../resources/resource.ts';
import type { Logged } from '../../webhooks/log/logged.ts';
import { deliveryId, filterOptions } from './log/filter-options.ts';
import { defaultTimeout, sendingOptions, shortened } from './send-options.ts';

const columns = [column('id', 'id'), column('event'), column('target', 'url'), column('status', 'status'), column('ms', 'number'), column('error')];

/** Options that select deliveries if no ids are given. */
const choosing = {
  last: option('n', integer('resend the newest N', { min: 1 }), { conflicts: ['id'] }),
  event: { ...filterOptions.event, conflicts: ['id'] },
  allowUnknownEvent: { ...filterOptions.allowUnknownEvent, conflicts: ['id'] },
  filterHeader: { ...filterOptions.filterHeader, conflicts: ['id'] },
  failed: { ...filterOptions.failed, conflicts: ['id'] },
  from: { ...filterOptions.from, conflicts: ['id'] },
  to: { ...filterOptions.to, conflicts: ['id'] },
};

const options = {
  ...choosing,
  ...sendingOptions('re-sign with this secret (default: the signature your app received)'),
  edit: flag('edit the payload before sending (VISUAL, EDITOR); it is re-signed'),
  noResign: flag('send the original signature even if `listen` had re-signed the delivery'),
};

export const command = defineCommand({
  columns,
  arguments: { id: argument(deliveryId, { optional: true, repeat: true, resource: 'deliveries' }) },
  options,
  exits: {
    10: 'no response from your app',
    13: 'some of several deliveries failed',
    14: 'your app did not return 2xx',
  },
  examples: [
    'webhooks replay --failed',
    'webhooks replay --last 3 --forward-to http://localhost:3000/hooks',
    "webhooks replay --from 1h --event 'lead.*'",
  ],
  detail:
    'Resends deliveries from the local log, oldest first, one after another, with the same bytes and headers plus X-Boltcall-Replay. Targets: --forward-to, or those of a running listener, or saved ones (`routes` of .boltcall.json, `forward_to`). An id that several deliveries match is refused, with a list of them. Needs no key and no network.',
  run: async (context, typed, { id }) => {
    const { world, print, signal } = context;
    const chosen = await choose(context, typed, id);
    const [{ forReplay }, { parseHeader }, { surroundings }, { outcomeOf }] = await Promise.all([
      import('../../webhooks/replay/destination.ts'),
      import('../../webhooks/headers.ts'),
      import('../../webhooks/forward/host-kind.ts'),
      import('../../webhooks/replay/outcome.ts'),
    ]);
    const destination = await forReplay(typed.forwardTo, context);
    const headers = typed.header.map(parseHeader);
    if (chosen.length === 0) {
      print.note('No matching deliveries; nothing was sent.');
      return print.list([], columns);
    }
    const { secret } = typed;
    const { replayAll } = await import('./replay/send.ts');
    const sent: Parameters<typeof outcomeOf>[0][number][] = [];
    const items = replayAll({
      context,
      chosen,
      destination,
      headers,
      signing: secret === undefined ? { as: typed.noResign ? 'received' : 'forwarded' } : { as: 'typed', secret },
      ...(typed.edit ? { edit: await secretsOf(context, secret) } : {}),
      insecure: typed.insecure || destination.insecure,
      timeout: typed.forwardTimeout ?? defaultTimeout,
      onSent: (one) => sent.push(one),
    });
    await print.list(shortened(items, print.view, ['body']), columns, { changed: true, live: chosen.length > 1 });
    if (signal.aborted) throw signal.reason;
    const failure = outcomeOf(sent, surroundings(world));
    if (failure) throw failure;
  },
});

/** Returns the selected deliveries, oldest first. If nothing selects any, asks for one, or fails with `usage`. */
const choose = async (
  context: Context,
  { last, edit, ...filter }: ValuesOf<typeof options>,
  typed: readonly string[],
): Promise<readonly Logged[]> => {
  const { settings, world, print, ask } = context;
  const [{ usage }, { askForOne }, { readLog }, { findLogged }, { readFilter }] = await Promise.all([
    import('../../errors.ts'),
    import('../../cli/operation/missing-arguments.ts'),
    import('../../webhooks/log/read.ts'),
    import('../../webhooks/log/find.ts'),
    import('./log/filter.ts'),
  ]);
  const { event, filterHeader, failed, from, to } = filter;
  const filtered = failed || from !== undefined || to !== undefined || event.length > 0 || filterHeader.length > 0;
  const selected = typed.length > 0 || last !== undefined || filtered;
  if (!selected && !ask.possible) {
    throw usage('no deliveries selected', 'Pass ids, --last N, --failed or --from TIME; `boltcall webhooks log list` shows the log.');
  }
  const ids = selected ? typed : [await askForOne(context, 'deliveries')];
  let chosen: Logged[];
  if (ids.length > 0) {
    const all = await readLog(settings.places, world);
    chosen = [];
    for (const id of ids) chosen.push(await findLogged(all, id, { command: 'webhooks replay', view: print.view }));
    chosen = [...new Set(chosen)];
  } else {
    const found = await readLog(settings.places, world, readFilter(filter, settings));
    // Of several deliveries with the same bytes, only the first.
    const firsts = new Map(found.toReversed().map((logged) => [logged.repeatOf ?? logged.id, logged]));
    const all = found.filter((logged) => firsts.get(logged.repeatOf ?? logged.id) === logged);
    chosen = last === undefined ? all : all.slice(-last);
  }
  if (edit && chosen.length > 1) throw usage(`--edit works on one delivery, and ${chosen.length} were selected`, 'Pass one id, or --last 1.');
  return chosen;
};

const secretsOf = async ({ settings, world }: Context, typed: string | undefined): Promise<readonly [string, ...string[]]> => {
  const { appSecrets } = await import('../../webhooks/replay/app-secrets.ts');
  const [first, ...others] = await appSecrets(settings, world, typed);
  return [first.value, ...others.map(({ value }) => value)];
};
