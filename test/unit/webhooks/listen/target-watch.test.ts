import { getEventListeners } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { parseTarget } from '../../../../src/values/target.ts';
import { watchTargets } from '../../../../src/webhooks/listen/target-watch.ts';
import { systemWorld } from '../../../../src/world.ts';
import { eventually } from '../../../support/eventually.ts';
import { startServer } from '../../../support/server.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A watch whose pauses end when the test says so. */
const watch = (...typed: readonly string[]) => {
  const notes: string[] = [];
  const waiting: Array<() => void> = [];
  const sleep = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
  const targets = typed.map((text) => parseTarget(text, '--forward-to'));
  const { signal } = new AbortController();
  watchTargets({ world: { ...systemWorld(), sleep }, targets, note: (text) => notes.push(text), signal });
  /** Waits for the pause after an attempt. */
  const paused = (): Promise<boolean> => eventually('a pause', () => waiting.length > 0);
  return { notes, paused, resume: () => waiting.shift()?.(), listeners: () => getEventListeners(signal, 'abort').length };
};

const closedPort = async (): Promise<number> => {
  const server = await startServer();
  await server.close();
  return server.port;
};

test('a target that is down is named once, also where it stands twice, and again when it is up', async () => {
  const port = await closedPort();
  const { notes, paused, resume } = watch(`${port}/hooks`, `${port}/rest`);
  await paused();
  resume();
  await paused();
  expect(notes).toEqual([`Nothing is listening on localhost:${port} yet.`]);
  servers.push(createServer((socket) => socket.destroy()).listen(port, '127.0.0.1'));
  resume();
  await eventually('that it is up', () => notes.length === 2);
  expect(notes[1]).toBe(`localhost:${port} is up.`);
});

test('of a target that is up, and of one on another machine, nothing is said', async () => {
  const up = await startServer();
  const down = await closedPort();
  const { notes, paused } = watch(String(up.port), 'http://192.0.2.1:9/hooks', `http://127.0.0.1:${down}`);
  await paused();
  expect(notes).toEqual([`Nothing is listening on 127.0.0.1:${down} yet.`]);
});

test('a target that stays down leaves nothing behind on the signal, however often it is tried', async () => {
  const { paused, resume, listeners } = watch(String(await closedPort()));
  for (let times = 0; times < 5; times++) {
    await paused();
    resume();
  }
  await paused();
  await eventually('the end of the last connection', () => listeners() === 0);
  expect(listeners()).toBe(0);
});
