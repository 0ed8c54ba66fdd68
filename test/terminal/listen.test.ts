import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { post, type Service, startService } from '../support/listen.ts';
import { startServer } from '../support/server.ts';
import { shell, type Terminal, terminal, tmux } from '../support/terminal.ts';

const event = (id: string): string =>
  JSON.stringify({ event: 'call.completed', timestamp: '2026-01-01T00:00:00Z', data: { id, caller: '+14155550100' } });

/** Returns the only registered webhook. */
const webhook = (service: Service) => eventually('a webhook', () => [...service.webhooks.values()][0]);

const deliver = async (service: Service, body: string): Promise<number> => {
  const { url, secret } = await webhook(service);
  return (await post(url, secret, body)).status;
};

describe.skipIf(!tmux)('listen on a terminal (needs tmux)', () => {
  test('shows what is needed, a line a delivery, and r, f and q do what they say', async () => {
    const service = await startService();
    const app = await startServer([{ status: 500 }, { status: 200 }]);
    const term = await terminal(['listen', '-f', `${app.port}/hooks`, '--retries', '0'], { env: service.env, width: 100 });
    await term.shows('r replay last');
    const { url, secret } = await webhook(service);
    await term.shows('Ready', url, secret, `http://localhost:${app.port}/hooks`);

    await term.press('r');
    await term.shows('No deliveries yet.');
    expect(await deliver(service, event('call_1'))).toBe(500);
    await term.shows(/^\d\d:\d\d:\d\d {2}500 +[\d.]+ m?s {2}call\.completed +call_1 +\+14155550100$/m);
    await term.press('f');
    await term.shows(/^\d\d:\d\d:\d\d {2}200 +[\d.]+ m?s {2}↳ call\.completed +call_1 +replayed$/m);
    await term.press('r');
    await eventually('three requests', () => app.requests.length === 3);
    const [first, , third] = app.requests;
    expect(third?.body).toEqual(first?.body);
    expect(third?.header('x-boltcall-replay')).toMatch(/^dlv_/);
    expect(third?.header('x-boltcall-signature')).toBe(first?.header('x-boltcall-signature'));

    await term.press('q');
    expect(await term.ended()).toBe(0);
    expect(await term.screen()).toContain('Stopped. The temporary webhook was removed.\n1 ok\n');
    expect(await term.sane()).toBe(true);
    expect(service.webhooks.size).toBe(0);
  });

  test('Ctrl-C removes the webhook and leaves the terminal as it was', async () => {
    const service = await startService();
    const term = await terminal(['listen'], { env: service.env });
    await term.shows('Ready');
    await term.press('C-c');
    expect(await term.ended()).toBe(130);
    expect(await term.sane()).toBe(true);
    expect(service.webhooks.size).toBe(0);
    expect(await term.screen()).not.toContain('error');
  });

  test('a second Ctrl-C ends at once and leaves the terminal as it was', async () => {
    const service = await startService();
    const app = await startServer({ hang: true });
    const { program } = await import('../support/program.ts');
    // Ignores SIGINT in the test's shell, which is in the same process group and would end too.
    const term = await shell(`trap : INT; '${process.execPath}' '${program}' listen -f ${app.port}`, { env: service.env });
    await term.shows('Ready');
    void deliver(service, event('call_1')).catch(() => undefined);
    await app.request(1);
    await term.press('C-c');
    await term.shows('quit now');
    // Any sooner, it would be taken for the first one.
    await sleep(300);
    await term.press('C-c');
    expect(await term.ended()).toBe(130);
    expect(await term.sane()).toBe(true);
  });

  const lines = async (term: Terminal): Promise<string[]> => (await term.history()).split('\n').filter((line) => /^\d\d:\d\d:\d\d/.test(line));

  test('a line stays a line at 40 columns, and after the window has changed', async () => {
    const service = await startService();
    const app = await startServer();
    const term = await terminal(['listen', '-f', String(app.port)], { env: service.env, width: 40 });
    await term.shows('explains them');
    const body = JSON.stringify({ event: '田中.completed', data: { id: '👩‍👩‍👧'.repeat(20), name: 'Ana \u001b[31m\u202e red'.repeat(9) } });
    expect(await deliver(service, body)).toBe(200);
    await term.shows('200');
    expect(await lines(term)).toHaveLength(1);
    await term.resize(120, 30);
    await deliver(service, event('call_wide'));
    await term.shows('call_wide');
    await term.resize(50, 20);
    let number = 0;
    await eventually('a line that fits the narrow window', async () => {
      number += 1;
      await deliver(service, event(`call_narrow${number}`));
      return (await lines(term)).length > 2 && /^\d\d:\d\d:\d\d {2}200 {8}call\.completed$/.test((await lines(term)).at(-1) ?? '');
    });
    await term.press('q');
    expect(await term.ended()).toBe(0);
  });

  test('in the background of a shell it is not stopped by the terminal', async () => {
    const service = await startService();
    const { program } = await import('../support/program.ts');
    const term = await shell(`set -m; '${process.execPath}' '${program}' listen & read line; kill $!; wait $!; echo "after $?"`, {
      env: service.env,
    });
    await term.shows('Ready');
    expect(await deliver(service, event('call_1'))).toBe(200);
    await term.shows('call.completed');
    await term.press('Enter');
    await term.shows('after 143');
  });

  test('Ctrl-C with the user’s own app: both end, once each', async () => {
    const service = await startService();
    const app = `process.on('SIGINT', () => { console.log('app got it'); process.exit(0); }); setInterval(() => {}, 1000); console.log('app is up')`;
    const { program } = await import('../support/program.ts');
    // Ignores SIGINT in the test's shell, which is in the same process group and would end too.
    const term = await shell(`trap : INT; '${process.execPath}' '${program}' listen -- '${process.execPath}' -e "${app}"`, { env: service.env });
    await term.shows('app is up');
    await term.press('C-c');
    expect(await term.ended()).toBe(130);
    expect((await term.screen()).split('app got it')).toHaveLength(2);
    expect(service.webhooks.size).toBe(0);
  });
});
