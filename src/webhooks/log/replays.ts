import type { Places } from '../../profiles/directories.ts';
import type { World } from '../../world.ts';
import type { Attempt } from '../delivery.ts';
import { decode } from './entry.ts';
import { listFiles, logFolder } from './files.ts';
import { linesFrom } from './lines.ts';

interface ReplayWatchOptions {
  readonly world: World;
  readonly places: Places;
  /** Called for each replay with the id of its delivery. */
  readonly heard: (id: string, attempt: Attempt) => void;
}

interface ReplayWatch {
  /** Reads what was logged since the last time and stops. */
  stop(): Promise<void>;
}

/** How often the log's directory is read (ms). A watch on it would cost each delivery an event, since this process writes there too. */
const often = 500;

/** Follows what other processes replay from now on, as `boltcall webhooks replay` in another terminal does: each writes files of its own. */
export const watchReplays = ({ world, places, heard }: ReplayWatchOptions): ReplayWatch => {
  const folder = logFolder(places);
  const start = world.now();
  const read = new Map<string, number>();

  const isNew = (name: string): boolean => {
    const [at, pid] = name.split('-');
    return Number(at) >= start && Number(pid) !== world.pid;
  };
  const look = async (): Promise<void> => {
    for (const file of (await listFiles(folder)).filter(isNew)) {
      for (const { text, place } of (await linesFrom(folder, file, read.get(file) ?? 0)) ?? []) {
        read.set(file, place.at + place.length + 1);
        const entry = decode(text);
        if (entry?.type === 'attempt' && entry.replay) heard(entry.id, entry.attempt);
      }
    }
  };
  // A log that cannot be read has been reported where it is written.
  let looking: Promise<void> = Promise.resolve();
  const again = (): void => {
    looking = look().catch(() => undefined);
    void looking.then(plan);
  };
  let planned = (): void => {};
  let stopped = false;
  const plan = (): void => {
    if (!stopped) planned = world.after(often, again);
  };
  plan();
  return {
    stop: async () => {
      stopped = true;
      planned();
      await looking;
      await look().catch(() => undefined);
    },
  };
};
