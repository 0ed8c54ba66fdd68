import { once } from 'node:events';
import { closeSync, createReadStream, createWriteStream, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { World } from '../world.ts';
import type { Book, BookEntry } from './book.ts';
import type { Entry } from './entries.ts';
import { type LedgerFile, openLedgerFile } from './file.ts';
import type { State } from './ledger.ts';
import { endLine, headerLine, runLine, settleLine } from './lines.ts';
import { mayBeGoing, thisOwner } from './owner.ts';
import { wide } from './table.ts';
import { notWritten } from './trouble.ts';

type Outside = Pick<World, 'pid' | 'host' | 'alive' | 'birth' | 'now' | 'random'>;

const claimed = /^c ([0-9a-f]{16}) ([0-9a-f]{20}) [0-9a-f]{16} \d{13} [0-9a-f]{20} (.*)\.$/;

const linesOf = (path: string): AsyncIterable<string> => createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });

const entryOf = (file: LedgerFile, key: string): Entry | undefined => {
  const { high, low } = wide(key);
  return file.entries.get(high, low);
};

/** Returns the lines that record in a ledger which ledger is now beside it at a path; an empty id means none. */
const besideLines = (path: string, id: string, world: Outside): string[] => {
  const run = world.random(6).toString('hex');
  const about = { operation: '', workspace: '', ...thisOwner(world), at: world.now(), beside: { id, path } };
  return [runLine(run, about), endLine(run, world.now())];
};

/** Removes ledger files, whatever they contain. Returns the paths of those that existed. */
export const removeEmbedded = async (paths: readonly string[], beside: readonly string[], world: Outside): Promise<readonly string[]> => {
  const there = paths.filter((path) => existsSync(path));
  for (const path of there) rmSync(path);
  for (const other of beside.filter((path) => !paths.includes(path))) {
    const file = await openLedgerFile(other, false, world);
    if (file === undefined) continue;
    try {
      file.append(paths.flatMap((path) => besideLines(path, '', world)));
    } finally {
      file.close();
    }
  }
  return there;
};

/** Opens ledger files to view and correct them; skips missing ones. */
export const openEmbeddedBook = async (paths: readonly string[], world: Outside): Promise<Book> => {
  const owner = thisOwner(world);
  const files: LedgerFile[] = [];
  try {
    for (const path of paths) {
      const file = await openLedgerFile(path, false, world);
      if (file) files.push(file);
    }
  } catch (error) {
    for (const file of files) file.close();
    throw error;
  }

  const stateOf = ({ mark, run }: Entry): State => {
    if (mark === 's') return 'sent';
    if (mark === 'n') return 'free';
    return mark === 'c' && run !== undefined && !run.ended && mayBeGoing(run.about, owner, run.lastSign, world) ? 'working' : 'unknown';
  };

  const entries = async function* (): AsyncGenerator<BookEntry> {
    for (const [at, file] of files.entries()) {
      for await (const line of linesOf(file.path)) {
        const [, key = '', claim = '', recipient = ''] = claimed.exec(line) ?? [];
        const entry = key === '' ? undefined : entryOf(file, key);
        if (entry?.claim !== claim) continue;
        const same = files.map((other) => entryOf(other, key)).map((other) => (other?.claim === claim ? other : undefined));
        if (same.slice(0, at).some((other) => other !== undefined)) continue;
        const settled = same.find((other) => other !== undefined && other.mark !== 'c') ?? entry;
        const { operation = '', campaign, workspace = '' } = entry.run?.about ?? {};
        yield { recipient, state: stateOf(settled), operation, campaign, workspace, at: settled.at, key, claim };
      }
    }
  };

  /** Rewrites a file without some keys. A run that uses the old file notices this and stops. */
  const rewrite = async (file: LedgerFile, id: string, keys: ReadonlySet<string>, more: readonly string[]): Promise<void> => {
    const part = `${file.path}.${id}`;
    const stream = createWriteStream(part, { flags: 'wx', mode: 0o600 });
    try {
      stream.write(`${headerLine(id)}\n`);
      let first = true;
      for await (const line of linesOf(file.path)) {
        if (!first && line !== '' && !(/^[csun] /.test(line) && keys.has(line.slice(2, 18))) && !stream.write(`${line}\n`))
          await once(stream, 'drain');
        first = false;
      }
      stream.end(more.map((line) => `${line}\n`).join(''));
      await once(stream, 'close');
      const handle = openSync(part, 'r');
      fsyncSync(handle);
      closeSync(handle);
      renameSync(part, file.path);
    } catch (error) {
      rmSync(part, { force: true });
      throw notWritten(file.path, error);
    }
  };

  return {
    name: paths.join(' and '),
    entries,
    decide: async (chosen, state) => {
      for (const file of files) {
        const lines = chosen
          .filter(({ key, claim }) => entryOf(file, key)?.claim === claim)
          .map(({ key, claim }) => settleLine(state === 'sent' ? 's' : 'n', key, claim, world.now()));
        if (lines.length > 0) file.append(lines);
        await file.flush();
      }
    },
    forget: async (chosen) => {
      const keys = new Set(chosen.map(({ key }) => key));
      const changed = files
        .filter((file) => chosen.some(({ key }) => entryOf(file, key) !== undefined))
        .map((file) => ({ file, id: world.random(8).toString('hex') }));
      // Each file must learn the other's new id, or it would treat the other file as a replacement.
      const lines = (file: LedgerFile): string[] =>
        changed.flatMap(({ file: other, id }) => (other === file ? [] : besideLines(other.path, id, world)));
      for (const file of files) if (!changed.some((one) => one.file === file)) file.append(lines(file));
      for (const { file, id } of changed) await rewrite(file, id, keys, lines(file));
    },
    close: async () => {
      for (const file of files) file.close();
    },
  };
};
