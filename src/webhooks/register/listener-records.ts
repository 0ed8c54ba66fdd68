import { chmod, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, writeWhole } from '../../files.ts';
import type { Places } from '../../profiles/directories.ts';
import { hold, isHeld, isProven, runs } from '../../running.ts';
import { accepts } from '../../transport/accepts.ts';
import type { World } from '../../world.ts';
import { type ListenerRecord, readRecord } from './listener-record.ts';

/** A lock that its holder has not touched for this long counts as free (ms). */
const stale = 10_000;
/** How long a live receiver may take to accept a connection (ms). */
const connectLimit = 1_000;

const folderOf = (places: Places): string => join(places.state, 'listeners');
const fileOf = (places: Places, id: string): string => join(folderOf(places), `${id}.json`);

/** This listener's own record: written before and after the registration, and locked while the listener lives. */
export interface Entry {
  /** Writes the record atomically. */
  write(record: ListenerRecord): Promise<void>;
  /** Removes the record: nothing is left to clean up. */
  remove(): Promise<void>;
  /** Releases the lock and keeps the record: the next start removes the webhook. */
  abandon(): Promise<void>;
}

/** Creates an entry. Fails with the file system's error, because without a record a webhook could be left behind unnoticed. */
export const openEntry = async (places: Places, id: string): Promise<Entry> => {
  const file = fileOf(places, id);
  makeDirectory(folderOf(places));
  await chmod(folderOf(places), 0o700);
  // After sleep, a lock may look abandoned. There are other checks that we are alive, so losing it is no reason to end.
  const unlock = (await hold(file, stale)) ?? (async () => {});
  return {
    write: (record) => writeWhole(file, `${JSON.stringify(record)}\n`, { secret: true }),
    remove: async () => {
      await rm(file, { force: true });
      await unlock();
    },
    abandon: unlock,
  };
};

/** Returns all records on this machine, from any listener. */
export const allRecords = async (places: Places): Promise<ListenerRecord[]> => {
  const names = await readdir(folderOf(places)).catch(() => []);
  const records = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length))
      .map(async (id) => readRecord(id, await readFile(fileOf(places, id), 'utf8').catch(() => ''))),
  );
  return records.filter((record) => record !== undefined).sort((one, other) => one.startedAt - other.startedAt);
};

/**
 * Returns whether a listener is alive. Its process must be running (after a kill -9 this is false at once), and it must hold its
 * lock or, as after sleep, still listen on its port. For another machine that shares our home directory, only the lock can be
 * checked.
 */
const isLive = async (places: Places, world: World, record: ListenerRecord): Promise<boolean> => {
  const locked = await isHeld(fileOf(places, record.id), stale);
  if (record.host !== world.host) return locked;
  // No process asks this about itself: in a container the next process may get the id of the one that was killed.
  if (record.pid === world.pid) return false;
  return runs(record, world) && (isProven(record, world) || locked || (await answers(record.receiver)));
};

/** Returns the live listeners of this machine, oldest first. */
export const liveListeners = async (places: Places, world: World): Promise<ListenerRecord[]> => {
  const records = await allRecords(places);
  const live = await Promise.all(records.map((record) => isLive(places, world, record)));
  return records.filter((_, index) => live[index]);
};

/** Returns the records of dead listeners. */
export const deadListeners = async (places: Places, world: World): Promise<ListenerRecord[]> => {
  const records = await allRecords(places);
  const live = await Promise.all(records.map((record) => isLive(places, world, record)));
  return records.filter((_, index) => !live[index]);
};

/** Removes the record of a dead listener. */
export const forget = async (places: Places, record: ListenerRecord): Promise<void> => {
  await rm(fileOf(places, record.id), { force: true });
  await rm(`${fileOf(places, record.id)}.lock`, { force: true, recursive: true });
};

/** Returns whether something accepts connections at a receiver's URL. */
const answers = async (receiver: string): Promise<boolean> => {
  if (!URL.canParse(receiver)) return false;
  const { hostname: host, port } = new URL(receiver);
  return accepts(host, Number(port), connectLimit);
};
