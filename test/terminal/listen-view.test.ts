import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { desktop } from '../support/desktop.ts';
import { eventually } from '../support/eventually.ts';
import { post, type Service, startService } from '../support/listen.ts';
import { boltcall, makeHome } from '../support/program.ts';
import { startServer } from '../support/server.ts';
import { type Terminal, terminal, tmux } from '../support/terminal.ts';

const event = (name: string, id: string, who = '+14155550100'): string =>
  JSON.stringify({ event: name, timestamp: '2026-01-01T00:00:00Z', data: { id, caller: who } });

const deliver = async (service: Service, body: string): Promise<number> => {
  const { url, secret } = await eventually('a webhook', () => [...service.webhooks.values()][0]);
  return (await post(url, secret, body)).status;
};

/** Returns what the listener printed after the ready block, without the times of day and the durations. */
const shown = async (term: Terminal): Promise<string[]> => {
  const lines = (await term.history()).split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith('  keys')) + 1).map((line) =>
    line
      .replace(/^\d\d:\d\d:\d\d/, 'hh:mm:ss')
      .replace(/ +[\d.]+ m?s(?= {2})/, '  12 ms')
      .replace(/in \d\.\d s$/, 'in 1.0 s'),
  );
};

const uuid = 'lead_3f0b7c62-5d9e-4c6a-9a54-7c0d3f1b2a10';

describe.skipIf(!tmux)('the view of listen (needs tmux)', () => {
  const expected: Readonly<Record<number, readonly string[]>> = {
    120: [
      'hh:mm:ss  200  12 ms  call.completed         call_8f3k2m9q     +14155550100',
      'hh:mm:ss  duplicate   call.completed         call_8f3k2m9q     answered 200',
      'hh:mm:ss  404  12 ms  lead.created           lead_3f0b7c62-5d9e-4c6a-9a54-7c0d3f1b2a10  Sam Porter',
      '          Your app has no route for POST /hooks.',
      'hh:mm:ss  503  12 ms  call.started           call_2            +14155550100        retrying in 1.0 s',
      'hh:mm:ss  200  12 ms  ↳ call.started         call_2            retry 1 of 1',
    ],
    80: [
      'hh:mm:ss  200  12 ms  call.completed         call_8f3k2m9q     +14155550100',
      'hh:mm:ss  duplicate   call.completed         call_8f3k2m9q     answered 200',
      'hh:mm:ss  404  12 ms  lead.created                             Sam Porter',
      '          lead_3f0b7c62-5d9e-4c6a-9a54-7c0d3f1b2a10',
      '          Your app has no route for POST /hooks.',
      'hh:mm:ss  503  12 ms  call.started           call_2            +14155550100',
      '          retrying in 1.0 s',
      'hh:mm:ss  200  12 ms  ↳ call.started         call_2            retry 1 of 1',
    ],
    40: [
      'hh:mm:ss  200        call.completed',
      '          call_8f3k2m9q',
      'hh:mm:ss  duplicate  call.completed',
      '          call_8f3k2m9q',
      '          answered 200',
      'hh:mm:ss  404        lead.created',
      // Longer than the window, it goes on in the next line of the screen: it is never cut.
      'lead_3f0b7c62-5d9e-4c6a-9a54-7c0d3f1b2a1',
      '0',
      '  Your app has no route for POST',
      '  /hooks.',
      'hh:mm:ss  503        call.started',
      '          call_2',
      '          retrying in 1.0 s',
      'hh:mm:ss  200        ↳ call.started',
      '          call_2',
      '          retry 1 of 1',
    ],
  };

  test.each([120, 80, 40])('at %i columns: rows, ids, explanations below them, retries, the closing line', async (width) => {
    const service = await startService();
    const app = await startServer([{ status: 200 }, { status: 404 }, { status: 503 }, { status: 200 }]);
    const term = await terminal(['listen', '-f', `${app.port}/hooks`, '--retries', '1'], { env: service.env, width, height: 50 });
    await term.shows('keys');
    for (const body of [event('call.completed', 'call_8f3k2m9q'), event('call.completed', 'call_8f3k2m9q')])
      expect(await deliver(service, body)).toBe(200);
    expect(await deliver(service, event('lead.created', uuid, 'Sam Porter'))).toBe(404);
    expect(await deliver(service, event('call.started', 'call_2'))).toBe(503);
    await term.shows('retry 1 of 1');
    expect(await shown(term)).toEqual(expected[width]);
    await term.press('C-c');
    expect(await term.ended()).toBe(130);
    expect(await term.history()).toMatch(/removed\.\n2 ok · 1 failed · 1 duplicate\nResend what failed with/);
  });

  test('several targets and routes: where each event goes, a line for each target', async () => {
    const service = await startService();
    const [calls, all] = [await startServer({ status: 500 }), await startServer()];
    const args = ['--route', `call.*=${calls.port}/calls`, '--route', `call.started=${all.port}/all`, '--retries', '0'];
    const term = await terminal(['listen', ...args], { env: service.env });
    await term.shows(
      `forwards  call.*          → http://localhost:${calls.port}/calls`,
      `          call.started    → http://localhost:${all.port}/all`,
      '          everything else → not forwarded',
    );
    expect(await deliver(service, event('call.started', 'call_1'))).toBe(500);
    expect(await deliver(service, event('lead.created', 'lead_1', 'Sam Porter'))).toBe(200);
    await term.shows('no route');
    expect(await shown(term)).toEqual([
      'hh:mm:ss  500         call.started           call_1            +14155550100',
      `          500  12 ms  → ${calls.port}/calls`,
      `          200  12 ms  → ${all.port}/all`,
      'hh:mm:ss  no route    lead.created           lead_1            Sam Porter',
    ]);
    await term.press('q');
    await term.shows('1 failed · 1 without a route');
  });

  test('a target where nothing listens yet is named, and when it is up', async () => {
    const service = await startService();
    const app = await startServer();
    await app.close();
    const term = await terminal(['listen', '-f', String(app.port), '-f', `${app.port}/twice`], { env: service.env });
    await term.shows(`Nothing is listening on localhost:${app.port} yet.`);
    await startServer({}, { port: app.port });
    const screen = await term.shows(`localhost:${app.port} is up.`);
    expect(screen.split('Nothing is listening')).toHaveLength(2);
    await term.press('q');
    expect(await term.ended()).toBe(0);
    expect(await term.screen()).toContain('No deliveries were received.');
  });

  test('a replay in another terminal shows up, and what it repaired counts as ok', async () => {
    const service = await startService();
    const app = await startServer([{ status: 400 }, { status: 200 }]);
    const home = makeHome();
    const term = await terminal(['listen', '-f', String(app.port)], { home, env: service.env });
    await term.shows('keys');
    expect(await deliver(service, event('call.completed', 'call_1'))).toBe(400);
    await term.shows(/ 400 +[\d.]+ m?s {2}call\.completed/);
    const replayed = await boltcall(['webhooks', 'replay', '--failed'], { home, env: service.env });
    expect(replayed.exitCode).toBe(0);
    await term.shows(/ 200 +[\d.]+ m?s {2}↳ call\.completed +call_1 +replayed$/m);
    await term.press('q');
    await term.shows('removed.\n1 ok\n');
  });

  test('? shows the keys; arrows and function keys do nothing', async () => {
    const service = await startService();
    const term = await terminal(['listen'], { env: service.env });
    await term.shows('o open page');
    await term.press('Up', 'F1', 'Home');
    await term.press('?');
    const screen = await term.shows('r  replay the last delivery\nf  replay the last failed delivery\no  open the inspector page\nq  quit');
    expect(screen).not.toContain('Open http');
    expect(screen).not.toContain('No deliveries');
    await term.press('q');
    expect(await term.ended()).toBe(0);
  });

  test('o opens the page, also without --inspect, and shows what came before; without a desktop the URL is printed', async () => {
    const service = await startService();
    const app = await startServer();
    const term = await terminal(['listen', '-f', String(app.port)], { env: service.env, width: 120 });
    await term.shows('keys');
    expect(await deliver(service, event('call.completed', 'call_1'))).toBe(200);
    await term.press('o');
    const [, address = ''] = /Open (http\S+) in a browser\./.exec(await term.shows(/Open http\S+ in a browser\./)) ?? [];
    const rows = await eventually('the delivery', async () => {
      const text = await (await fetch(`${address}rows`)).text();
      return text.includes('call_1') && text;
    });
    expect(rows).toContain('call.completed');
    await term.press('q');
    expect(await term.ended()).toBe(0);
    await expect(fetch(address)).rejects.toThrow();
  });

  test.skipIf(process.platform !== 'linux')('on a desktop, o starts the browser, which gets no key', async () => {
    const service = await startService();
    const { home, opened, env } = desktop();
    const term = await terminal(['listen'], { home, env: { ...env, ...service.env }, width: 120 });
    await term.shows('o open page');
    await term.press('o');
    const [, address] = /Opened (http\S+)/.exec(await term.shows(/Opened http/)) ?? [];
    const text = await eventually(
      'the browser',
      () => existsSync(opened) && readFileSync(opened, 'utf8').includes('\n') && readFileSync(opened, 'utf8'),
    );
    expect(text).toBe(`${address}\n`);
    expect(readFileSync(`${opened}-env`, 'utf8')).not.toContain(service.env.BOLTCALL_API_KEY);
    await term.press('q');
    expect(await term.ended()).toBe(0);
  });
});
