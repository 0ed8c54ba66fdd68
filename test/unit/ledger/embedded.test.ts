import { appendFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openEmbedded } from '../../../src/ledger/embedded.ts';
import { type Claim, granted, type Held, type Ledger } from '../../../src/ledger/ledger.ts';
import { systemWorld, type World } from '../../../src/world.ts';
import { later, temporaryDirectory } from '../../support/temporary.ts';

const key = (number: number): string => number.toString(16).padStart(16, '0');
const contact = (number: number) => ({ key: key(number), person: key(1000 + number), recipient: `+1415555${1000 + number}` });
const never = (): boolean => false;
const always = (): boolean => true;

type Outside = Pick<World, 'pid' | 'alive' | 'birth' | 'now' | 'random'>;

/** Returns the ledger paths of a shared folder and of the state directories of two users. */
const places = () => {
  const directory = temporaryDirectory('ledger');
  for (const name of ['folder', 'one', 'two']) mkdirSync(join(directory, name));
  return {
    folder: join(directory, 'folder', '.boltcall-ledger'),
    one: join(directory, 'one', 'ledger'),
    two: join(directory, 'two', 'ledger'),
  };
};

const open = async (paths: readonly string[], world: Partial<Outside> = {}, template?: string): Promise<Ledger> => {
  const ledger = await openEmbedded(paths, { operation: 'messages.sms', workspace: 'w', template }, { ...systemWorld(), ...world });
  later(() => ledger.close());
  return ledger;
};

const won = async (answer: Promise<Claim | Held>): Promise<Claim> => {
  const claim = await answer;
  if (!granted(claim)) throw new Error(`not granted: ${JSON.stringify(claim)}`);
  return claim;
};

/** A process that has ended without recording how its run went. */
const gone = { pid: 999_999_9, birth: () => 'long ago', alive: (pid: number) => pid !== 999_999_9 };

describe('a claim', () => {
  test('is granted once, and says when it was sent', async () => {
    const { folder, one } = places();
    const ledger = await open([folder, one]);
    expect(await ledger.look([key(1)])).toEqual([undefined]);
    const claim = await won(ledger.claim(contact(1), never));
    expect(await ledger.claim(contact(1), never)).toMatchObject({ state: 'working' });
    await ledger.settle(claim);
    const [held] = await ledger.look([key(1)]);
    expect(held?.state).toBe('sent');
    expect(Math.abs((held?.at ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(await ledger.claim(contact(1), never)).toMatchObject({ state: 'sent' });
  });

  test('of a folder counts for other users, and one of a user in other folders', async () => {
    const { folder, one, two } = places();
    const first = await open([folder, one]);
    await first.settle(await won(first.claim(contact(1), never)));
    const other = await open([folder, two]);
    expect(await other.look([key(1)])).toMatchObject([{ state: 'sent' }]);
    const elsewhere = await open([join(one, '..', 'elsewhere'), one]);
    expect(await elsewhere.claim(contact(1), never)).toMatchObject({ state: 'sent' });
  });

  test('that is asked for by many at once is granted to one', async () => {
    const { folder, one, two } = places();
    const ledgers = await Promise.all([open([folder, one]), open([folder, one]), open([folder, two]), open([folder, two])]);
    for (let round = 1; round <= 50; round += 1) {
      const answers = await Promise.all(ledgers.map((ledger) => ledger.claim(contact(round), never)));
      expect(answers.filter(granted)).toHaveLength(1);
    }
  });

  test('that was released may be claimed again, by one', async () => {
    const { folder, one } = places();
    const ledger = await open([folder, one]);
    await ledger.release(await won(ledger.claim(contact(1), never)));
    expect(await ledger.look([key(1)])).toMatchObject([{ state: 'free' }]);
    const other = await open([folder, one]);
    const answers = await Promise.all([ledger.claim(contact(1), never), other.claim(contact(1), never)]);
    expect(answers.filter(granted)).toHaveLength(1);
  });

  test('of a run that died is unknown, and is taken only by who asks for it', async () => {
    const { folder, one } = places();
    const dead = await open([folder, one], gone);
    await won(dead.claim(contact(1), never));
    const ledger = await open([folder, one]);
    expect(await ledger.look([key(1)])).toMatchObject([{ state: 'unknown' }]);
    expect(await ledger.claim(contact(1), never)).toMatchObject({ state: 'unknown' });
    const again = await won(ledger.claim(contact(1), ({ state }) => state === 'unknown'));
    expect(await ledger.owns(again)).toBe(true);
  });

  test('of a run in another namespace is in progress while it gives signs', async () => {
    const { folder, one, two } = places();
    const ledger = await open([folder, one]);
    await won(ledger.claim(contact(1), never));
    const text = readFileSync(folder, 'utf8');
    writeFileSync(folder, text.replace(/"space":"[^"]*"/, '"space":"elsewhere"'));
    expect(await (await open([folder, two])).look([key(1)])).toMatchObject([{ state: 'working' }]);
    expect(await (await open([folder, two], { now: () => Date.now() + 120_000 })).look([key(1)])).toMatchObject([{ state: 'unknown' }]);
  });

  test('that was taken over is no longer owned', async () => {
    const { folder, one } = places();
    const slow = await open([folder, one]);
    const claim = await won(slow.claim(contact(1), never));
    const other = await open([folder, one]);
    await won(other.claim(contact(1), always));
    expect(await slow.owns(claim)).toBe(false);
    await slow.settle(claim);
    expect(await other.look([key(1)])).toMatchObject([{ state: 'working' }]);
  });

  test('is kept where only one of the two files was told what came of it', async () => {
    const { folder, one } = places();
    const dead = await open([folder, one], gone);
    const claim = await won(dead.claim(contact(1), never));
    appendFileSync(folder, `s ${key(1)} ${claim.id} ${String(Date.now()).padStart(13, '0')}.\n`);
    expect(await (await open([folder, one])).look([key(1)])).toMatchObject([{ state: 'sent' }]);
  });
});

describe('a ledger file', () => {
  const used = async (paths: readonly string[]): Promise<void> => {
    const ledger = await open(paths);
    await ledger.settle(await won(ledger.claim(contact(1), never)));
    await ledger.settle(await won(ledger.claim(contact(2), never)));
    await ledger.close();
  };

  test('keeps no number in the key of a claim, and is for its owner alone', async () => {
    const { folder, one } = places();
    await used([folder, one]);
    expect(readFileSync(folder, 'utf8')).toMatch(/^boltcall ledger 1 [0-9a-f]{16}\.\n/);
  });

  test.each([
    ['emptied', (path: string) => truncateSync(path, 0), /is empty, so it was cut/],
    ['cut', (path: string) => truncateSync(path, readFileSync(path, 'utf8').lastIndexOf('\ns ')), /was cut/],
    ['cut to its first line', (path: string) => truncateSync(path, readFileSync(path, 'utf8').indexOf('\n') + 1), /was cut/],
    ['replaced', (path: string) => writeFileSync(path, 'boltcall ledger 1 0123456789abcdef.\n'), /was replaced by another one/],
    ['removed', (path: string) => rmSync(path), /is gone/],
    ['overwritten', (path: string) => writeFileSync(path, 'name,phone\n'), /does not begin as a ledger does/],
    ['written by a newer version', (path: string) => writeFileSync(path, 'boltcall ledger 2 abc def.\n'), /was written by a newer boltcall/],
    ['damaged', (path: string) => appendFileSync(path, 'c what is this.\n'), /contains an invalid line/],
  ])('that was %s in the folder is noticed', async (_, harm, words) => {
    const { folder, one } = places();
    await used([folder, one]);
    harm(folder);
    await expect(open([folder, one])).rejects.toThrow(words);
  });

  test.each([
    ['emptied', (path: string) => truncateSync(path, 0), /is empty, so it was cut/],
    ['cut', (path: string) => truncateSync(path, readFileSync(path, 'utf8').indexOf('\nc ') + 1), /was cut/],
  ])('that was %s in the state directory is noticed', async (_, harm, words) => {
    const { folder, one } = places();
    await used([folder, one]);
    harm(one);
    await expect(open([folder, one])).rejects.toThrow(words);
  });

  test('that is cut or removed while a run works with it stops the run', async () => {
    const { folder, one } = places();
    const ledger = await open([folder, one]);
    await won(ledger.claim(contact(1), never));
    truncateSync(folder, 60);
    await expect(ledger.claim(contact(2), never)).rejects.toThrow(/was cut/);
    const { folder: other } = places();
    const second = await open([other, places().one]);
    await won(second.claim(contact(1), never));
    rmSync(other);
    await expect(second.claim(contact(2), never)).rejects.toThrow(/was removed/);
  });

  test('may end in a line that its writer could not finish', async () => {
    const { folder, one } = places();
    await used([folder, one]);
    appendFileSync(folder, 'c 0000000000000003 00ff');
    const ledger = await open([folder, one]);
    await won(ledger.claim(contact(3), never));
    expect(await (await open([folder, one])).look([key(1), key(3)])).toMatchObject([{ state: 'sent' }, { state: 'working' }]);
  });

  test('is made with the first claim only', async () => {
    const { folder, one } = places();
    await (await open([folder, one])).close();
    expect(() => readFileSync(folder)).toThrow('ENOENT');
  });
});

describe('whom a run reached', () => {
  test('is known by person, by template and by time, without what was released', async () => {
    const { folder, one } = places();
    const ledger = await open([folder, one], {}, 'hello');
    await ledger.settle(await won(ledger.claim(contact(1), never)));
    await ledger.release(await won(ledger.claim(contact(2), never)));
    await ledger.close();
    const next = await open([folder, one]);
    const now = Date.now();
    const people = [key(1001), key(1002)];
    expect(await next.reached(people, now - 3_600_000)).toEqual([expect.any(Number), undefined]);
    expect(await next.reached(people, now + 3_600_000)).toEqual([undefined, undefined]);
    expect(await next.reached(people, 0, 'hello')).toEqual([expect.any(Number), undefined]);
    expect(await next.reached(people, 0, 'other')).toEqual([undefined, undefined]);
  });
});
