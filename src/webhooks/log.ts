import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../errors.ts';
import type { Places } from '../profiles/settings.ts';
import type { World } from '../world.ts';
import type { Attempt, Delivery } from './delivery.ts';
import { append } from './log-append.ts';
import type { Entry } from './log-entries.ts';
import { fileName, full, isFull, type Knowledge, logFolder, prune } from './log-files.ts';
import { createQueue } from './log-queue.ts';
import { signedAnew } from './resign.ts';

/** Where a listener writes down what happens to deliveries. No method blocks or throws: a log that fails is off, once and for all. */
export interface DeliveryLog {
  received(delivery: Delivery): void;
  /** `replay`: the delivery was sent again by hand. */
  attempted(deliveryId: string, attempt: Attempt, replay?: boolean): void;
  /** What the sender was answered. */
  answered(deliveryId: string, status: number): void;
  /** Writes what is left. Entries afterwards are dropped. */
  close(): Promise<void>;
}

export interface LogOptions {
  readonly places: Places;
  readonly world: World;
  readonly profile: string;
  /** The secret with which signatures are made anew for targets, while that is done: a replay repeats it. */
  readonly resignWith?: () => string | undefined;
  /** Called once, with the cause in words, when nothing can be written any more. */
  readonly onOff: (reason: string) => void;
}

/** A log that keeps nothing (`--no-log`). */
export const noLog: DeliveryLog = { received() {}, attempted() {}, answered() {}, close: async () => {} };

/** Two logs as one. */
export const bothLogs = (one: DeliveryLog, other: DeliveryLog): DeliveryLog => ({
  received: (delivery) => {
    one.received(delivery);
    other.received(delivery);
  },
  attempted: (id, attempt, replay) => {
    one.attempted(id, attempt, replay);
    other.attempted(id, attempt, replay);
  },
  answered: (id, status) => {
    one.answered(id, status);
    other.answered(id, status);
  },
  close: async () => {
    await one.close();
    await other.close();
  },
});

const tidyEveryMs = 250;

const words: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'no permission to write',
  EPERM: 'no permission to write',
  EFBIG: 'the file size limit is reached',
  ENOTDIR: 'something else than a directory is in its place',
  EEXIST: 'something else than a directory is in its place',
};

const reasonOf = (folder: string, error: unknown): string => {
  const code = systemCode(error);
  const why = (code === undefined ? undefined : words[code]) ?? (error instanceof Error ? error.message : String(error));
  return `${folder}: ${why}`;
};

/**
 * Opens the log of this process in `<state>/log`. Entries are written in the order in which they came, all that gathered during
 * one write in the next one, each line whole, so that a killed process leaves at most one cut-off line, at the end of its file.
 */
export const openLog = async ({ places, world, profile, onOff, resignWith }: LogOptions): Promise<DeliveryLog> => {
  const folder = logFolder(places);
  const known: Knowledge = { closed: new Set(), counts: new Map(), current: () => file?.name, alive: (pid) => world.alive(pid) };
  let file: { name: string; handle: FileHandle; deliveries: number; bytes: number } | undefined;
  let made = 0;
  const queue = createQueue();
  let off = false;
  let closing = false;
  let draining = false;
  let work: Promise<void> = Promise.resolve();
  let tidying: Promise<void> | undefined;
  let tidiedAt = Number.NEGATIVE_INFINITY;

  const turnOff = (error: unknown): void => {
    if (off) return;
    off = true;
    queue.clear();
    onOff(reasonOf(folder, error));
  };

  const start = async (): Promise<{ name: string; handle: FileHandle; deliveries: number; bytes: number }> => {
    made += 1;
    const name = fileName(world.now(), world.pid, made, world.random(3).toString('hex'));
    const create = (): Promise<FileHandle> => open(join(folder, name), 'ax', 0o600);
    const handle = await create().catch(async (error: unknown) => {
      if (systemCode(error) !== 'ENOENT') throw error;
      // The first time, or somebody has removed the whole directory meanwhile.
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return create();
    });
    return { name, handle, deliveries: 0, bytes: 0 };
  };

  const finish = async (): Promise<void> => {
    if (!file) return;
    const { name, handle, bytes, deliveries } = file;
    file = undefined;
    known.closed.add(name);
    known.counts.set(name, { bytes, deliveries });
    await handle.close();
    if (bytes === 0) await unlink(join(folder, name)).catch(() => undefined);
  };

  const write = async (text: string, deliveries: number): Promise<void> => {
    for (;;) {
      file ??= await start();
      const bytes = Buffer.from(text, 'utf8');
      // Where somebody cleared the log, and this file with it, what went into the removed file is written once more.
      if (await append(file.handle.fd, bytes)) {
        file.bytes += bytes.length;
        file.deliveries += deliveries;
        return;
      }
      await finish();
    }
  };

  /** Removes what is too old, beside the writing and not at every full file of a burst. */
  const tidy = (): void => {
    if (tidying || world.now() - tidiedAt < tidyEveryMs) return;
    tidiedAt = world.now();
    tidying = prune(folder, tidiedAt, known)
      .catch(turnOff)
      .finally(() => {
        tidying = undefined;
      });
  };

  const drain = async (): Promise<void> => {
    try {
      while (!queue.isEmpty() && !off) {
        const { text, deliveries } = queue.take({
          deliveries: full.deliveries - (file?.deliveries ?? 0),
          bytes: full.bytes - (file?.bytes ?? 0),
        });
        await write(text, deliveries);
        const done = file !== undefined && isFull(file);
        if (done) await finish();
        if (done || tidiedAt === Number.NEGATIVE_INFINITY) tidy();
      }
    } catch (error) {
      turnOff(error);
    } finally {
      // Here and not after the promise: an entry that comes in between would wait for the next one.
      draining = false;
    }
  };

  const add = (entry: Entry): void => {
    if (off || closing) return;
    queue.add(entry);
    if (draining) return;
    draining = true;
    // After this turn, so that a delivery is passed on first and all that came in one turn is written at once.
    work = new Promise<void>((resolve) => setImmediate(resolve)).then(drain);
  };

  try {
    // At once, so that a listener can say at its start that nothing will be kept.
    file = await start();
  } catch (error) {
    turnOff(error);
  }

  return {
    received: (delivery) => {
      const resigned = signedAnew(delivery, resignWith?.());
      add({ type: 'delivery', profile, delivery, ...(resigned === undefined ? {} : { resigned }) });
    },
    attempted: (id, attempt, replay = false) => add({ type: 'attempt', id, attempt, replay }),
    answered: (id, status) => add({ type: 'answer', id, status, at: world.now() }),
    close: async () => {
      closing = true;
      await work;
      await tidying;
      try {
        await finish();
        if (!off) await prune(folder, world.now(), known);
      } catch (error) {
        turnOff(error);
      }
    },
  };
};
