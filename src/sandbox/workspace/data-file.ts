import { readFile } from 'node:fs/promises';
import { systemCode, usage, whyNotRead } from '../../errors.ts';
import { writeWhole } from '../../files.ts';
import type { World } from '../../world.ts';
import { isSaved } from './saved.ts';
import type { Saved } from './workspace.ts';

/** Returns the workspace in a `--data` file; undefined if the file does not exist yet. Throws `usage` if it contains anything else. */
export const load = async (file: string): Promise<Saved | undefined> => {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw usage(`cannot read ${file}: ${whyNotRead(error)}`);
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

/** Saves a workspace when it changes. */
interface Keeper {
  /** Marks a change; it is written soon. */
  touch(): void;
  /** Waits, however long it takes, until all changes so far are in the file, so that data in a sent response survives a kill. */
  written(): Promise<void>;
  /** The same at the end, after the last change. Throws if the write failed. */
  flush(): Promise<void>;
}

/** Delay in ms, so that a burst of changes is written once. */
const soon = 20;
/** After a slow write, the file is left alone for this many times as long, unless a caller is waiting. */
const rest = 4;

/**
 * Saves a workspace to a file. Each write replaces the whole file, so a kill leaves the last state or the one before. `log` receives the reason when
 * a write fails.
 */
export const keeper = (file: string, save: () => Saved, log: (line: string) => void, world: Pick<World, 'now' | 'sleep'>): Keeper => {
  /** The number of changes, and how many of them are in the file. */
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
  /** Only one write runs at a time; all callers that arrive during it share the next one. */
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
