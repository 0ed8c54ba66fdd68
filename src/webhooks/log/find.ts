import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, usage } from '../../errors.ts';
import { shortTime } from '../../output/format/time.ts';
import { safe } from '../../output/text/safe.ts';
import type { View } from '../../output/text/view.ts';
import type { Places } from '../../profiles/directories.ts';
import { iso } from '../../values/iso.ts';
import { quoted } from '../../values/shell.ts';
import { listFiles, logFolder } from './files.ts';
import type { Logged } from './logged.ts';

const prefix = 'dlv_';

/** Maximum number of deliveries that a message lists. */
const most = 10;

/** How to tell the user which deliveries match. */
export interface Asked {
  /** The command that takes an id, for pasting: `webhooks log show`. */
  readonly command: string;
  readonly view: Pick<View, 'zone' | 'local' | 'now'>;
}

/** Returns the ids by which a delivery can be named: its own, with and without the prefix, and that of what it is about. */
const namesOf = ({ id, subject }: Logged): string[] => [id, id.slice(prefix.length), ...(subject === undefined ? [] : [subject])];

/** Returns the deliveries that a text names, oldest first: by the whole id, else by the beginning of one, else by a part of one. */
const named = (all: readonly Logged[], typed: string): readonly Logged[] => {
  if (typed === '') return [];
  if (typed === 'last') return all.slice(-1);
  const by = (fits: (name: string) => boolean): Logged[] => all.filter((logged) => namesOf(logged).some(fits));
  for (const found of [by((name) => name === typed), by((name) => name.startsWith(typed))]) if (found.length > 0) return found;
  return by((name) => name.includes(typed));
};

/**
 * Returns the delivery that a text names: `last` for the newest, or an id, its beginning or a unique part of it. An id is the
 * delivery's own or that of what it is about (`call_…`). Duplicates count as the delivery that they repeat. Fails with `usage` and
 * a list if several match, and with `not-found` and a suggestion if none does.
 */
export const findLogged = async (all: readonly Logged[], typed: string, asked: Asked): Promise<Logged> => {
  const matching = named(all, typed);
  const ids = new Set(matching.map(({ id }) => id));
  const found = matching.filter(({ repeatOf }) => repeatOf === undefined || !ids.has(repeatOf));
  const [first, second] = found;
  if (first && !second) return first;
  if (first) throw usage(`\`${typed}\` matches ${found.length} deliveries`, choices(found, asked));
  throw new Failure('not-found', typed === 'last' ? 'the log is empty' : `no delivery ${typed} in the log`, { hint: await hint(all, typed) });
};

const choices = (found: readonly Logged[], { command, view }: Asked): string => {
  const newest = found.slice(-most).toReversed();
  // Ids come first, so that a narrow terminal does not break them.
  const rows = newest.map(({ id, event, receivedAt }) => `  ${safe(id)}  ${safe(event ?? 'no event name')}, ${shortTime(iso(receivedAt), view)}`);
  const older = found.length - newest.length;
  return [
    'Pass the id of one, such as the newest:',
    `  boltcall ${command} ${quoted(newest[0]?.id ?? '')}`,
    'Newest first:',
    ...rows,
    ...(older > 0 ? [`  … and ${older} older`] : []),
  ].join('\n');
};

const hint = async (all: readonly Logged[], typed: string): Promise<string> => {
  if (all.length === 0) return `${typed === 'last' ? '' : 'The log is empty. '}Run \`boltcall listen\` to receive deliveries.`;
  const { closest, distance } = await import('fastest-levenshtein');
  const near = closest(
    typed,
    all.flatMap(({ id, subject }) => (subject === undefined ? [id] : [id, subject])),
  );
  return distance(typed, near) <= 3
    ? `Did you mean \`${near}\`?`
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
