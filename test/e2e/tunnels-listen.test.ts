import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { boltcall, start } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';
import { startServer } from '../support/server.ts';
import { alive, standIn } from '../support/tunnels/programs.ts';
import { startRelay } from '../support/tunnels/relay.ts';

/** Returns the nth line (from 0) of this type in the `-o jsonl` output. */
const line = (stdout: string, type: string, nth = 0): Record<string, unknown> | undefined =>
  stdout
    .split('\n')
    .filter((text) => text.startsWith('{') && text.endsWith('}'))
    .map((text): Record<string, unknown> => JSON.parse(text))
    .filter((value) => value['type'] === type)[nth];

const quick = (name: string): { lines: string[] } => ({
  lines: [
    `2024-05-29T09:00:03Z INF |  https://${name}.trycloudflare.com   |`,
    '2024-05-29T09:00:04Z INF Registered tunnel connection connIndex=0 connection=bb527b3a-8a27-467b-9fca-84972898be5c protocol=quic',
  ],
});

test('a delivery comes through the relay: probed, verified, forwarded; the link that breaks comes back', async () => {
  const { home } = await sandboxHere();
  const relay = await startRelay();
  const target = await startServer({ status: 201, body: { ok: true } });
  const listening = start(['listen', '--sandbox', '--via', 'svix', '-f', target.url, '-o', 'jsonl'], { home, env: relay.env });
  const ready = await listening.until((stdout) => line(stdout, 'ready'));
  expect(ready).toMatchObject({ via: 'svix', address: expect.stringMatching(/\/in\/c_[0-9A-Za-z]{10}\/$/) });
  expect((await boltcall(['sandbox', 'simulate', 'text', '--sandbox', '--text', 'Hällo 😀'], { home })).exitCode).toBe(0);
  const came = (text: string) => eventually(`a delivery with ${text}`, () => target.requests.some(({ body }) => body.toString().includes(text)));
  expect(await came('Hällo 😀')).toBe(true);
  expect(await listening.until((stdout) => line(stdout, 'forward'))).toMatchObject({ status: 201 });
  expect(line(listening.stdout, 'event')).toMatchObject({ verified: true });
  relay.cut();
  await listening.until((stdout) => line(stdout, 'reconnecting'));
  await eventually('the relay to be held again', () => relay.tokens().length === 1);
  await boltcall(['sandbox', 'simulate', 'text', '--sandbox', '--text', 'again'], { home });
  expect(await came('again')).toBe(true);
  const ended = await listening.stop('SIGINT');
  expect(ended.exitCode).toBe(130);
  expect(line(ended.stdout, 'closed')).toMatchObject({ removed: true });
  await eventually('the relay to be left', () => relay.tokens().length === 0);
});

test('a tunnel that says that it is back is believed when a probe has come through it', async () => {
  const { home } = await sandboxHere();
  const relay = await startRelay();
  let broken = false;
  const front = await startServer(async ({ url, headers, body }) => {
    if (broken) return { status: 502 };
    const onward = headers.filter(([name]) => /^x-|^content-type$/i.test(name)).map(([name, value]): [string, string] => [name, value]);
    return { status: (await fetch(`http://127.0.0.1:${relay.port}${url}`, { method: 'POST', headers: onward, body })).status };
  });
  const env = { ...relay.env, BOLTCALL_SVIX_PLAY: `${front.url}/in/` };
  const listening = start(['listen', '--sandbox', '--via', 'svix', '-o', 'jsonl'], { home, env });
  await listening.until((stdout) => line(stdout, 'ready'));
  const probes = front.requests.length;
  broken = true;
  relay.cut();
  await eventually('the relay to be held again', () => relay.connections() === 2 && relay.tokens().length === 1);
  await front.request(probes + 2);
  expect(listening.stderr).not.toContain('Reconnected after');
  broken = false;
  await listening.until((_, stderr) => stderr.includes('Reconnected after'));
  expect((await listening.stop()).exitCode).toBe(143);
});

test('cloudflared: a new address is registered, and the program ends with the listener, however that ends', async () => {
  const { home } = await sandboxHere();
  const program = standIn('cloudflared', [quick('before'), quick('after')]);
  const env = { PATH: `${program.folder}:${process.env['PATH']}` };
  const args = ['listen', '--sandbox', '--via', 'cloudflared', '--no-probe', '-o', 'jsonl'];
  const listening = start(args, { home, env });
  expect(await listening.until((stdout) => line(stdout, 'ready'))).toMatchObject({ address: expect.stringContaining('before.trycloudflare.com') });
  process.kill(program.runs()[0]?.pid ?? 0, 'SIGKILL');
  expect(await listening.until((stdout) => line(stdout, 'reconnecting'))).toMatchObject({ reason: 'cloudflared was ended by signal 9' });
  const webhooks = async (): Promise<string[]> =>
    JSON.parse((await boltcall(['webhooks', 'list', '--sandbox', '-o', 'json', '--query', '[].url'], { home })).stdout);
  await eventually('the new address alone to be registered', async () => {
    const urls = await webhooks();
    return urls.length === 1 && urls[0]?.includes('after.trycloudflare.com');
  });
  const second = program.runs()[1]?.pid ?? 0;
  expect(alive(second)).toBe(true);
  const ended = await listening.stop('SIGTERM');
  expect([ended.exitCode, alive(second)]).toEqual([143, false]);
  expect(await webhooks()).toEqual([]);

  const killed = start(args, { home, env });
  await killed.until((stdout) => line(stdout, 'ready'));
  const third = program.runs()[2]?.pid ?? 0;
  expect(alive(third)).toBe(true);
  killed.signal('SIGKILL');
  expect(await eventually('the program to end with its killed listener', () => !alive(third))).toBe(true);
});

test('a tunnel that cannot be opened ends the listener with the cause, and nothing is registered', async () => {
  const { home } = await sandboxHere();
  const program = standIn('ngrok', [
    { on: 'stdout', lines: ['{"lvl":"eror","msg":"failed to reconnect session","err":"authentication failed: no.\\nERR_NGROK_4018"}'] },
  ]);
  const env = { PATH: `${program.folder}:${process.env['PATH']}` };
  const ended = await boltcall(['listen', '--sandbox', '--via', 'ngrok', '-f', '3000'], { home, env });
  expect(ended.exitCode).toBe(10);
  expect(ended.stderr).toMatch(/ngrok has no authtoken of a verified account \(ERR_NGROK_4018\)\n.*ngrok config add-authtoken TOKEN/);
  expect(ended.stderr).not.toContain('ready');
  expect(JSON.parse((await boltcall(['webhooks', 'list', '--sandbox', '-o', 'json'], { home })).stdout)).toEqual([]);
});
