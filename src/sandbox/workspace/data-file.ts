import { readFile } from 'node:fs/promises';
import { systemCode, usage } from '../../errors.ts';
import { writeWhole } from '../../files.ts';
import type { World } from '../../world.ts';
import { isSaved } from './saved.ts';
import type { Saved } from './workspace.ts';

/** The workspace in a file of `--data`; undefined where there is no such file yet. Fails with `usage` where it holds anything else. */
export const load = async (file: string): Promise<Saved | undefined> => {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw usage(`${file} cannot be read (${systemCode(error) ?? 'unknown reason'})`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isSaved(value)) throw usage(`${file} was not written by a sandbox`, 'Choose another file with --data, or remove this one.');
  return value;
};

/** Writes a workspace when it has changed. */
interface Keeper {
  /** Something changed: it is written soon. */
  touch(): void;
  /** Waits, however long it takes, until what has changed so far is in the file, so that what was answered survives a kill. */
  written(): Promise<void>;
  /** The same at the end, when nothing more is to be written later. Fails where the writing failed. */
  flush(): Promise<void>;
}

/** Soon, in ms: what changes by itself in a burst is written once. */
const soon = 20;
/** A file that takes long to write is left alone for so many times as long, unless somebody waits for it. */
const rest = 4;

/**
 * Keeps a workspace in a file. Each writing replaces the file whole, so that whoever is killed leaves the last state or the one
 * before. `log` hears why a writing did not succeed.
 */
export const keeper = (file: string, save: () => Saved, log: (line: string) => void, world: Pick<World, 'now' | 'sleep'>): Keeper => {
  /** How many changes there were, and how many of them are in the file. */
  let changes = 0;
  let inFile = 0;
  let writing: Promise<void> | undefined;
  let took = 0;
  let planned: AbortController | undefined;

  const write = async (): Promise<void> => {
    const begun = world.now();
    const upTo = changes;
    await writeWhole(file, `${JSON.stringify(save())}\n`, { secret: true, hint: 'Choose another file with --data.' });
    inFile = upTo;
    took = world.now() - begun;
  };
  /** One writing at a time; all who come while one is under way share the next. */
  const caughtUp = async (): Promise<void> => {
    const wanted = changes;
    while (inFile < wanted) {
      writing ??= write().finally(() => {
        writing = undefined;
      });
      await writing;
    }
  };
  const written = (): Promise<void> => caughtUp().catch((error: unknown) => log(error instanceof Error ? error.message : String(error)));
  const later = async (): Promise<void> => {
    const plan = new AbortController();
    planned = plan;
    await world.sleep(Math.max(soon, took * rest), plan.signal);
    if (plan.signal.aborted) return;
    planned = undefined;
    await written();
  };
  return {
    touch: () => {
      changes += 1;
      if (planned === undefined) void later();
    },
    written,
    flush: async () => {
      planned?.abort();
      planned = undefined;
      await caughtUp();
    },
  };
};
