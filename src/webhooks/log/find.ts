import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, usage } from '../../errors.ts';
import type { Places } from '../../profiles/directories.ts';
import { listFiles, logFolder } from './files.ts';
import type { Logged } from './logged.ts';

const prefix = 'dlv_';

/**
 * Returns the delivery that matches: `last` for the newest, a whole id, or a unique part of an id. Fails with `usage` if several
 * match, and with `not-found` and a suggestion if none does.
 */
export const findLogged = async (all: readonly Logged[], typed: string): Promise<Logged> => {
  const exact = typed === 'last' ? all.at(-1) : all.find(({ id }) => id === typed || id === prefix + typed);
  if (exact) return exact;
  const wanted = typed.startsWith(prefix) ? typed : typed.replace(/^dlv_?/, '');
  const fitting =
    wanted === '' || typed === 'last'
      ? []
      : all.filter(({ id }) => (wanted.startsWith(prefix) ? id.startsWith(wanted) : id.slice(prefix.length).includes(wanted)));
  const [first, second] = fitting;
  if (first && !second) return first;
  if (first) {
    const shown = fitting.slice(-5).map(({ id }) => id);
    throw usage(`${typed} matches ${fitting.length} deliveries`, `Choose one of: ${shown.join(', ')}${fitting.length > shown.length ? ' …' : ''}.`);
  }
  throw new Failure('not-found', typed === 'last' ? 'the log is empty' : `no delivery ${typed} in the log`, { hint: await hint(all, typed) });
};

const hint = async (all: readonly Logged[], typed: string): Promise<string> => {
  if (all.length === 0) return 'The log is empty. Run `boltcall listen` to receive deliveries.';
  const { closest, distance } = await import('fastest-levenshtein');
  const ids = all.map(({ id }) => id);
  const near = closest(typed, ids);
  return distance(typed, near) <= 3
    ? `Did you mean ${near}?`
    : 'Run `boltcall webhooks log list` to see the log, which keeps the newest 10,000 deliveries.';
};

/** Removes the log's files, including those of running listeners (they start new ones). */
export const clearLog = async (places: Places): Promise<void> => {
  const folder = logFolder(places);
  for (const file of await listFiles(folder)) {
    try {
      await unlink(join(folder, file));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') continue;
      throw new Failure('internal', `${join(folder, file)} could not be removed`, { cause: error, hint: 'Check who owns it and its directory.' });
    }
  }
};
