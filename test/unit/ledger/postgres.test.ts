import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Claim, granted, type Held, type Ledger } from '../../../src/ledger/ledger.ts';
import { openPostgres } from '../../../src/ledger/postgres.ts';
import { initPostgres } from '../../../src/ledger/postgres-init.ts';
import { systemWorld, type World } from '../../../src/world.ts';
import { needs } from '../../support/needs.ts';
import { type Cluster, postgresPrograms, startDatabaseProxy, startPostgres } from '../../support/postgres.ts';
import { later } from '../../support/temporary.ts';

const address = (url: string) => ({ kind: 'postgres', url, shown: url.replace(/:[^:@/]+@/, ':***@') }) as const;
const key = (number: number): string => number.toString(16).padStart(16, '0');
const contact = (number: number) => ({ key: key(number), person: key(1000 + number), recipient: `+1415555${1000 + number}` });
const never = (): boolean => false;

let cluster: Cluster | undefined;
beforeAll(async () => {
  if (postgresPrograms !== undefined) cluster = await startPostgres();
});

const open = async (url: string, world: Partial<World> = {}): Promise<Ledger> => {
  const ledger = await openPostgres(address(url), { operation: 'messages.sms', workspace: 'w', template: 'hello' }, { ...systemWorld(), ...world });
  later(() => ledger.close());
  return ledger;
};

const won = async (answer: Promise<Claim | Held>): Promise<Claim> => {
  const claim = await answer;
  if (!granted(claim)) throw new Error(`not granted: ${JSON.stringify(claim)}`);
  return claim;
};

const there = (): Cluster => {
  if (cluster === undefined) throw new Error('no cluster');
  return cluster;
};

describe('a ledger in Postgres', () => {
  beforeEach(async (context) => {
    needs(context, cluster !== undefined, 'PostgreSQL (initdb)');
    await there().query('drop table if exists boltcall_ledger');
    await initPostgres(address(there().url), systemWorld());
  });

  test('grants a claim once, also to many that ask at once and in different orders', async () => {
    const ledgers = await Promise.all([open(there().url), open(there().url), open(there().url)]);
    const rounds = await Promise.all(
      ledgers.map((ledger, at) =>
        Promise.all([...Array(40).keys()].map((number) => ledger.claim(contact(at === 1 ? 40 - number : number + 1), never))),
      ),
    );
    expect(rounds.flat().filter(granted)).toHaveLength(40);
    expect(new Set(rounds.flat().flatMap((answer) => (granted(answer) ? [answer.contact.key] : []))).size).toBe(40);
  });

  test('knows what came of a claim, and whom it reached', async () => {
    const ledger = await open(there().url);
    await ledger.settle(await won(ledger.claim(contact(1), never)));
    await ledger.release(await won(ledger.claim(contact(2), never)));
    await ledger.unknown(await won(ledger.claim(contact(3), never)));
    const held = await ledger.look([key(1), key(2), key(3), key(4)]);
    expect(held.map((one) => one?.state)).toEqual(['sent', 'free', 'unknown', undefined]);
    expect(Math.abs((held[0]?.at ?? 0) - Date.now())).toBeLessThan(60_000);
    const people = [key(1001), key(1002), key(1003)];
    expect(await ledger.reached(people, Date.now() - 3_600_000)).toEqual([expect.any(Number), undefined, expect.any(Number)]);
    expect(await ledger.reached(people, 0, 'other')).toEqual([undefined, undefined, undefined]);
    const again = await won(ledger.claim(contact(2), never));
    expect(await ledger.owns(again)).toBe(true);
  });

  test('takes a claim over for one of those that ask', async () => {
    const dead = await open(there().url, { pid: 9_999_999, birth: () => 'long ago' });
    await won(dead.claim(contact(1), never));
    const ledgers = await Promise.all([open(there().url), open(there().url)]);
    expect(await ledgers[0]?.claim(contact(1), never)).toMatchObject({ state: 'unknown' });
    const answers = await Promise.all(ledgers.map((ledger) => ledger.claim(contact(1), ({ state }) => state === 'unknown')));
    expect(answers.filter(granted)).toHaveLength(1);
  });

  test.each([
    ['emptied', 'truncate boltcall_ledger', /was emptied/],
    ['emptied row by row', 'delete from boltcall_ledger', /was emptied/],
    ['dropped', 'drop table boltcall_ledger', /has no table/],
    ['made anew', "update boltcall_ledger set claim = 'other' where key = 'marker'", /was emptied/],
  ])('notices in the claim that it was %s', async (_, harm, words) => {
    const ledger = await open(there().url);
    await won(ledger.claim(contact(1), never));
    await there().query(harm);
    await expect(ledger.claim(contact(2), never)).rejects.toThrow(words);
  });

  test('needs its table', async () => {
    await there().query('drop table boltcall_ledger');
    await expect(open(there().url)).rejects.toMatchObject({ kind: 'usage', details: { hint: expect.stringContaining('boltcall ledger init') } });
  });

  test('says that it cannot be reached, without its password', async () => {
    const failure = await open('postgres://boltcall:s3cret-word@127.0.0.1:1/postgres').catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'network', message: expect.stringContaining('boltcall:***@127.0.0.1:1') });
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('s3cret-word');
  });

  test('is in doubt where the answer to a claim was lost, and grants it to nobody', async () => {
    const proxy = await startDatabaseProxy(there());
    const ledger = await open(proxy.url);
    await won(ledger.claim(contact(1), never));
    proxy.dropAnswerTo('insert into');
    await expect(ledger.claim(contact(2), never)).rejects.toMatchObject({ kind: 'network' });
    expect(proxy.dropped()).toBe(1);
    expect(await (await open(there().url)).claim(contact(2), never)).toMatchObject({ state: 'working' });
  });

  test('says again what came of a request, where the answer to that was lost', async () => {
    const proxy = await startDatabaseProxy(there());
    const ledger = await open(proxy.url);
    const claim = await won(ledger.claim(contact(1), never));
    proxy.dropAnswerTo('set state');
    await ledger.settle(claim);
    expect([proxy.dropped(), (await ledger.look([key(1)]))[0]?.state]).toEqual([1, 'sent']);
  });

  test('goes on with a server that was restarted', async () => {
    const ledger = await open(there().url);
    const claim = await won(ledger.claim(contact(1), never));
    await there().restart();
    await ledger.settle(claim);
    expect((await ledger.look([key(1)]))[0]?.state).toBe('sent');
  });
});
