import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startListen, startService } from '../support/listen.ts';
import { boltcall, makeHome, start } from '../support/program.ts';
import { startServer } from '../support/server.ts';

/** A small app: responds with its secret, and exits with 7 after a request for `/end`. */
const app = `
const server = require('node:http').createServer((request, response) => {
  response.end(process.env.BOLTCALL_WEBHOOK_SECRET);
  if (request.url === '/end') setTimeout(() => process.exit(7), 50);
});
server.listen(Number(process.argv[1]), '127.0.0.1', () => console.log('app is up'));
process.on('SIGTERM', () => { console.log('app is asked to end'); process.exit(0); });
`;

const freePort = async (): Promise<number> => {
  const server = await startServer();
  await server.close();
  return server.port;
};

test('-- CMD: started with the secret, its output kept apart, ended with the listener', async () => {
  const service = await startService();
  const port = await freePort();
  const listening = await startListen(service, ['-f', String(port), '--', process.execPath, '-e', app, String(port)]);
  // Our stdout contains only JSON lines; the app's output goes to stderr.
  await listening.running.until((_, stderr) => stderr.includes('app is up'));
  expect((await listening.deliver('{"event":"call.started"}')).status).toBe(200);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe(listening.secret);
  const done = await listening.running.stop('SIGTERM');
  expect(done.exitCode).toBe(143);
  expect(done.stderr).toContain('app is asked to end');
  expect(listening.lines().at(-1)).toMatchObject({ type: 'closed', removed: true });
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});

test('-- CMD: the listener ends with it, and with its exit code', async () => {
  const service = await startService();
  const port = await freePort();
  const listening = await startListen(service, ['-f', String(port), '--', process.execPath, '-e', app, String(port)]);
  await listening.running.until((_, stderr) => stderr.includes('app is up'));
  await fetch(`http://127.0.0.1:${port}/end`);
  expect((await listening.running.ended).exitCode).toBe(7);
  expect(service.webhooks.size).toBe(0);
});

test('-- CMD: what it started ends with it, also where it hands no signal on or ignores one', async () => {
  const service = await startService();
  const home = makeHome();
  for (const script of ['sleep 600 & echo $! > child; wait', 'trap "" TERM; sleep 600 & echo $! > child; while :; do wait; done']) {
    const file = join(home, 'child');
    rmSync(file, { force: true });
    const { running } = await startListen(service, ['--', 'sh', '-c', script], { home });
    const child = await eventually('what it starts', () => existsSync(file) && Number(readFileSync(file, 'utf8')));
    expect((await running.stop('SIGTERM')).exitCode).toBe(143);
    // proc(5): a process that has ended but has not been waited for by its parent is a zombie.
    const runs = (): boolean => {
      try {
        return !/^State:\s+Z/m.test(readFileSync(`/proc/${child}/status`, 'utf8')) && process.kill(child, 0);
      } catch {
        return false;
      }
    };
    expect(runs(), script).toBe(false);
    expect(service.webhooks.size).toBe(0);
  }
});

test.each([['listen'], ['sandbox', 'run']])('%s %s -- with an empty word: told before anything is started', async (...words) => {
  const service = await startService();
  const done = await boltcall([...words, '--', ''], { env: service.env });
  expect(done.exitCode).toBe(2);
  expect(done.stderr).toContain('after -- has an empty name');
  expect(service.server.requests).toHaveLength(0);
});

test.each([
  ['no-such-program-here', 'no such program'],
  ['./notes.txt', 'permission denied'],
])('-- CMD that cannot be started (%s): said before anything is sent', async (program, why) => {
  const service = await startService();
  const home = makeHome();
  writeFileSync(join(home, 'notes.txt'), '');
  for (const words of [['listen'], ['sandbox', 'run']]) {
    const done = await boltcall([...words, '--', program], { home, env: service.env });
    expect(done.exitCode).toBe(2);
    expect(done.stderr).toContain(`${program} cannot be started: ${why}`);
  }
  expect(service.server.requests).toHaveLength(0);
});

test('--write-env sets the one line, and refuses what git tracks', async () => {
  const home = makeHome();
  const file = join(home, '.env');
  const fresh = await boltcall(['listen', '--print-secret', '--write-env', '.env'], { home });
  expect(fresh.exitCode).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(`BOLTCALL_WEBHOOK_SECRET=${fresh.stdout}`);
  expect(statSync(file).mode & 0o777).toBe(0o600);

  writeFileSync(file, 'A=1\nHOOK=old\n# end\n');
  await boltcall(['listen', '--print-secret', '--write-env', '.env:HOOK'], { home });
  expect(readFileSync(file, 'utf8')).toBe(`A=1\nHOOK=${fresh.stdout.trim()}\n# end\n`);

  // Bytes that are not UTF-8 are preserved, and a link remains a link.
  writeFileSync(file, Buffer.from('# caf\xe9\r\nHOOK=old\nB=2\r\n', 'latin1'));
  symlinkSync('.env', join(home, 'linked'));
  await boltcall(['listen', '--print-secret', '--write-env', 'linked:HOOK'], { home });
  expect(readFileSync(file, 'latin1')).toBe(`# caf\xe9\r\nHOOK=${fresh.stdout.trim()}\nB=2\r\n`);
  expect(lstatSync(join(home, 'linked')).isSymbolicLink()).toBe(true);

  const git = (...args: string[]): Buffer => execFileSync('git', args, { cwd: home, env: { PATH: process.env['PATH'], HOME: home } });
  git('init', '-q');
  git('add', '.env');
  for (const name of ['.env', 'linked']) {
    const refused = await boltcall(['listen', '--print-secret', '--write-env', `${name}:OTHER`], { home });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`${name} is tracked by git`);
  }
  expect(readFileSync(file, 'utf8')).not.toContain('OTHER');
});

test('--write-env starts nothing that the configuration of a repository names', async () => {
  const home = makeHome();
  const git = (...args: string[]): Buffer => execFileSync('git', args, { cwd: home, env: { PATH: process.env['PATH'], HOME: home } });
  git('init', '-q');
  writeFileSync(join(home, 'evil.sh'), `#!/bin/sh\ntouch ${join(home, 'ran')}\n`, { mode: 0o755 });
  for (const name of ['core.fsmonitor', 'core.sshCommand', 'core.pager', 'alias.ls-files']) git('config', name, join(home, 'evil.sh'));
  // A bare repository in a folder of the clone: git would use its configuration there.
  execFileSync('git', ['init', '-q', '--bare', 'app'], { cwd: home });
  execFileSync('git', ['config', '-f', 'app/config', 'core.fsmonitor', join(home, 'evil.sh')], { cwd: home });
  for (const name of ['.env.local', 'app/.env']) {
    const { exitCode } = await boltcall(['listen', '--print-secret', '--write-env', name], { home });
    expect([exitCode, readFileSync(join(home, name), 'utf8')]).toEqual([0, expect.stringContaining('BOLTCALL_WEBHOOK_SECRET=')]);
  }
  expect(existsSync(join(home, 'ran'))).toBe(false);
});

test('--write-env does not write through a link that git tracks, on whatever part of the way', async () => {
  const home = makeHome();
  const cwd = join(home, 'clone');
  mkdirSync(join(home, 'outside'));
  mkdirSync(cwd);
  const git = (...args: string[]): Buffer => execFileSync('git', args, { cwd, env: { PATH: process.env['PATH'], HOME: home } });
  git('init', '-q');
  for (const [target, name] of [
    ['../outside/x', '.env.local'],
    ['../outside', 'config'],
    ['.env.local', 'own'],
  ] as const)
    symlinkSync(target, join(cwd, name));
  git('add', '.env.local', 'config');
  for (const name of ['.env.local', 'config/.env', 'own', join(cwd, 'config', '..', 'config', 'y')]) {
    const { exitCode, stderr } = await boltcall(['listen', '--print-secret', '--write-env', name], { home, cwd });
    expect([exitCode, stderr], name).toEqual([2, expect.stringContaining('is a link that git tracks')]);
  }
  expect(readdirSync(join(home, 'outside'))).toEqual([]);
});

test('ten listeners that write into one file at once lose nothing', async () => {
  const home = makeHome();
  writeFileSync(join(home, '.env'), 'A=1\n');
  const names = Array.from({ length: 10 }, (_, number) => `HOOK_${number}`);
  const all = await Promise.all(names.map((name) => boltcall(['listen', '--print-secret', '--write-env', `.env:${name}`], { home })));
  expect(all.map(({ exitCode }) => exitCode)).toEqual(names.map(() => 0));
  const written = readFileSync(join(home, '.env'), 'utf8').trim().split('\n').sort();
  expect(written).toEqual(['A=1', ...names.map((name, number) => `${name}=${all[number]?.stdout.trim()}`)]);
});

test('--catch-up makes what was missed from the lists, each once, also after another start', async () => {
  const created = new Date(Date.now() - 60_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const lead = { id: 'lead_missed', name: 'Ana', created_at: created };
  const service = await startService({
    instead: ({ method, url }) =>
      method === 'GET' && url.startsWith('/v1/leads') ? { body: { data: [lead], meta: { page: 1, limit: 100, total: 1 } } } : undefined,
  });
  const target = await startServer();
  const listening = await startListen(service, ['-f', String(target.port), '--catch-up', '15m']);
  const request = await target.request(1);
  expect(request.json()).toEqual({ event: 'lead.created', timestamp: created, data: lead });
  expect(request.header('x-boltcall-reconstructed')).toBe('1');
  const { signature } = await import('../support/listen.ts');
  expect(request.header('x-boltcall-signature')).toBe(signature(listening.secret, request.body));
  await listening.running.until((_, stderr) => stderr.includes('recreated 1 event from the lists'));
  await listening.running.stop();

  const again = await startListen(service, ['-f', String(target.port), '--catch-up', '15m'], { home: listening.home });
  await again.running.until((_, stderr) => stderr.includes('recreated 0 events from the lists'));
  expect(target.requests).toHaveLength(1);
});

test('--catch-up: a list that cannot be read is told, and the others are caught up', async () => {
  const created = new Date(Date.now() - 60_000).toISOString();
  const calls = [{ id: 'call_1', status: 'missed', created_at: created }];
  const broken = { status: 500, body: { error: { code: 'internal_error', message: 'no', status: 500 } } };
  const service = await startService({
    instead: ({ method, url }) => {
      if (method !== 'GET') return undefined;
      if (url.includes('/leads')) return broken;
      return url.includes('/calls') ? { body: { data: calls, meta: { page: 1, limit: 100, total: 1 } } } : undefined;
    },
  });
  const target = await startServer();
  const listening = await startListen(service, ['-f', String(target.port), '--catch-up', '15m', '--max-retries', '0']);
  expect((await target.request(1)).json()).toMatchObject({ event: 'call.missed', data: { id: 'call_1' } });
  await listening.running.until((_, stderr) => stderr.includes('the list of leads could not be read') && stderr.includes('Caught up from'));
});

test('targets and events of .boltcall.json, a route or a flag instead of them', async () => {
  const service = await startService();
  const [kept, typed] = await Promise.all([startServer(), startServer()]);
  const home = makeHome();
  writeFileSync(join(home, '.boltcall.json'), JSON.stringify({ forward_to: `${kept.port}/kept`, events: ['call.started', 'lead.created'] }));
  const byFile = await startListen(service, [], { home });
  expect(service.webhooks.get(byFile.webhookId)?.events).toEqual(['call.started', 'lead.created']);
  await byFile.deliver('{"event":"call.started"}');
  expect(kept.requests.map(({ url }) => url)).toEqual(['/kept']);
  const byFlag = await startListen(service, ['-f', String(typed.port), '--event', 'call.missed'], { home });
  expect(service.webhooks.get(byFlag.webhookId)?.events).toEqual(['call.missed']);
  await byFlag.deliver('{"event":"call.missed"}');
  expect(typed.requests).toHaveLength(1);
  expect(kept.requests).toHaveLength(1);
});

test('an event name that no document has is warned about and registered', async () => {
  const service = await startService();
  const running = start(['listen', '--event', 'call.finished'], { env: service.env });
  await running.until((_, stderr) => stderr.includes('ready:'));
  expect(running.stderr).toContain('`call.finished` is not a documented event');
  expect([...service.webhooks.values()][0]?.events).toEqual(['call.finished']);
});
