import type { World } from '../world.ts';
import { batched } from './batch.ts';
import { type Claim, type Contact, granted, type Held, type Ledger, type Purpose, type State } from './ledger.ts';
import { hex8 } from './lines.ts';
import { giveSigns, mayBeGoing, ownerText, readOwner, thisOwner } from './owner.ts';
import { openConnection, type PostgresAddress, table } from './postgres-connection.ts';
import { trouble } from './trouble.ts';

type Outside = Pick<World, 'after' | 'pid' | 'host' | 'alive' | 'birth' | 'now' | 'random' | 'sleep'>;

interface Asked {
  readonly contact: Contact;
  readonly mayTake: (held: Held) => boolean;
}

/** Delays (ms) between attempts to record an outcome when the database does not respond. */
const repeats = [250, 1_000, 3_000];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * A ledger in a database: one row per contact, claimed with `insert … on conflict do nothing`. Throws `usage` if the table is missing or was emptied,
 * and `network` if the database cannot be reached.
 */
export const openPostgres = async (address: PostgresAddress, purpose: Purpose, world: Outside): Promise<Ledger> => {
  const connection = await openConnection(address, world);
  const run = world.random(6).toString('hex');
  const owner = thisOwner(world);
  let claims = 0;
  const emptied = () =>
    trouble(
      `the ledger ${address.shown} was emptied: who was contacted is no longer certain`,
      'Restore it from a backup, or start over: run `boltcall ledger init` with the same `--ledger`.',
    );

  let marker: string;
  let ahead: number;
  try {
    const [first] = await connection.query(
      `select (select claim from ${table} where key = 'marker') as marker, extract(epoch from clock_timestamp()) * 1000 as now`,
    );
    marker = text(first?.['marker']);
    ahead = Number(first?.['now']) - world.now();
    if (marker === '') throw emptied();
  } catch (error) {
    await connection.close();
    throw error;
  }

  const heldOf = (row: Record<string, unknown>): Held => {
    const state = text(row['state']);
    const at = Number(row['at']) - ahead;
    const working = (): boolean =>
      text(row['claim']).startsWith(run) || mayBeGoing(readOwner(row['owner']), owner, Number(row['seen']) - ahead, world);
    const known: State = state === 'sent' || state === 'free' ? state : state === 'claimed' && working() ? 'working' : 'unknown';
    return { state: known, at, claim: text(row['claim']) };
  };

  const look = async (keys: readonly string[]): Promise<ReadonlyMap<string, Held>> => {
    const rows = await connection.query(
      `select key, claim, state, owner, extract(epoch from at) * 1000 as at, extract(epoch from seen) * 1000 as seen from ${table} where key = any($1)`,
      [keys],
    );
    return new Map(rows.map((row) => [text(row['key']), heldOf(row)]));
  };

  const about = [run, ownerText(owner), purpose.operation, purpose.workspace];
  const more = [purpose.campaign ?? null, purpose.template ?? null, marker];

  /** Inserts contacts that nobody holds; returns the ids of the granted claims. Rows are sorted so that two concurrent inserts do not deadlock. */
  const insert = async (wanted: readonly Claim[]): Promise<ReadonlySet<string>> => {
    const [answer] = await connection.query(
      `with marker as (select claim from ${table} where key = 'marker'),
        put as (
          insert into ${table} (key, claim, person, recipient, state, run, owner, operation, workspace, campaign, template)
          select k, c, nullif(p, ''), r, 'claimed', $5, $6, $7, $8, $9, $10
          from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as asked (k, c, p, r)
          where (select claim from marker) = $11 order by k
          on conflict (key) do nothing returning claim)
        select (select claim from marker) as marker, array(select claim from put) as claims`,
      [
        wanted.map(({ contact }) => contact.key),
        wanted.map(({ id }) => id),
        wanted.map(({ contact }) => contact.person ?? ''),
        wanted.map(({ contact }) => contact.recipient),
        ...about,
        ...more,
      ],
    );
    if (text(answer?.['marker']) !== marker) throw emptied();
    return new Set(Array.isArray(answer?.['claims']) ? answer['claims'].map(text) : []);
  };

  /** Takes a key over from the claim that holds it; if several try, only one succeeds. */
  const takeOver = async ({ contact, id }: Claim, held: Held): Promise<boolean> => {
    const rows = await connection.query(
      `update ${table} set claim = $3, state = 'claimed', run = $4, owner = $5, operation = $6, workspace = $7, campaign = $8, template = $9,
        at = clock_timestamp(), seen = clock_timestamp()
        where key = $1 and claim = $2 and exists (select 1 from ${table} where key = 'marker' and claim = $10) returning key`,
      [contact.key, held.claim, id, ...about, ...more],
    );
    return rows.length === 1;
  };

  const claimAll = async (asked: readonly Asked[]): Promise<ReadonlyArray<Claim | Held>> => {
    const wanted = asked.map(({ contact }): Claim => {
      claims += 1;
      return { contact, id: `${run}${hex8(claims)}` };
    });
    const ours = await insert(wanted);
    const others = wanted.filter(({ id }) => !ours.has(id));
    const held = others.length > 0 ? await look(others.map(({ contact }) => contact.key)) : new Map<string, Held>();
    const answers: Array<Claim | Held> = [];
    for (const [at, claim] of wanted.entries()) {
      const its = held.get(claim.contact.key);
      if (ours.has(claim.id)) answers.push(claim);
      else if (its === undefined) throw emptied();
      else if (its.state !== 'free' && !asked[at]?.mayTake(its)) answers.push(its);
      else if (await takeOver(claim, its)) answers.push(claim);
      else answers.push((await look([claim.contact.key])).get(claim.contact.key) ?? its);
    }
    return answers.map((answer) => (granted(answer) || answer.state !== 'free' ? answer : { ...answer, state: 'working' }));
  };

  /** Records the outcome of requests. Recording it twice is harmless, so failures are retried. */
  const settleAll = async (said: ReadonlyArray<readonly [State, Claim]>): Promise<readonly true[]> => {
    for (let tries = 0; ; tries += 1) {
      try {
        await connection.query(
          `update ${table} as l set state = a.s, at = clock_timestamp() from unnest($1::text[], $2::text[], $3::text[]) as a (k, c, s)
            where l.key = a.k and l.claim = a.c`,
          [said.map(([, { contact }]) => contact.key), said.map(([, { id }]) => id), said.map(([state]) => state)],
        );
        return said.map((): true => true);
      } catch (error) {
        const pause = repeats[tries];
        if (pause === undefined) throw error;
        await world.sleep(pause);
      }
    }
  };

  const silent = giveSigns(world, () => {
    // A lost heartbeat is no reason to stop: the next claim reports the problem.
    connection.query(`update ${table} set seen = clock_timestamp() where run = $1 and state = 'claimed'`, [run]).catch(() => {});
  });

  const claim = batched(claimAll);
  const settle = batched(settleAll);
  return {
    name: address.shown,
    look: async (keys) => {
      const held = await look(keys);
      return keys.map((key) => held.get(key));
    },
    reached: async (people, since, template) => {
      const rows = await connection.query(
        `select person, extract(epoch from max(at)) * 1000 as at from ${table}
          where person = any($1) and state <> 'free' and at >= to_timestamp($2 / 1000.0) and ($3::text is null or template = $3) group by person`,
        [people, since + ahead, template ?? null],
      );
      const last = new Map(rows.map((row) => [text(row['person']), Number(row['at']) - ahead]));
      return people.map((person) => last.get(person));
    },
    claim: (contact, mayTake) => claim({ contact, mayTake }),
    owns: async ({ contact, id }) => (await look([contact.key])).get(contact.key)?.claim === id,
    settle: async (its) => void (await settle(['sent', its])),
    release: async (its) => void (await settle(['free', its])),
    unknown: async (its) => void (await settle(['unknown', its])),
    close: async () => {
      silent();
      await connection.close();
    },
  };
};
