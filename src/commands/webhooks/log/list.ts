import { defineCommand } from '../../../cli/command/command.ts';
import { flag, option } from '../../../cli/command/option.ts';
import { aside, column, integer } from '../../../resources/resource.ts';
import type { Logged } from '../../../webhooks/log/logged.ts';
import { filterOptions } from './filter-options.ts';

const columns = [
  column('time', 'time'),
  column('event'),
  column('subject', 'id'),
  aside(column('who'), 'narrow'),
  column('id', 'id'),
  column('last_status', 'status', 'STATUS'),
  aside(column('attempts', 'number', 'TRIES')),
  aside(column('bytes', 'number')),
  aside(column('verified')),
];

export const command = defineCommand({
  columns,
  options: {
    ...filterOptions,
    limit: option('n', integer('maximum number of deliveries, newest first', { min: 1, preset: 20 })),
    all: flag('show the whole log', { conflicts: ['limit'] }),
  },
  examples: ['webhooks log list', "webhooks log list --failed --event 'call.*' --from 2h"],
  detail:
    'Needs no key and no network. `listen` keeps the newest 10,000 deliveries, at most 64 MiB, in the state directory (see `boltcall config path`).',
  run: async ({ world, settings, print }, { limit = 20, all, ...filter }) => {
    const [{ readFilter }, { readLog }] = await Promise.all([import('./filter.ts'), import('../../../webhooks/log/read.ts')]);
    const found = await readLog(settings.places, world, readFilter(filter, settings));
    const shown = all ? found : found.slice(-limit);
    await print.list(shown.toReversed().map(await lister()), columns, { cardsBelow: 80 });
    if (shown.length < found.length) print.note(`Showing ${shown.length} of ${found.length}. Use --limit N or --all for more.`);
    if (found.length === 0) print.note('No matching deliveries.');
  },
});

/** Returns a function that formats a delivery for the list. */
const lister = async (): Promise<(logged: Logged) => Record<string, unknown>> => {
  const { lastStatus } = await import('../../../webhooks/log/verdict.ts');
  return (logged) => ({
    id: logged.id,
    time: new Date(logged.receivedAt).toISOString(),
    event: logged.event ?? null,
    subject: logged.subject ?? null,
    who: logged.who ?? null,
    bytes: logged.bytes,
    verified: logged.verified,
    ...(logged.repeatOf === undefined ? {} : { repeat_of: logged.repeatOf }),
    profile: logged.profile,
    attempts: logged.attempts.length,
    last_status: lastStatus(logged) ?? null,
    failed: logged.failed,
  });
};
