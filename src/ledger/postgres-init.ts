import type { World } from '../world.ts';
import { openConnection, type PostgresAddress, table } from './postgres-connection.ts';

/** Creates the table if it is missing, and marks it: a missing mark tells a run that the table was emptied. */
export const initPostgres = async (address: PostgresAddress, world: Pick<World, 'after' | 'random'>): Promise<void> => {
  const connection = await openConnection(address, world);
  try {
    await connection.query(`create table if not exists ${table} (
      key text primary key, claim text not null, state text not null, run text, owner text, person text, recipient text,
      operation text, workspace text, campaign text, template text,
      at timestamptz not null default clock_timestamp(), seen timestamptz not null default clock_timestamp())`);
    await connection.query(`create index if not exists ${table}_person on ${table} (person)`);
    await connection.query(`create index if not exists ${table}_run on ${table} (run) where state = 'claimed'`);
    await connection.query(`insert into ${table} (key, claim, state) values ('marker', $1, 'marker') on conflict (key) do nothing`, [
      world.random(8).toString('hex'),
    ]);
  } finally {
    await connection.close();
  }
};
