import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, systemCode } from '../../errors.ts';
import type { Places } from '../../profiles/directories.ts';
import type { Delivery } from '../delivery.ts';
import { decode } from './entry.ts';
import { logFolder } from './files.ts';
import type { Logged, LoggedAttempt, Place } from './logged.ts';

const read = async (folder: string, place: Place): Promise<string | undefined> => {
  try {
    const file = await open(join(folder, place.file), 'r');
    try {
      const buffer = Buffer.alloc(place.length);
      const { bytesRead } = await file.read(buffer, 0, place.length, place.at);
      return bytesRead === place.length ? buffer.toString('utf8') : undefined;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
};

/** A complete delivery. */
export interface Loaded {
  readonly delivery: Delivery;
  readonly attempts: readonly LoggedAttempt[];
  /** The signature that targets got, if re-signed. */
  readonly resigned?: string;
}

/** Returns a delivery with its bytes and those of its responses. Fails with `not-found` if it was removed after the log was read. */
export const loadDelivery = async (places: Places, logged: Logged): Promise<Loaded> => {
  let delivery: Delivery | undefined;
  let resigned: string | undefined;
  const attempts: LoggedAttempt[] = [];
  for (const place of logged.places) {
    const text = await read(logFolder(places), place);
    const entry = text === undefined ? undefined : decode(text);
    if (entry?.type === 'delivery') ({ delivery, resigned } = entry);
    if (entry?.type === 'attempt') attempts.push({ ...entry.attempt, replay: entry.replay });
  }
  if (delivery === undefined)
    throw new Failure('not-found', `${logged.id} is no longer in the log`, { hint: 'It keeps the newest 10,000 deliveries, at most 64 MiB.' });
  attempts.sort((a, b) => a.at - b.at);
  return { delivery, attempts, ...(resigned === undefined ? {} : { resigned }) };
};
