import { whyNotWritten } from '../../files.ts';
import type { Places } from '../../profiles/directories.ts';
import type { World } from '../../world.ts';
import type { Attempt, Delivery } from '../delivery.ts';
import { signedAnew } from '../resign.ts';
import { type Entry, encode } from './entry.ts';
import { isFull, logFolder } from './files.ts';
import { openWriter, type Writer } from './writer.ts';

/** Where a listener logs what happens to deliveries. No method throws: a log that fails is turned off permanently. */
export interface DeliveryLog {
  received(delivery: Delivery): void;
  /** `replay` is true if the delivery was replayed by hand. */
  attempted(deliveryId: string, attempt: Attempt, replay?: boolean): void;
  /** Records the response status to the sender. */
  answered(deliveryId: string, status: number): void;
  /** Closes the log; later entries are dropped. */
  close(): Promise<void>;
}

export interface LogOptions {
  readonly places: Places;
  readonly world: World;
  readonly profile: string;
  /** Returns the secret used to re-sign for targets, if any: a replay uses it again. */
  readonly resignWith?: () => string | undefined;
  /** Called once, with the cause as text, when the log can no longer be written. */
  readonly onOff: (reason: string) => void;
}

/** A log that keeps nothing (`--no-log`). */
export const noLog: DeliveryLog = { received() {}, attempted() {}, answered() {}, close: async () => {} };

/** Combines two logs into one. */
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

const reasonOf = (folder: string, error: unknown): string => `${folder}: ${whyNotWritten(error)}`;

/**
 * Opens this process's log in `<state>/log`. Entries added in the same turn are on disk before anything else happens, in one
 * write that ends with a complete line, so a killed process leaves at most one truncated line, at the end of its file.
 */
export const openLog = async ({ places, world, profile, onOff, resignWith }: LogOptions): Promise<DeliveryLog> => {
  const folder = logFolder(places);
  let writer: Writer | undefined;
  let lines = '';
  let deliveries = 0;

  const turnOff = (error: unknown): void => {
    if (writer === undefined) return;
    writer = undefined;
    onOff(reasonOf(folder, error));
  };

  const flush = (): void => {
    if (lines === '') return;
    const [bytes, count] = [Buffer.from(lines), deliveries];
    lines = '';
    deliveries = 0;
    try {
      writer?.write(bytes, count);
    } catch (error) {
      turnOff(error);
    }
  };

  const add = (entry: Entry): void => {
    if (writer === undefined) return;
    if (lines === '') queueMicrotask(flush);
    lines += encode(entry);
    if (entry.type === 'delivery') deliveries += 1;
    if (isFull({ deliveries, bytes: lines.length })) flush();
  };

  try {
    writer = openWriter(folder, world, turnOff);
  } catch (error) {
    onOff(reasonOf(folder, error));
  }

  return {
    received: (delivery) => {
      const resigned = signedAnew(delivery, resignWith?.());
      add({ type: 'delivery', profile, delivery, ...(resigned === undefined ? {} : { resigned }) });
    },
    attempted: (id, attempt, replay = false) => add({ type: 'attempt', id, attempt, replay }),
    answered: (id, status) => add({ type: 'answer', id, status, at: world.now() }),
    close: async () => {
      flush();
      const last = writer;
      try {
        await last?.close();
      } catch (error) {
        turnOff(error);
      } finally {
        writer = undefined;
      }
    },
  };
};
