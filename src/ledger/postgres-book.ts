import type { World } from '../world.ts';
import type { Book, BookEntry } from './book.ts';
import type { State } from './ledger.ts';
import { mayBeGoing, readOwner, thisOwner } from './owner.ts';
import { openConnection, type PostgresAddress, table } from './postgres-connection.ts';

type Outside = Pick<World, 'after' | 'pid' | 'host' | 'alive' | 'birth' | 'now'>;

/** Rows to read at once. */
const piece = 1_000;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Opens a ledger in a database to view and correct it. */
export const openPostgresBook = async (address: PostgresAddress, world: Outside): Promise<Book> => {
  const connection = await openConnection(address, world);
  const owner = thisOwner(world);
  const stateOf = (row: Record<string, unknown>): State => {
    const state = text(row['state']);
    if (state === 'sent' || state === 'free') return state;
    return state === 'claimed' && mayBeGoing(readOwner(row['owner']), owner, Number(row['seen']), world) ? 'working' : 'unknown';
  };
  return {
    name: address.shown,
    entries: async function* (): AsyncGenerator<BookEntry> {
      for (let last = ''; ; ) {
        const rows = await connection.query(
          `select key, claim, state, owner, recipient, operation, campaign, workspace, extract(epoch from at) * 1000 as at,
            extract(epoch from seen) * 1000 as seen from ${table} where key > $1 and key <> 'marker' order by key limit ${piece}`,
          [last],
        );
        for (const row of rows) {
          last = text(row['key']);
          yield {
            recipient: text(row['recipient']),
            state: stateOf(row),
            operation: text(row['operation']),
            campaign: row['campaign'] === null ? undefined : text(row['campaign']),
            workspace: text(row['workspace']),
            at: Number(row['at']),
            key: last,
            claim: text(row['claim']),
          };
        }
        if (rows.length < piece) return;
      }
    },
    decide: async (chosen, state) => {
      await connection.query(
        `update ${table} as l set state = $3, at = clock_timestamp() from unnest($1::text[], $2::text[]) as a (k, c) where l.key = a.k and l.claim = a.c`,
        [chosen.map(({ key }) => key), chosen.map(({ claim }) => claim), state],
      );
    },
    forget: async (chosen) => {
      await connection.query(`delete from ${table} as l using unnest($1::text[], $2::text[]) as a (k, c) where l.key = a.k and l.claim = a.c`, [
        chosen.map(({ key }) => key),
        chosen.map(({ claim }) => claim),
      ]);
    },
    close: () => connection.close(),
  };
};
