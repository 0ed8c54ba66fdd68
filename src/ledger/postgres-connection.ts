import { Failure, systemCode } from '../errors.ts';
import type { StoreAddress } from '../values/store.ts';
import type { World } from '../world.ts';
import { ledgerCode, trouble } from './trouble.ts';

export type PostgresAddress = StoreAddress & { readonly kind: 'postgres' };

/** The table; its `marker` row is lost with all others when the table is emptied. */
export const table = 'boltcall_ledger';

/** A database connection that is reopened after it breaks. Values come as the library parses them, so check them. */
export interface Connection {
  query(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Timeout for connecting and for a response (ms). */
const patience = 15_000;

/** SQLSTATE of a broken connection or a server shutdown, and of a missing table. */
const broken = /^(08|57P)/;
const noTable = '42P01';

/** Explains a database error without the password. */
const failureOf = ({ shown, url }: PostgresAddress, error: unknown): Failure => {
  const code = systemCode(error) ?? '';
  const secrets = URL.canParse(url) ? [new URL(url).password, decoded(new URL(url).password)].filter(Boolean) : [];
  const said = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), error instanceof Error ? error.message : String(error));
  if (code === noTable)
    return trouble(
      `the ledger ${shown} has no table \`${table}\`: it was dropped, or never created`,
      'Create it: run `boltcall ledger init` with the same `--ledger`.',
      error,
    );
  // An SQLSTATE has five characters; an error without one means the database was never reached or the connection was lost.
  if (!/^[0-9A-Z]{5}$/.test(code) || broken.test(code))
    return new Failure('network', `cannot reach the ledger ${shown}: ${said || code}`, {
      code: ledgerCode,
      hint: 'Check the database and the network, then run it again: nobody is contacted twice.',
      cause: error,
    });
  return trouble(`the ledger ${shown} refused: ${said} (${code})`, 'Check the database, its user and its free space, then run it again.', error);
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Connects on first use. Throws `network` or `usage`. */
export const openConnection = async (address: PostgresAddress, world: Pick<World, 'after'>): Promise<Connection> => {
  const { default: pg } = await import('pg');
  let client: InstanceType<typeof pg.Client> | undefined;
  const connect = async (): Promise<InstanceType<typeof pg.Client>> => {
    const fresh = new pg.Client({
      connectionString: address.url,
      connectionTimeoutMillis: patience,
      query_timeout: patience,
      application_name: 'boltcall',
      keepAlive: true,
    });
    // The next query reports whatever breaks the connection later.
    fresh.on('error', () => {
      if (client === fresh) client = undefined;
    });
    await fresh.connect();
    client = fresh;
    return fresh;
  };
  const drop = async (): Promise<void> => {
    const old = client;
    client = undefined;
    await old?.end().catch(() => {});
  };
  return {
    query: async (text, values = []) => {
      try {
        const { rows } = await (client ?? (await connect())).query<Record<string, unknown>>(text, [...values]);
        return rows;
      } catch (error) {
        const failure = failureOf(address, error);
        if (failure.kind === 'network') await Promise.race([drop(), new Promise<void>((resolve) => void world.after(500, resolve))]);
        throw failure;
      }
    },
    close: drop,
  };
};
