import { readFile } from 'node:fs/promises';
import { systemCode, usage } from '../../errors.ts';
import { writeWhole } from '../../files.ts';
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
  if (!isSaved(value)) throw usage(`${file} is not a file that a sandbox wrote`, 'Name another file with --data, or remove this one.');
  return value;
};

/** Writes a workspace when it has changed. */
interface Keeper {
  /** Something changed: it is written soon. */
  touch(): void;
  /** Waits until what changed is in the file, so that what was answered survives a kill; not where writing the file takes long. */
  written(): Promise<void>;
  /** Writes what was not written yet. Fails where the last writing failed. */
  flush(): Promise<void>;
}

/** Soon, in ms: a burst of changes is written once, and a large file no more often than is bearable. */
const soon = 20;
/** A longer file (characters), one of many thousand changes, is not waited for at each of them. */
const long = 1_000_000;

/**
 * Keeps a workspace in a file. Each writing replaces the file whole, so that whoever is killed leaves the last state or the one
 * before. `log` hears why a writing did not succeed.
 */
export const keeper = (file: string, save: () => Saved, log: (line: string) => void): Keeper => {
  let changed = false;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let took = 0;
  let length = 0;

  const write = async (): Promise<void> => {
    while (changed) {
      changed = false;
      const begun = performance.now();
      const text = `${JSON.stringify(save())}\n`;
      length = text.length;
      await writeWhole(file, text, { secret: true, hint: 'Name another file with --data.' });
      took = performance.now() - begun;
    }
  };
  const start = (): Promise<void> => {
    writing ??= write().finally(() => {
      writing = undefined;
    });
    return writing;
  };
  const tried = (): Promise<void> => start().catch((error: unknown) => log(error instanceof Error ? error.message : String(error)));
  return {
    touch: () => {
      changed = true;
      timer ??= setTimeout(
        () => {
          timer = undefined;
          void tried();
        },
        Math.max(soon, took * 4),
      );
    },
    written: async () => {
      if (length > long) return;
      if (changed || writing) await tried();
    },
    flush: async () => {
      clearTimeout(timer);
      timer = undefined;
      await start();
      if (changed) await start();
    },
  };
};
