import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deadListeners, liveListeners } from '../../../../src/webhooks/register/listener-records.ts';
import { startServer } from '../../../support/server.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';
import { makeWorld } from '../../../support/world.ts';

test('a listener whose lock has gone stale, as after a sleep of the machine, lives as long as its port answers', async () => {
  const state = temporaryDirectory('state');
  const places = { config: state, cache: state, state };
  const world = { ...makeWorld([]).world, alive: (pid: number) => pid === 99 };
  const receiver = await startServer();
  mkdirSync(join(state, 'listeners'));
  const record = (id: string, pid: number) => {
    const url = `${receiver.url}/_boltcall/mia-0123456789abcdef`;
    const facts = { pid, host: world.host, startedAt: pid, profile: 'default', baseUrl: 'https://x.example', keyFingerprint: 'x' };
    writeFileSync(join(state, 'listeners', `${id}.json`), JSON.stringify({ ...facts, receiver: url, address: url, secret: 'whsec_x' }));
  };
  record('living', 99);
  record('killed', 98);
  const ids = async () => [await liveListeners(places, world), await deadListeners(places, world)].map((list) => list.map(({ id }) => id));
  expect(await ids()).toEqual([['living'], ['killed']]);
  await receiver.close();
  expect(await ids()).toEqual([[], ['killed', 'living']]);
});
