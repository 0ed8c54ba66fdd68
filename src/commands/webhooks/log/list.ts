import type { Command } from '../../../cli/command/command.ts';
import { flagOf, numberOf } from '../../../cli/command/given.ts';
import { unknownEvent } from '../../../cli/command/unknown-event.ts';
import { column, integer, list, text } from '../../../resources/resource.ts';
import type { Logged } from '../../../webhooks/log/logged.ts';

const columns = [
  column('time', 'time'),
  column('event'),
  column('id', 'id'),
  column('bytes', 'number'),
  column('verified'),
  column('attempts', 'number', 'TRIES'),
  column('last_status', 'status', 'STATUS'),
];

/** Options that choose deliveries of the log; `log-filter.ts` reads them. */
export const filterOptions = [
  {
    name: 'event',
    key: 'events',
    value: 'name',
    field: list('only this event (`call.*`, either set of names), or several with commas; repeat for more'),
  },
  unknownEvent,
  { name: 'failed', field: text('only what no target took, and no replay since') },
  { name: 'from', value: 'date', edge: 'from' as const, aliases: ['since'], field: text('received on or after this time', { format: 'date-time' }) },
  { name: 'to', value: 'date', edge: 'to' as const, aliases: ['until'], field: text('received on or before this time', { format: 'date-time' }) },
];

export const command: Command = {
  options: [
    ...filterOptions,
    { name: 'limit', value: 'n', field: integer('how many, the newest first', { min: 1, preset: 20 }) },
    { name: 'all', field: text('all of them') },
  ],
  examples: ['webhooks log list', "webhooks log list --failed --event 'call.*' --from 2h"],
  detail: 'Needs no key and no network. `listen` keeps the newest 1,000 deliveries, at most 64 MiB, in the state directory (`boltcall config path`).',
  run: async ({ settings, print }, given) => {
    const [{ readFilter }, { readLog }, { usage }] = await Promise.all([
      import('./filter.ts'),
      import('../../../webhooks/log/read.ts'),
      import('../../../errors.ts'),
    ]);
    const limit = numberOf(given, 'limit');
    const all = flagOf(given, 'all');
    if (all && limit !== undefined) throw usage('--all and --limit exclude each other');
    const found = await readLog(settings.places, readFilter(given, settings));
    const shown = all ? found : found.slice(-(limit ?? 20));
    await print.list(shown.toReversed().map(await lister()), columns);
    if (shown.length < found.length) print.note(`${shown.length} of ${found.length} shown; --limit N or --all`);
    if (found.length === 0) print.note('Nothing in the log fits. `boltcall listen` fills it.');
  },
};

/** How a delivery is listed. */
const lister = async (): Promise<(logged: Logged) => Record<string, unknown>> => {
  const { lastStatus } = await import('../../../webhooks/log/verdict.ts');
  return (logged) => ({
    id: logged.id,
    time: new Date(logged.receivedAt).toISOString(),
    event: logged.event ?? null,
    bytes: logged.bytes,
    verified: logged.verified,
    ...(logged.repeatOf === undefined ? {} : { repeat_of: logged.repeatOf }),
    profile: logged.profile,
    attempts: logged.attempts.length,
    last_status: lastStatus(logged) ?? null,
    failed: logged.failed,
  });
};
