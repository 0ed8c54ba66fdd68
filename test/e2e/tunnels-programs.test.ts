import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { eventually } from '../support/eventually.ts';
import { later, temporaryDirectory } from '../support/temporary.ts';
import { failureOf } from '../support/tunnels/failure.ts';
import { opened, path } from '../support/tunnels/opened.ts';
import { alive, type StandIn, type StandInRun, standIn } from '../support/tunnels/programs.ts';
import { stillWorld } from '../support/tunnels/world.ts';

const boxed = (name: string): string[] => [
  '2024-05-29T09:00:00Z INF Requesting new quick Tunnel on trycloudflare.com...',
  '2024-05-29T09:00:03Z INF +----------------------------------------------+',
  '2024-05-29T09:00:03Z INF |  Your quick Tunnel has been created! Visit:  |',
  `2024-05-29T09:00:03Z INF |  https://${name}.trycloudflare.com   |`,
  '2024-05-29T09:00:03Z INF +----------------------------------------------+',
  '2024-05-29T09:00:03Z INF GOOS: linux, GOVersion: go1.22.2, GoArch: amd64',
];
const registered = '2024-05-29T09:00:04Z INF Registered tunnel connection connIndex=0 connection=bb527b3a-8a27-467b-9fca-84972898be5c protocol=quic';
const quick = (name: string): StandInRun => ({ lines: [...boxed(name), registered] });

const on = (program: StandIn, env: Record<string, string> = {}) => stillWorld({ PATH: `${program.folder}:${process.env['PATH']}`, ...env });

test('cloudflared: started with our settings alone, its address told, and ended with us', async () => {
  const program = standIn('cloudflared', [quick('first-words')]);
  const directory = temporaryDirectory('tunnel');
  const world = on(program, { TUNNEL_TOKEN: 'x', BOLTCALL_API_KEY: 'sk_live_x' });
  const { tunnel, states } = await opened('cloudflared', world, { port: 4321, directory });
  expect(tunnel.address().href).toBe(`https://first-words.trycloudflare.com${path}`);
  expect(states).toEqual([{ type: 'connecting' }, { type: 'ready', address: tunnel.address() }]);
  const [run] = program.runs();
  expect(run?.args).toEqual(['tunnel', '--config', `${directory}/cloudflared.yml`, '--no-autoupdate', '--url', 'http://127.0.0.1:4321']);
  expect(readFileSync(`${directory}/cloudflared.yml`, 'utf8')).toBe('');
  expect(run?.env.filter((name) => /^(TUNNEL|BOLTCALL)_/.test(name))).toEqual(['BOLTCALL_STARTED_BY']);
  await tunnel.close();
  await tunnel.close();
  expect(alive(run?.pid ?? 0)).toBe(false);
  expect(states.at(-1)).toEqual({ type: 'closed' });
  expect(program.runs()).toHaveLength(1);
});

test('a killed program is started again, and its new address told', async () => {
  const program = standIn('cloudflared', [quick('before'), quick('after')]);
  const world = on(program);
  const { tunnel, state, states } = await opened('cloudflared', world);
  process.kill(program.runs()[0]?.pid ?? 0, 'SIGKILL');
  expect((await state('reconnecting')).reason).toBe('cloudflared was ended by signal 9');
  await world.pass(1_000);
  expect((await state('ready', 1)).address.href).toBe(`https://after.trycloudflare.com${path}`);
  expect(tunnel.address().hostname).toBe('after.trycloudflare.com');
  expect(states.map(({ type }) => type)).toEqual(['connecting', 'ready', 'reconnecting', 'ready']);
});

test('a program that crashes again and again is started until it works', async () => {
  const crash: StandInRun = { lines: ['2026-05-29T09:25:34Z ERR no route error="network is unreachable"'], exit: 1 };
  const program = standIn('cloudflared', [quick('one'), crash, crash, crash, quick('two')]);
  const world = on(program);
  const { state, states } = await opened('cloudflared', world);
  process.kill(program.runs()[0]?.pid ?? 0, 'SIGTERM');
  for (const pause of [1_000, 2_000, 4_000, 8_000]) await world.pass(pause);
  expect((await state('ready', 1)).address.hostname).toBe('two.trycloudflare.com');
  expect(program.runs()).toHaveLength(5);
  // A cause that occurs three times is reported once.
  const reasons = states.flatMap((told) => (told.type === 'reconnecting' ? [told.reason] : []));
  expect(reasons).toEqual(['cloudflared was ended by signal 15', 'network is unreachable']);
});

test('a link that the program mends itself: reconnecting, then ready, without a new start', async () => {
  const program = standIn('cloudflared', [quick('same')]);
  const { state } = await opened('cloudflared', on(program));
  program.say(
    0,
    '2024-07-09T08:18:30Z WRN Failed to serve quic connection error="timeout: no recent network activity" connIndex=0 event=0 ip=198.41.192.167',
  );
  expect((await state('reconnecting')).reason).toContain('no recent network activity');
  program.say(0, registered);
  expect((await state('ready', 1)).address.hostname).toBe('same.trycloudflare.com');
  expect(program.runs()).toHaveLength(1);
});

test('a link that stays lost: the program is started anew', async () => {
  const program = standIn('cloudflared', [quick('forgotten'), quick('remembered')]);
  const world = on(program);
  const { state } = await opened('cloudflared', world);
  program.say(0, '2024-07-09T08:18:30Z ERR Connection terminated error="Unauthorized: Tunnel not found" connIndex=0');
  await world.pass(60_000);
  await world.pass(1_000);
  expect((await state('ready', 1)).address.hostname).toBe('remembered.trycloudflare.com');
  expect(alive(program.runs()[0]?.pid ?? 0)).toBe(false);
});

test('a start that cannot succeed fails with the cause: at once when the program ends, else after 20 s', async () => {
  const limited: StandInRun = {
    lines: ['2026-05-29T09:25:34Z ERR Error unmarshaling QuickTunnel response: error code: 1015 error="invalid" status_code="429 Too Many Requests"'],
    exit: 1,
  };
  const refused = await failureOf(opened('cloudflared', on(standIn('cloudflared', [limited]))));
  expect([refused.kind, refused.code, refused.message]).toEqual(['network', 'tunnel_failed', expect.stringContaining('429')]);
  expect(refused.details.hint).toContain('--via');
  const blocked: StandInRun = {
    lines: [
      ...boxed('no-way'),
      '2025-07-13T03:15:02Z ERR Failed to dial a quic connection error="failed to dial to edge with quic: timeout" connIndex=0',
    ],
  };
  const program = standIn('cloudflared', [blocked]);
  const world = on(program);
  const opening = failureOf(opened('cloudflared', world));
  await program.told(0);
  await world.pass(20_000);
  const shut = await opening;
  expect(shut.message).toContain('failed to dial to edge with quic: timeout');
  expect(shut.details.hint).toContain('7844');
  expect(alive(program.runs()[0]?.pid ?? 0)).toBe(false);
  const quiet = on(standIn('cloudflared', [{ lines: [] }]));
  const silent = await quiet.during(failureOf(opened('cloudflared', quiet)), 20_000);
  expect(silent.message).toContain('not ready within 20 s');
  const broken = await failureOf(opened('cloudflared', on(standIn('cloudflared', [{ lines: [], exit: 3 }]))));
  expect(broken.message).toContain('cloudflared ended with exit code 3');
});

test('a missing program is a usage failure that says how to get it', async () => {
  const world = stillWorld({ PATH: temporaryDirectory('empty') });
  for (const via of ['cloudflared', 'ngrok', 'ssh'] as const) {
    const missing = await failureOf(opened(via, world, { ssh: 'me@host', publicUrl: new URL('https://hooks.example.com') }));
    expect([missing.kind, missing.message]).toEqual(['usage', `${via} is not on the PATH`]);
    expect(missing.details.hint).toMatch(/nstall/);
  }
});

test('an opening that is cut short ends the program', async () => {
  const program = standIn('cloudflared', [{ lines: boxed('never') }]);
  const cut = new AbortController();
  const opening = failureOf(opened('cloudflared', on(program), { signal: cut.signal }));
  await eventually('the program to run', () => program.runs().length === 1);
  cut.abort(new Failure('interrupted', 'Interrupted'));
  expect((await opening).kind).toBe('interrupted');
  expect(alive(program.runs()[0]?.pid ?? 0)).toBe(false);
});

test('a program that does not want to end is killed', async () => {
  const program = standIn('cloudflared', [{ ...quick('stubborn'), stubborn: true }]);
  const world = on(program);
  const { tunnel } = await opened('cloudflared', world);
  await world.during(tunnel.close(), 3_000);
  await eventually('its end', () => !alive(program.runs()[0]?.pid ?? 0));
  expect(program.runs()).toHaveLength(1);
});

test.skipIf(process.platform === 'win32')('a killed listener (kill -9) takes the program with it, behind a shell too', async () => {
  const program = standIn('cloudflared', [quick('orphan')]);
  const directory = temporaryDirectory('killed');
  const source = (path: string): string => JSON.stringify(fileURLToPath(new URL(`../../src/${path}`, import.meta.url)));
  const code = `
    import { startProgram } from ${source('programs/start.ts')};
    import { systemWorld } from ${source('world.ts')};
    const command = ['/bin/sh', '-c', '"$0" tunnel; exit', ${JSON.stringify(program.path)}];
    startProgram({ world: systemWorld(), command, env: process.env, streams: () => {}, patience: 1000 });`;
  writeFileSync(join(directory, 'listener.ts'), code);
  const bundle = await rolldown({ input: join(directory, 'listener.ts'), platform: 'node', external: [/sockets/], cwd: process.cwd() });
  await bundle.write({ file: join(directory, 'listener.mjs') });
  await bundle.close();
  const listener = spawn(process.execPath, [join(directory, 'listener.mjs')], { stdio: 'inherit' });
  later(() => listener.kill('SIGKILL'));
  await eventually('the program to run', () => program.runs().length === 1);
  const pid = program.runs()[0]?.pid ?? 0;
  expect(alive(pid)).toBe(true);
  listener.kill('SIGKILL');
  await eventually('the end of the program', () => !alive(pid));
});

const established = '{"id":"1c90","lvl":"info","msg":"client session established","obj":"csess"}';

test('ngrok: started with its log on stdout, the address read from it, ended with us', async () => {
  const tunnelLine =
    '{"addr":"http://127.0.0.1:4321","lvl":"info","msg":"started tunnel","name":"command_line","obj":"tunnels","url":"https://ab12.ngrok-free.app"}';
  const program = standIn('ngrok', [{ on: 'stdout', lines: ['INFO[05-03|09:19:17] no configuration paths supplied', established, tunnelLine] }]);
  const { tunnel, state } = await opened('ngrok', on(program, { NGROK_AUTHTOKEN: 'x' }), { port: 4321 });
  expect(tunnel.address().href).toBe(`https://ab12.ngrok-free.app${path}`);
  expect(program.runs()[0]?.args).toEqual(['http', '127.0.0.1:4321', '--log=stdout', '--log-format=json']);
  program.say(0, '{"lvl":"eror","msg":"session closed, starting reconnect loop","obj":"csess","err":"EOF"}');
  expect((await state('reconnecting')).reason).toBe('EOF');
  program.say(0, established);
  expect((await state('ready', 1)).address.href).toBe(`https://ab12.ngrok-free.app${path}`);
  await tunnel.close();
  expect(alive(program.runs()[0]?.pid ?? 0)).toBe(false);
});

test('ngrok: the address from its local API where no line tells it, of the tunnel to our port', async () => {
  const tunnels = [
    { public_url: 'https://other.ngrok.app', config: { addr: 'http://localhost:1' } },
    { public_url: 'http://mine.ngrok.app', config: { addr: 'http://127.0.0.1:4321' } },
    { public_url: 'https://mine.ngrok.app', config: { addr: 'http://127.0.0.1:4321' } },
  ];
  const api = createServer((request, response) => response.end(request.url === '/api/tunnels' ? JSON.stringify({ tunnels }) : '{}'));
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  later(() => api.close());
  const { port } = api.address() as AddressInfo;
  const web = `{"addr":"127.0.0.1:${port}","lvl":"info","msg":"starting web service","obj":"web"}`;
  const program = standIn('ngrok', [{ on: 'stdout', lines: [web, established] }]);
  const { tunnel } = await opened('ngrok', on(program), { port: 4321 });
  expect(tunnel.address().href).toBe(`https://mine.ngrok.app${path}`);
});

test('ngrok: what the service refuses fails at once, in plain words', async () => {
  const lines = [
    '{"lvl":"eror","msg":"failed to reconnect session","obj":"csess","err":"authentication failed: limited to 1 session.\\r\\nERR_NGROK_108\\r\\n"}',
  ];
  const program = standIn('ngrok', [{ on: 'stdout', lines }]);
  const refused = await failureOf(opened('ngrok', on(program)));
  expect([refused.kind, refused.message]).toEqual(['network', expect.stringMatching(/limit of running agents \(ERR_NGROK_108\)/)]);
  expect(alive(program.runs()[0]?.pid ?? 0)).toBe(false);
});
