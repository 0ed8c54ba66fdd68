import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item, Wanted } from '../../../src/client/client.ts';
import { type Fetch, walk } from '../../../src/client/pages.ts';
import { Failure } from '../../../src/errors.ts';

interface Asked {
  readonly page?: number;
  readonly limit?: number;
}

/** Reads a whole listing from a service given as a function of the request; returns what was read, requested and reported. */
const read = async (answer: (asked: Asked, number: number) => unknown, wanted: Wanted, limitDocumented = true) => {
  const asked: Asked[] = [];
  const fetch: Fetch = async (paging) => {
    asked.push(paging);
    return answer(paging, asked.length);
  };
  const listing = walk(fetch, wanted, { limitDocumented });
  const ids: unknown[] = [];
  let failure: unknown;
  try {
    for await (const item of listing.items) ids.push(item['id']);
  } catch (error) {
    failure = error;
  }
  return { ids, asked, failure, shown: listing.shown(), total: listing.total(), more: listing.more(), unread: listing.unread() };
};

const things = (count: number): Item[] => Array.from({ length: count }, (_, at) => ({ id: `id_${at}`, even: at % 2 === 0 }));
const idsOf = (items: readonly Item[]) => items.map(({ id }) => id);

/** A service that behaves as documented; `cap` is the largest page it returns. */
const honest =
  (items: readonly Item[], { cap = 100, meta = true }: { cap?: number; meta?: boolean } = {}) =>
  ({ page = 1, limit = 20 }: Asked): unknown => {
    const size = Math.min(limit, cap);
    const data = items.slice((page - 1) * size, page * size);
    return meta ? { data, meta: { page, limit: size, total: items.length } } : { data };
  };

describe('a service that keeps to its documentation', () => {
  it.each([
    [{}, [{}], 20, true],
    [{ limit: 20 }, [{}], 20, true],
    [{ limit: 5 }, [{ limit: 5 }], 5, true],
    [{ limit: 100 }, [{ limit: 100 }], 100, true],
    [{ limit: 250 }, [{ limit: 100 }, { page: 2, limit: 100 }, { page: 3, limit: 100 }], 250, true],
    [{ limit: 1000 }, [{ limit: 100 }, { page: 2, limit: 100 }, { page: 3, limit: 100 }], 256, false],
    [{ all: true }, [{ limit: 100 }, { page: 2, limit: 100 }, { page: 3, limit: 100 }], 256, false],
    [{ page: 2 }, [{ page: 2 }], 20, true],
    [{ page: 13 }, [{ page: 13 }], 16, false],
    [{ page: 1, limit: 50 }, [{ page: 1, limit: 50 }], 50, true],
    [{ page: 99 }, [{ page: 99 }], 0, false],
  ] as const)('%j asks %j', async (wanted, asked, count, more) => {
    const seen = await read(honest(things(256)), wanted);
    expect(seen.asked).toEqual(asked);
    expect(seen).toMatchObject({ shown: count, total: 256, more });
    expect(seen.failure).toBeUndefined();
  });

  it('sends no limit of its own where that is not documented', async () => {
    const seen = await read(honest(things(50)), { all: true }, false);
    expect(seen.asked).toEqual([{}, { page: 2 }, { page: 3 }]);
    expect(seen.ids).toEqual(idsOf(things(50)));
  });

  it('gives everything once and in order, whatever its page size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 450 }), fc.integer({ min: 1, max: 120 }), fc.boolean(), async (count, cap, meta) => {
        const seen = await read(honest(things(count), { cap, meta }), { all: true });
        expect(seen.failure).toBeUndefined();
        expect(seen.ids).toEqual(idsOf(things(count)));
        expect(seen.more).toBe(false);
        // Without meta, only an empty page shows that a full or first page was the last, and one empty page in the middle is tolerated.
        const looks = meta ? 1 : 3;
        expect(seen.asked.length).toBeLessThanOrEqual(Math.floor(count / Math.min(cap, 100)) + looks);
      }),
    );
  });

  it.each([
    [420, 5],
    [20, 2],
    [120, 2],
  ])('of %d things without meta asks for %d pages', async (count, pages) => {
    const seen = await read(honest(things(count), { cap: 100, meta: false }), { all: true });
    expect([seen.ids.length, seen.asked.length]).toEqual([count, pages]);
  });

  it('gives the first so many, and says whether there are more', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 300 }), fc.integer({ min: 1, max: 350 }), fc.integer({ min: 1, max: 120 }), async (count, limit, cap) => {
        const seen = await read(honest(things(count), { cap }), { limit });
        expect(seen.failure).toBeUndefined();
        expect(seen.ids).toEqual(idsOf(things(count).slice(0, limit)));
        expect(seen.more).toBe(count > limit);
      }),
    );
  });

  it('filters while it reads, as far as it may', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 300 }), fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 300 }), async (count, limit, scan) => {
        const seen = await read(honest(things(count)), { limit, scan, keep: (item) => item['even'] === true });
        const matches = things(count)
          .slice(0, scan)
          .filter((item) => item['even'] === true);
        expect(seen.failure).toBeUndefined();
        expect(seen.ids).toEqual(idsOf(matches.slice(0, limit)));
        expect(seen.total).toBeUndefined();
        expect(seen.asked.length).toBeLessThanOrEqual(Math.ceil(Math.min(count, scan) / Math.min(scan, 100)) + 1);
        if (count > scan && matches.length < limit) expect(seen.more).toBe(true);
      }),
    );
  });

  it('stops fetching when the reader stops', async () => {
    const asked: Asked[] = [];
    let ended: AbortSignal | undefined;
    const listing = walk(
      async (paging, signal) => {
        asked.push(paging);
        ended = signal;
        return honest(things(1000))(paging);
      },
      { all: true },
      { limitDocumented: true },
    );
    for await (const _ of listing.items) break;
    expect(asked).toEqual([{ limit: 100 }]);
    expect(ended?.aborted).toBe(true);
  });
});

describe('a service that does not', () => {
  it('that ignores the page', async () => {
    const seen = await read(() => honest(things(156))({ limit: 100 }), { all: true });
    expect(seen.ids).toHaveLength(100);
    expect(seen.unread).toEqual({ reason: 'requested page 2 but received page 1', count: 56 });
    expect(seen.failure).toMatchObject({ kind: 'bad-answer', message: '56 of 156 records could not be read: requested page 2 but received page 1' });
  });
  it('that ignores the page and repeats our number', async () => {
    const seen = await read(({ page = 1 }) => ({ data: things(100), meta: { page, limit: 100, total: 156 } }), { all: true });
    expect(seen.ids).toHaveLength(100);
    expect(seen.unread?.count).toBe(56);
    expect(seen.asked.length).toBeLessThanOrEqual(3);
  });
  it('that repeats a page without ids', async () => {
    const seen = await read(() => ({ data: Array.from({ length: 100 }, () => ({ name: 'x' })) }), { all: true });
    expect(seen.shown).toBe(100);
    expect(seen.failure).toMatchObject({ kind: 'bad-answer' });
  });
  it('that goes round in pages without ids', async () => {
    const seen = await read(
      (_, number) => {
        if (number > 50) throw new Error('it loops');
        return { data: Array.from({ length: 100 }, () => ({ name: number % 3 })) };
      },
      { all: true },
    );
    expect(seen.shown).toBe(300);
    expect(seen.failure).toMatchObject({ kind: 'bad-answer' });
  });
  it('that gives fewer than its total', async () => {
    const seen = await read((asked) => ({ ...honestObject(things(60), asked), meta: { page: asked.page ?? 1, limit: 100, total: 75 } }), {
      all: true,
    });
    expect(seen.ids).toHaveLength(60);
    expect(seen.unread).toMatchObject({ count: 15 });
    expect(seen.failure).toBeInstanceOf(Failure);
  });
  it('that gives more than its total', async () => {
    const seen = await read((asked) => ({ ...honestObject(things(250), asked), meta: { page: asked.page ?? 1, limit: 100, total: 7 } }), {
      all: true,
    });
    expect(seen.ids).toHaveLength(250);
    expect(seen.failure).toBeUndefined();
  });
  it('that has an empty page in the middle', async () => {
    const seen = await read(
      ({ page = 1 }) => ({ data: page === 2 ? [] : things(300).slice((page - 1) * 100, page * 100), meta: { page, limit: 100, total: 200 } }),
      { all: true },
    );
    expect(seen.ids).toHaveLength(200);
    expect(seen.failure).toBeUndefined();
  });
  it('whose list grows while it is read', async () => {
    const all = things(150);
    const seen = await read(
      (asked, number) => {
        if (number > 1) all.unshift({ id: `new_${number}` });
        return honest([...all])(asked);
      },
      { all: true },
    );
    expect(new Set(seen.ids).size).toBe(seen.ids.length);
    expect(seen.ids.slice(0, 150)).toEqual(idsOf(things(150)));
  });
  it.each([[{}], [{ data: {} }], [{ data: [1] }], [null], ['x'], [[5]]])('whose answer is %j', async (answer) => {
    const seen = await read(() => answer, { all: true });
    expect(seen.failure).toMatchObject({ kind: 'bad-answer' });
    expect(seen.asked).toHaveLength(1);
  });
  it('that fails later: what was read before is given', async () => {
    const seen = await read(
      ({ page = 1, limit }) => (page === 3 ? Promise.reject(new Failure('network', 'gone')) : honest(things(500))({ page, ...(limit && { limit }) })),
      { all: true },
    );
    expect(seen.ids).toEqual(idsOf(things(200)));
    expect(seen.failure).toMatchObject({ kind: 'network' });
  });

  it('never makes us loop, and never gives an id twice', async () => {
    const id = fc.oneof(fc.nat({ max: 60 }), fc.constantFrom('a', 'b', null, undefined), fc.constant(undefined));
    const meta = fc.oneof(
      fc.record(
        {
          page: fc.oneof(fc.integer(), fc.constant('1')),
          limit: fc.oneof(fc.integer(), fc.double()),
          total: fc.oneof(fc.integer(), fc.nat({ max: 500 })),
        },
        { requiredKeys: [] },
      ),
      fc.constantFrom(undefined, null, [], 'x'),
    );
    const page = fc.record({ data: fc.array(fc.record({ id }), { maxLength: 40 }), meta });
    const wanted = fc.oneof(
      fc.constant<Wanted>({ all: true }),
      fc.record({ limit: fc.integer({ min: 1, max: 300 }) }),
      fc.record({ page: fc.integer({ min: 1, max: 5 }), limit: fc.integer({ min: 1, max: 100 }) }),
      fc.record({
        limit: fc.integer({ min: 1, max: 30 }),
        keep: fc.constant((item: Item) => item['id'] !== 7),
        scan: fc.integer({ min: 1, max: 200 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(page, { minLength: 1, maxLength: 8 }), wanted, async (pages, what) => {
        // The pages repeat forever: a reader that trusts them never ends.
        const seen = await read((_, number) => {
          if (number > 200) throw new Error('it loops');
          return pages[(number - 1) % pages.length];
        }, what);
        if (seen.failure !== undefined) expect(seen.failure).toBeInstanceOf(Failure);
        const named = seen.ids.filter((one) => one !== undefined).map((one) => `${typeof one} ${one}`);
        expect(new Set(named).size).toBe(named.length);
        if (what.limit !== undefined) expect(seen.ids.length).toBeLessThanOrEqual(what.limit);
        expect(seen.shown).toBe(seen.ids.length);
      }),
      { numRuns: 500 },
    );
  });
});

const honestObject = (items: readonly Item[], { page = 1, limit = 20 }: Asked) => ({ data: items.slice((page - 1) * limit, page * limit) });

describe('what nobody can know', () => {
  const asks = async (answer: (asked: Asked, number: number) => unknown, wanted: Wanted) => {
    const asked: Asked[] = [];
    const listing = walk(
      async (paging) => {
        asked.push(paging);
        return answer(paging, asked.length);
      },
      wanted,
      { limitDocumented: true },
    );
    const ids: unknown[] = [];
    for await (const item of listing.items) ids.push(item['id']);
    return { count: ids.length, requests: asked.length, doubt: listing.doubt(), searched: listing.searched() };
  };

  it.each([7, 50])('pages of at most %d without a word about it are all read', async (cap) => {
    expect(await asks(honest(things(294), { cap, meta: false }), { all: true })).toMatchObject({ count: 294, doubt: undefined });
  });

  it('is said where the next page cannot be had, or is the same again', async () => {
    const refused = await asks(
      ({ page }) => {
        if (page !== undefined) throw new Failure('not-found', 'no such page');
        return { data: things(50) };
      },
      { all: true },
    );
    expect(refused).toMatchObject({ count: 50, requests: 2, doubt: expect.stringContaining('gave no further page') });
    const same = await asks(() => ({ data: things(50) }), { all: true });
    expect(same).toMatchObject({ count: 50, requests: 2, doubt: expect.stringContaining('gave page 1 again as page 2') });
  });

  it('is nothing where the service says that there is no more', async () => {
    expect(await asks(honest(things(50)), { all: true })).toEqual({ count: 50, requests: 1, doubt: undefined, searched: 50 });
  });

  it('an empty page in the middle is read over, with and without a total', async () => {
    const items = things(250);
    for (const meta of [true, false]) {
      const seen = await asks(
        ({ page = 1 }) => {
          const data = page === 2 ? [] : items.slice((page > 2 ? page - 2 : page - 1) * 100, (page > 2 ? page - 1 : page) * 100);
          return meta ? { data, meta: { page, limit: 100, total: 250 } } : { data };
        },
        { all: true },
      );
      expect(seen.count).toBe(250);
    }
  });

  it('is said where records go while the list is read', async () => {
    let items = things(250);
    const seen = await asks(
      (asked, number) => {
        if (number === 2) items = items.slice(40);
        return honest(items)(asked);
      },
      { all: true },
    );
    expect(seen.doubt).toContain('the list changed while it was read: of 250 records 210 are left');
  });

  it('a plain list of one record of 156 is what came; everything of it is a failure', async () => {
    const example = () => ({ data: things(1), meta: { page: 1, limit: 20, total: 156 } });
    const plain = await read(example, { limit: 20 });
    expect(plain).toMatchObject({ shown: 1, total: 156, failure: undefined, unread: { count: 155 } });
    expect((await read(example, { all: true })).failure).toMatchObject({ kind: 'bad-answer' });
  });
});
