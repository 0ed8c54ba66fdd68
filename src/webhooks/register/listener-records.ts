import { chmod, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, writeWhole } from '../../files.ts';
import type { Places } from '../../profiles/directories.ts';
import { hold, isHeld, isProven, runs } from '../../running.ts';
import { accepts } from '../../transport/accepts.ts';
import type { World } from '../../world.ts';
import { type ListenerRecord, readRecord } from './listener-record.ts';

/** A lock whose holder has not touched it for so long counts as free (ms). */
const stale = 10_000;
/** How long a live receiver may take to accept a connection (ms). */
const connectLimit = 1_000;

const folderOf = (places: Places): string => join(places.state, 'listeners');
const fileOf = (places: Places, id: string): string => join(folderOf(places), `${id}.json`);

/** This listener's own entry: written before and after the registration, locked as long as the listener lives. */
export interface Entry {
  /** Writes it down, whole or not at all. */
  write(record: ListenerRecord): Promise<void>;
  /** Removes it: nothing is left to be cleaned up. */
  remove(): Promise<void>;
  /** Gives up the lock and leaves the record: the next start removes the webhook. */
  abandon(): Promise<void>;
}

/** Starts an entry. Fails with what the file system said: without a record a webhook could be left behind unseen. */
export const openEntry = async (places: Places, id: string): Promise<Entry> => {
  const file = fileOf(places, id);
  makeDirectory(folderOf(places));
  await chmod(folderOf(places), 0o700);
  // A sleeping machine makes a lock look given up; whether we are alive is asked in other ways too, so that is no reason to end.
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

/** Every record of this machine, whoever wrote it. */
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
 * Whether a listener lives. Its process must run (after a kill -9 that says no at once), and it must hold its lock or, as after a
 * machine's sleep, still listen on its port. Of another machine that shares our home only the lock can be asked.
 */
const isLive = async (places: Places, world: World, record: ListenerRecord): Promise<boolean> => {
  const locked = await isHeld(fileOf(places, record.id), stale);
  if (record.host !== world.host) return locked;
  // Nobody asks this of itself: in a container the next process may well get the id of the one that was killed.
  if (record.pid === world.pid) return false;
  return runs(record, world) && (isProven(record, world) || locked || (await answers(record.receiver)));
};

/** The listeners of this machine that live, oldest first. */
export const liveListeners = async (places: Places, world: World): Promise<ListenerRecord[]> => {
  const records = await allRecords(places);
  const live = await Promise.all(records.map((record) => isLive(places, world, record)));
  return records.filter((_, index) => live[index]);
};

/** The records of listeners that have died. */
export const deadListeners = async (places: Places, world: World): Promise<ListenerRecord[]> => {
  const records = await allRecords(places);
  const live = await Promise.all(records.map((record) => isLive(places, world, record)));
  return records.filter((_, index) => !live[index]);
};

/** Forgets a listener that has died. */
export const forget = async (places: Places, record: ListenerRecord): Promise<void> => {
  await rm(fileOf(places, record.id), { force: true });
  await rm(`${fileOf(places, record.id)}.lock`, { force: true, recursive: true });
};

/** Whether something takes connections where a receiver was. */
const answers = async (receiver: string): Promise<boolean> => {
  if (!URL.canParse(receiver)) return false;
  const { hostname: host, port } = new URL(receiver);
  return accepts(host, Number(port), connectLimit);
};
