import { delimiter } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { post, startListen, startService } from '../support/listen.ts';
import { boltcall } from '../support/program.ts';
import { startServer } from '../support/server.ts';
import { alive, type StandInRun, standIn } from '../support/tunnels/programs.ts';

/** What cloudflared prints until its tunnel is up. */
const up = (name: string): StandInRun => ({
  lines: [
    '2026-01-01T00:00:00Z INF Requesting new quick Tunnel on trycloudflare.com...',
    '2026-01-01T00:00:01Z INF +----------------------------------------------------------+',
    `2026-01-01T00:00:01Z INF |  https://${name}.trycloudflare.com                        |`,
    '2026-01-01T00:00:01Z INF +----------------------------------------------------------+',
    '2026-01-01T00:00:02Z INF Registered tunnel connection connIndex=0 connection=1 event=0 ip=198.51.100.1 location=ams01 protocol=quic',
  ],
});

test('a tunnel that dies comes back; another address is registered, the old one removed, and ready is said once', async () => {
  const service = await startService();
  const app = await startServer();
  const cloudflared = standIn('cloudflared', [up('first-one'), up('second-one'), up('second-one'), up('third-one')]);
  const env = { PATH: `${cloudflared.folder}${delimiter}${process.env['PATH']}` };
  const listening = await startListen(service, ['--via', 'cloudflared', '--no-probe', '-f', String(app.port)], { env });
  expect(listening.address).toMatch(/^https:\/\/first-one\.trycloudflare\.com\/_boltcall\//);
  const addresses = (): string[] => [...service.webhooks.values()].map(({ url }) => new URL(url).hostname.split('.')[0] ?? '');

  for (const [run, name] of ['second-one', 'second-one', 'third-one'].entries()) {
    const { pid } = cloudflared.runs()[run] ?? { pid: 0 };
    process.kill(pid, 'SIGKILL');
    await listening.of('reconnecting', run + 1);
    await eventually(`only ${name}`, () => addresses().join() === name && cloudflared.runs().length === run + 2);
    await listening.running.until((_, stderr) => stderr.split('Reconnected after').length === run + 2);
  }
  expect(listening.lines().filter(({ type }) => type === 'ready')).toHaveLength(1);
  const back = await listening.of('reconnected', 3);
  expect(back.map(({ address }) => new URL(String(address)).hostname.split('.')[0])).toEqual(['second-one', 'second-one', 'third-one']);
  for (const { away_ms: away } of back) expect(away).toBeGreaterThan(0);

  // The receiver never changed, so it accepts what comes through the last tunnel.
  const url =
    cloudflared
      .runs()
      .at(-1)
      ?.args.find((argument) => argument.startsWith('http://127.0.0.1:')) ?? '';
  const path = new URL([...service.webhooks.values()][0]?.url ?? '').pathname;
  expect((await post(`${url.replace(/\/$/, '')}${path}`, listening.secret, '{"event":"call.started"}')).status).toBe(200);

  const done = await listening.running.stop('SIGINT');
  expect(done.exitCode).toBe(130);
  expect(service.webhooks.size).toBe(0);
  expect(cloudflared.runs().filter(({ pid }) => alive(pid))).toEqual([]);
});

test('a tunnel that cannot be opened: the cause, non-zero, nothing registered', async () => {
  const service = await startService();
  const cloudflared = standIn('cloudflared', [
    { lines: ['2026-01-01T00:00:00Z ERR failed to request quick Tunnel: 429 Too Many Requests'], exit: 1 },
  ]);
  const env = { ...service.env, PATH: `${cloudflared.folder}${delimiter}${process.env['PATH']}` };
  const done = await boltcall(['listen', '--via', 'cloudflared', '-o', 'jsonl'], { env });
  expect(done.exitCode).toBe(10);
  expect(done.stdout).not.toContain('"ready"');
  expect(done.stderr).toContain('cloudflared');
  expect(service.server.requests.filter(({ method }) => method === 'POST')).toEqual([]);
});
