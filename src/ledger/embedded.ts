import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import type { World } from '../world.ts';
import { batched } from './batch.ts';
import { type Entry, msOf, openEntries, openKeys, type Run } from './entries.ts';
import { type LedgerFile, openLedgerFile } from './file.ts';
import { type Claim, type Contact, granted, type Held, type Ledger, type Purpose, type State } from './ledger.ts';
import { aliveLine, claimLine, endLine, hex8, none, runLine, settleLine, sizeLine } from './lines.ts';
import { giveSigns, mayBeGoing, thisOwner } from './owner.ts';
import { openTable, type Table, wide } from './table.ts';
import { damaged, notWritten } from './trouble.ts';

type Outside = Pick<World, 'after' | 'pid' | 'host' | 'alive' | 'birth' | 'now' | 'random'>;

interface Asked {
  readonly contact: Contact;
  readonly mayTake: (held: Held) => boolean;
}

/** Of the states that two ledgers hold for one key, the stricter one counts. */
const rank: Readonly<Record<State, number>> = { free: 0, sent: 1, unknown: 2, working: 3 };

/**
 * A ledger in files, without a server. Each claim is appended to all files and read back; the first claim of a key in a file wins there, and a claim
 * counts if it won in all files. So it does not matter whether another run is on this machine, in another container or suspended. A missing file is
 * created with the first claim.
 * @param paths the folder's file before the user's: runs that share both meet in the first
 */
export const openEmbedded = async (paths: readonly string[], purpose: Purpose, world: Outside): Promise<Ledger> => {
  const run = world.random(6).toString('hex');
  const owner = thisOwner(world);
  let files: Array<LedgerFile | undefined> = [];
  const keys = openKeys(paths.length);
  const entriesOf = paths.map((_, at) => openEntries(keys, at));
  let begun = false;
  let closed = false;
  let claims = 0;
  let silent = (): void => {};
  const people = new Map<string, Table>();

  const opened = (): LedgerFile[] => files.filter((file) => file !== undefined);
  /** Returns the other one of two files. */
  const beside = (at: number): { readonly id: string; readonly path: string; readonly size: number } | undefined =>
    paths.length === 2 ? files[1 - at] : undefined;

  /** Throws if a file is smaller than the other one remembers, gone, or replaced: it was tampered with. */
  const checkMemory = (): void => {
    for (const [at, path] of paths.entries()) {
      const file = files[at];
      const memory = files[paths.length - 1 - at]?.entries;
      if (paths.length !== 2 || memory === undefined) continue;
      const expected = memory.places.get(path);
      if (expected === '') continue;
      if (expected !== undefined && file === undefined) throw damaged(path, 'is gone');
      if (expected !== undefined && file?.id !== expected) throw damaged(path, 'was replaced by another one');
      if (file && file.size < (memory.sizes.get(file.id) ?? 0)) throw damaged(path, 'was cut');
    }
  };

  const stateOf = (entry: Entry): State => {
    if (entry.mark === 's') return 'sent';
    if (entry.mark === 'n') return 'free';
    if (entry.mark === 'u' || entry.run === undefined || entry.run.ended) return 'unknown';
    return entry.run.id === run || going(entry.run) ? 'working' : 'unknown';
  };
  const going = ({ about, lastSign }: Run): boolean => mayBeGoing(about, owner, lastSign, world);

  /** Returns what all files together hold for a key. */
  const heldOf = (key: string): Held | undefined => {
    const { high, low } = wide(key);
    const entries = opened().flatMap((file) => file.entries.get(high, low) ?? []);
    // An outcome in one file also applies to the same claim in the other, whose line was lost with its run.
    const settled = new Map(entries.flatMap((entry) => (entry.mark === 'c' ? [] : [[entry.claim, entry]])));
    return entries
      .map((entry) => settled.get(entry.claim) ?? entry)
      .map((entry): Held => ({ state: stateOf(entry), at: entry.at, claim: entry.claim }))
      .sort((a, b) => rank[b.state] - rank[a.state] || b.at - a.at)[0];
  };

  const begin = async (): Promise<void> => {
    if (begun) return;
    for (const [at, path] of paths.entries()) files[at] ??= await openLedgerFile(path, true, world, entriesOf[at]);
    for (const file of opened()) file.catchUp();
    checkMemory();
    for (const [at, file] of opened().entries()) {
      const other = beside(at);
      file.append([
        runLine(run, { ...purpose, ...owner, at: world.now(), ...(other && { beside: { id: other.id, path: other.path } }) }),
        ...(other ? [sizeLine(run, other.size)] : []),
      ]);
      file.catchUp();
    }
    begun = true;
    silent = giveSigns(world, () => {
      // A heartbeat that cannot be written is no reason to stop: the next claim reports the problem.
      for (const file of opened()) {
        try {
          file.append([aliveLine(run, world.now())]);
        } catch {}
      }
    });
  };

  const mine = (file: LedgerFile, key: string): string | undefined => {
    const { high, low } = wide(key);
    return file.entries.get(high, low)?.claim;
  };

  const claimAll = async (asked: readonly Asked[]): Promise<ReadonlyArray<Claim | Held>> => {
    await begin();
    for (const file of opened()) file.catchUp();
    const answers: Array<Claim | Held | undefined> = asked.map(({ contact, mayTake }) => {
      const held = heldOf(contact.key);
      if (held && held.state !== 'free' && !mayTake(held)) return held;
      claims += 1;
      return { contact, id: `${run}${hex8(claims)}` };
    });
    const ours = (): Claim[] => answers.filter((answer) => answer !== undefined && granted(answer));
    /** After losing a claim in one file, releases what this run won in the others. */
    const giveBack = (file: LedgerFile): void => {
      for (const claim of ours().filter(({ contact, id }) => mine(file, contact.key) !== id)) {
        for (const other of opened()) mark('n', claim, other);
        answers[answers.indexOf(claim)] = undefined;
      }
    };
    try {
      for (const [at, file] of opened().entries()) {
        if (ours().length === 0) break;
        claimIn(file, at, ours());
        giveBack(file);
      }
      // Read once more when everything is on disk, to include what another host wrote meanwhile.
      if (ours().length > 0) await Promise.all(opened().map((file) => file.flush()));
      for (const file of opened()) {
        file.catchUp();
        giveBack(file);
      }
    } catch (error) {
      // None of them is sent.
      for (const claim of ours()) markQuietly(claim);
      throw error;
    }
    for (const file of opened()) file.catchUp();
    return answers.map((answer, at) => answer ?? heldOf(asked[at]?.contact.key ?? '') ?? { state: 'free', at: world.now(), claim: none.claim });
  };

  const claimIn = (file: LedgerFile, at: number, wanted: readonly Claim[]): void => {
    const now = world.now();
    const other = beside(at);
    file.append([
      ...wanted.map(({ contact, id }) =>
        claimLine(contact.key, id, contact.person ?? none.person, now, mine(file, contact.key) ?? none.claim, contact.recipient),
      ),
      ...(other ? [sizeLine(run, other.size)] : []),
    ]);
    file.catchUp();
  };

  const mark = (how: 's' | 'u' | 'n', { contact, id }: Claim, file: LedgerFile): void => file.append([settleLine(how, contact.key, id, world.now())]);
  const markQuietly = (claim: Claim): void => {
    for (const file of opened()) {
      try {
        mark('n', claim, file);
      } catch {
        // It stays claimed and counts as unknown.
      }
    }
  };
  const markAll = async (how: 's' | 'u' | 'n', claim: Claim): Promise<void> => {
    for (const file of opened()) mark(how, claim, file);
  };

  const close = (): void => {
    closed = true;
    silent();
    for (const file of opened()) file.close();
    files = [];
  };

  try {
    for (const [at, path] of paths.entries()) {
      const file = await openLedgerFile(path, false, world, entriesOf[at]);
      files.push(file);
      if (file === undefined) checkWritable(path);
    }
    checkMemory();
  } catch (error) {
    close();
    throw error;
  }

  const claim = batched(claimAll);
  return {
    name: paths.join(' and '),
    look: async (keys) => {
      for (const file of opened()) file.catchUp();
      return keys.map(heldOf);
    },
    reached: async (persons, since, template) => {
      const kind = template ?? '';
      const table = people.get(kind) ?? openTable(1);
      if (!people.has(kind)) for (const file of opened()) file.entries.people(table, template);
      people.set(kind, table);
      return persons.map((person) => {
        const { high, low } = wide(person);
        const slot = table.find(high, low);
        const at = slot < 0 ? 0 : msOf(table.get(slot, 0));
        return at >= since && at > 0 ? at : undefined;
      });
    },
    claim: (contact, mayTake) => claim({ contact, mayTake }),
    owns: async ({ contact, id }) => {
      for (const file of opened()) file.catchUp();
      return opened().every((file) => mine(file, contact.key) === id);
    },
    settle: (claim) => markAll('s', claim),
    release: (claim) => markAll('n', claim),
    unknown: (claim) => markAll('u', claim),
    close: async () => {
      if (closed) return;
      try {
        for (const file of begun ? opened() : []) file.catchUp();
        for (const [at, file] of begun ? opened().entries() : []) {
          const other = beside(at);
          file.append([...(other ? [sizeLine(run, other.size)] : []), endLine(run, world.now())]);
          await file.flush();
        }
      } catch {
        // Nothing more is sent; readers find out by themselves that the run ended.
      } finally {
        close();
      }
    },
  };
};

/** Throws if a ledger could not be created later, before the user is asked whether to send. */
const checkWritable = (path: string): void => {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    try {
      accessSync(folder, constants.W_OK);
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT') || folder === dirname(folder)) throw notWritten(path, error);
    }
  }
};
