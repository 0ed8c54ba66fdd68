import { expect, test } from 'vitest';
import { createCatalog } from '../../../../src/webhooks/inspect/catalog.ts';
import { find } from '../../../../src/webhooks/inspect/search.ts';
import { openLog } from '../../../../src/webhooks/log/log.ts';
import { systemWorld } from '../../../../src/world.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

const filled = async (bodies: readonly string[]) => {
  const state = temporaryDirectory('state');
  const places = { config: state, state, cache: state };
  const log = await openLog({ places, world: systemWorld(), profile: 'default', onOff: () => {} });
  for (const [at, text] of bodies.entries()) {
    const body = Buffer.from(text);
    log.received({
      id: `dlv_${at}`,
      receivedAt: 1_000 + Math.floor(at / 2),
      method: 'POST',
      path: '/',
      headers: [],
      body,
      event: `e.${at}`,
      verified: true,
    });
    log.attempted(`dlv_${at}`, {
      target: `http://localhost:300${at}/`,
      attempt: 1,
      at: 1,
      ms: 1,
      ...(at === 1 ? { error: 'no response within 30 s' } : { status: 200 + at }),
    });
  }
  await log.close();
  const catalog = createCatalog(places, 'default');
  await catalog.refresh();
  return async (query: string, more: Partial<Parameters<typeof find>[2]> = {}) => {
    const got = await find(catalog, places, { query, failed: false, limit: 100, ...more }, 2_000);
    return { ids: got.found.map(({ id }) => id), more: got.more };
  };
};

test('finds by event, id, name, number, body, status, target and error, newest first', async () => {
  const search = await filled([
    '{"data":{"id":"call_7","caller":"+14155550133"}}',
    '{"data":{"id":"lead_1","name":"Zoë Okafor"}}',
    '{"data":{"summary":"Caller asked for an INVOICE","name":"Zo\\u00eb"}}',
    'not JSON: invoice',
  ]);
  const ids = async (query: string): Promise<string[]> => (await search(query)).ids;
  expect(await ids('')).toEqual(['dlv_3', 'dlv_2', 'dlv_1', 'dlv_0']);
  expect(await ids('e.2')).toEqual(['dlv_2']);
  expect(await ids('dlv_3')).toEqual(['dlv_3']);
  expect(await ids('CALL_7')).toEqual(['dlv_0']);
  expect(await ids('(415) 555-0133')).toEqual(['dlv_0']);
  expect(await ids('zoë')).toEqual(['dlv_2', 'dlv_1']);
  expect(await ids(' invoice ')).toEqual(['dlv_3', 'dlv_2']);
  expect(await ids('203')).toEqual(['dlv_3']);
  expect(await ids(':3002')).toEqual(['dlv_2']);
  expect(await ids('no response')).toEqual(['dlv_1']);
  expect(await ids('nothing of it')).toEqual([]);
  expect((await search('', { failed: true })).ids).toEqual(['dlv_1']);
});

test('goes on where it stopped, also between deliveries of one millisecond', async () => {
  const search = await filled(['{}', '{}', '{}', '{}', '{}']);
  const first = await search('', { limit: 2 });
  expect(first).toEqual({ ids: ['dlv_4', 'dlv_3'], more: true });
  expect(await search('', { limit: 2, before: '1001-dlv_3' })).toEqual({ ids: ['dlv_2', 'dlv_1'], more: true });
  expect(await search('', { limit: 2, before: '1000-dlv_1' })).toEqual({ ids: ['dlv_0'], more: false });
  expect(await search('', { after: '1001-dlv_2' })).toEqual({ ids: ['dlv_4', 'dlv_3'], more: false });
  expect(await search('', { after: '1002-dlv_4' })).toEqual({ ids: [], more: false });
});
