import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import getPort from 'get-port';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { gate } from '../support/gate.ts';
import { startListen, startService } from '../support/listen.ts';
import { boltcall, makeHome, start } from '../support/program.ts';
import { startServer } from '../support/server.ts';

const event = (name: string, id = 'call_1'): string => JSON.stringify({ event: name, timestamp: '2026-01-01T00:00:00Z', data: { id } });
const broken = { status: 500, body: { error: { code: 'internal_error', message: 'no', status: 500 } } };
const listeners = (home: string): string[] => {
  const folder = join(home, 'state', 'listeners');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
};

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s: the webhook is removed, exit %i', async (signal, code) => {
  const service = await startService();
  const listening = await startListen(service);
  const done = await listening.running.stop(signal);
  expect(done.exitCode).toBe(code);
  expect(done.stderr).not.toContain('error');
  expect(service.webhooks.size).toBe(0);
  expect(listeners(listening.home)).toEqual([]);
});

test('what is in flight is finished before the end', async () => {
  const service = await startService();
  const { opened, open } = gate();
  const app = await startServer(async () => {
    await opened;
    return { status: 201 };
  });
  const listening = await startListen(service, ['-f', String(app.port)]);
  const delivery = listening.deliver(event('call.started'));
  await app.request(1);
  listening.running.signal('SIGTERM');
  await listening.running.until((_, stderr) => stderr.includes('quit now'));
  open();
  expect((await delivery).status).toBe(201);
  expect((await listening.running.ended).exitCode).toBe(143);
  expect(service.webhooks.size).toBe(0);
});

test('what is not finished 5 s after the end was asked for: its sender is answered, and it is told and logged', async () => {
  const service = await startService();
  const app = await startServer({ hang: true });
  const listening = await startListen(service, ['-f', String(app.port)]);
  const delivery = listening.deliver(event('call.started'));
  await app.request(1);
  listening.running.signal('SIGINT');
  expect((await delivery).status).toBe(502);
  const done = await listening.running.ended;
  expect(done.exitCode).toBe(130);
  expect(done.stderr).toContain('1 failed\nResend what failed');
  expect(listening.lines().slice(-2)).toMatchObject([
    { type: 'forward', error: 'the listener is stopping' },
    { type: 'closed', removed: true },
  ]);
  const log = await boltcall(['webhooks', 'log', 'list', '-o', 'json'], { home: listening.home });
  expect(JSON.parse(log.stdout)).toMatchObject([{ event: 'call.started', attempts: 1, failed: true }]);
});

test('a second signal ends at once', async () => {
  // The service hangs on DELETE, so that the listener is still running at the second signal, however late that is.
  const service = await startService({ instead: ({ method }) => (method === 'DELETE' ? { hang: true } : undefined) });
  const app = await startServer({ hang: true });
  const listening = await startListen(service, ['-f', String(app.port)]);
  void listening.deliver(event('call.started')).catch(() => undefined);
  await app.request(1);
  listening.running.signal('SIGINT');
  await listening.running.until((_, stderr) => stderr.includes('quit now'));
  // Any sooner, it would be taken for the first signal.
  await sleep(300);
  listening.running.signal('SIGINT');
  const done = await listening.running.ended;
  expect(done.signal ?? done.exitCode).toSatisfy((how: unknown) => how === 'SIGINT' || how === 130);
  // The next start removes the webhook.
  expect(listeners(listening.home)).toHaveLength(1);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s sent twice at the same time, as `timeout` does it, is one', async (signal) => {
  const service = await startService();
  const { opened, open } = gate();
  const app = await startServer(async () => {
    await opened;
    return {};
  });
  const listening = await startListen(service, ['-f', String(app.port)]);
  const delivery = listening.deliver(event('call.started'));
  await app.request(1);
  listening.running.signal(signal);
  // The system may merge two pending signals into one; test/run/signals.test.ts tries two that are not merged.
  listening.running.signal(signal);
  await listening.running.until((_, stderr) => stderr.includes('quit now'));
  open();
  expect((await delivery).status).toBe(200);
  expect((await listening.running.ended).exitCode).toBe(signal === 'SIGINT' ? 130 : 143);
  expect(listening.lines().at(-1)).toMatchObject({ type: 'closed', removed: true });
  expect(service.webhooks.size).toBe(0);
});

test('after a kill -9 the very next start removes what was left, and only that', async () => {
  const service = await startService();
  const home = makeHome();
  service.add('wh_colleague', 'https://elsewhere.example/_boltcall/otter-0123456789abcdef0123');
  service.add('wh_app', 'https://app.example/hooks');
  const [killed, live] = await Promise.all([startListen(service, [], { home }), startListen(service, [], { home })]);
  await killed.running.stop('SIGKILL');
  expect(service.webhooks.size).toBe(4);
  const next = await startListen(service, [], { home });
  expect(next.running.stderr).toContain(`Removed webhook ${killed.webhookId}`);
  expect([...service.webhooks.keys()].sort()).toEqual(['wh_app', 'wh_colleague', live.webhookId, next.webhookId].sort());
  expect(next.running.stderr).toContain('Also listening in this workspace');
  await Promise.all([live.running.stop(), next.running.stop()]);
  expect([...service.webhooks.keys()].sort()).toEqual(['wh_app', 'wh_colleague']);
});

test('ended while what was left is looked for: at once, without a word about it, and the next start removes it', async () => {
  let silent = false;
  const service = await startService({ instead: ({ method }) => (silent && method === 'GET' ? { hang: true } : undefined) });
  const home = makeHome();
  const killed = await startListen(service, [], { home });
  await killed.running.stop('SIGKILL');
  silent = true;
  const asked = service.server.requests.length;
  const running = start(['listen', '-o', 'jsonl'], { home, env: service.env });
  await service.server.request(asked + 1);
  const done = await running.stop('SIGINT');
  expect(done.exitCode).toBe(130);
  expect(done.stderr).not.toContain('removed');
  silent = false;
  const next = await startListen(service, [], { home });
  expect(next.running.stderr).toContain(`Removed webhook ${killed.webhookId}`);
  expect([...service.webhooks.keys()]).toEqual([next.webhookId]);
});

test('a kill between request and answer: what was registered is found by its address', async () => {
  const service = await startService({
    instead: (request) => (request.method === 'POST' && service.webhooks.size === 0 && request.url.endsWith('/webhooks') ? slow(request) : undefined),
  });
  // The service registers the webhook, but its response never arrives.
  const slow = (request: { json(): unknown }) => {
    const sent = request.json();
    if (typeof sent === 'object' && sent !== null && 'url' in sent) service.add('wh_unanswered', String(sent.url));
    return { hang: true } as const;
  };
  const home = makeHome();
  const running = start(['listen', '-o', 'jsonl'], { home, env: service.env });
  await eventually('the registration', () => service.webhooks.has('wh_unanswered'));
  await running.stop('SIGKILL');
  const pruned = await boltcall(['webhooks', 'prune', '-o', 'json'], { home, env: service.env });
  expect(pruned.exitCode).toBe(0);
  expect(JSON.parse(pruned.stdout)).toMatchObject([{ id: 'wh_unanswered', status: 'removed' }]);
  expect(service.webhooks.size).toBe(0);
});

test('ended while the registration is not answered: soon, and what arrived is removed, or written down for the next start', async () => {
  const taken = await startService({ instead: ({ method }) => (method === 'POST' ? { hang: true } : undefined) });
  for (const arrives of [true, false]) {
    const home = makeHome();
    const running = start(['listen', '-o', 'jsonl'], { home, env: taken.env });
    const sent = await taken.server.request(taken.server.requests.length + 1);
    const body = sent.json();
    if (arrives && typeof body === 'object' && body !== null && 'url' in body) taken.add('wh_late', String(body.url));
    expect((await running.stop('SIGINT')).exitCode).toBe(130);
    expect(taken.webhooks.size).toBe(0);
    expect(listeners(home)).toHaveLength(arrives ? 0 : 1);
  }
});

test('prune: nothing of another key or address, and never a live one', async () => {
  const [service, other] = await Promise.all([startService(), startService()]);
  const home = makeHome();
  const live = await startListen(service, [], { home });
  const elsewhere = await startListen(other, [], { home });
  const otherKey = await startListen(service, [], { home, env: { BOLTCALL_API_KEY: 'sk_test_another_key' } });
  await Promise.all([elsewhere.running.stop('SIGKILL'), otherKey.running.stop('SIGKILL')]);
  const pruned = await boltcall(['webhooks', 'prune', '-o', 'json'], { home, env: service.env });
  expect([JSON.parse(pruned.stdout), pruned.stderr]).toEqual([[], expect.stringMatching(/^2 left in other workspaces: .*\n$/)]);
  expect(service.webhooks.size).toBe(2);
  expect(other.webhooks.size).toBe(1);
  const there = await boltcall(['webhooks', 'prune', '-o', 'json'], { home, env: other.env });
  expect(JSON.parse(there.stdout)).toMatchObject([{ id: elsewhere.webhookId, status: 'removed' }]);
  expect(await live.deliver(event('call.started'))).toMatchObject({ status: 200 });
});

test('prune with nothing to do says so', async () => {
  const service = await startService();
  for (const [args, words] of [
    [[], 'No leftover webhooks on this machine.\n'],
    [['--all-listeners'], 'No leftover webhooks.\n'],
    [['--dry-run'], 'No leftover webhooks on this machine.\n'],
  ] as const)
    expect((await boltcall(['webhooks', 'prune', ...args], { env: service.env })).stderr).toBe(words);
});

test('prune --all-listeners: those of others go only where nobody answers, and only with consent', async () => {
  const service = await startService();
  const live = await startListen(service);
  service.add('wh_gone', 'http://127.0.0.1:9/_boltcall/fern-0123456789abcdef0123');
  service.add('wh_app', 'http://127.0.0.1:9/hooks');
  const asked = await boltcall(['webhooks', 'prune', '--all-listeners'], { env: service.env });
  expect(asked.exitCode).toBe(2);
  expect(service.webhooks.size).toBe(3);
  const agreed = await boltcall(['webhooks', 'prune', '--all-listeners', '--yes', '-o', 'json'], { env: service.env });
  expect(agreed.exitCode).toBe(0);
  expect(JSON.parse(agreed.stdout)).toMatchObject([
    { id: live.webhookId, status: 'kept' },
    { id: 'wh_gone', status: 'removed' },
  ]);
  expect([...service.webhooks.keys()].sort()).toEqual([live.webhookId, 'wh_app'].sort());
});

test('the service answers 500 to the delete: tried again, said, and removed by the next start', async () => {
  let failing = true;
  const service = await startService({ instead: ({ method }) => (failing && method === 'DELETE' ? broken : undefined) });
  const listening = await startListen(service);
  const done = await listening.running.stop();
  expect(done.exitCode).toBe(12);
  expect(service.server.requests.filter(({ method }) => method === 'DELETE').length).toBeGreaterThan(1);
  expect(done.stderr).toContain(`Webhook ${listening.webhookId} is still registered`);
  expect(listening.lines().at(-1)).toMatchObject({ type: 'closed', removed: false });
  failing = false;
  const next = await startListen(service, [], { home: listening.home });
  expect([...service.webhooks.keys()]).toEqual([next.webhookId]);
  const told = (await next.running.stop()).stderr;
  expect([told.includes('which the service kept when its listener ended'), told.includes('killed')]).toEqual([true, false]);
});

test('the registration is refused: ends with its exit code and the cause, nothing left', async () => {
  const refused = { status: 403, body: { error: { code: 'forbidden', message: 'trial plans have no webhooks', status: 403 } } };
  const service = await startService({ instead: ({ method }) => (method === 'POST' ? refused : undefined) });
  const home = makeHome();
  const done = await boltcall(['listen'], { home, env: service.env });
  expect(done.exitCode).toBe(4);
  expect(done.stderr).toContain('trial plans have no webhooks');
  expect(done.stderr.toLowerCase()).not.toContain('ready');
  expect(done.stderr).toContain('No webhook was registered');
  expect(listeners(home)).toEqual([]);
});

test('a port that is taken: ends with 2 and says so, nothing registered', async () => {
  const service = await startService();
  const app = await startServer();
  const done = await boltcall(['listen', '--port', String(app.port)], { env: service.env });
  expect(done.exitCode).toBe(2);
  expect(done.stderr).toContain(`port ${app.port} is in use`);
  expect(service.server.requests.filter(({ method }) => method === 'POST')).toEqual([]);
});

test('the API cannot be reached: never ready, non-zero, the cause', async () => {
  const service = await startService();
  await service.server.close();
  const done = await boltcall(['listen', '-o', 'jsonl', '--max-retries', '0'], { env: service.env });
  expect(done.exitCode).toBe(10);
  expect(done.stdout).not.toContain('"ready"');
});

test('the address is not reached through what stands in front: not ready, the cause, the webhook removed', async () => {
  const service = await startService();
  const front = await startServer({ status: 502, body: 'bad gateway' });
  const listening = start(['listen', '-o', 'jsonl', '--via', 'url', '--public-url', front.url, '--port', String(await getPort())], {
    env: service.env,
  });
  const stopped = eventually('a probe', () => front.requests.length > 0).then(() => listening.signal('SIGINT'));
  const done = await listening.ended;
  await stopped;
  expect(done.stdout).not.toContain('"ready"');
  expect(done.exitCode).toBe(130);
  expect(service.webhooks.size).toBe(0);
});

test('--no-probe is ready without one', async () => {
  const service = await startService();
  const listening = await startListen(service, ['--public-url', 'https://hooks.example.test/base', '--port', String(await getPort()), '--no-probe']);
  expect(listening.address).toMatch(/^https:\/\/hooks\.example\.test\/base\/_boltcall\/[a-z]+-[0-9a-f]{20}$/);
});

test('the reader of stdout goes: the webhook is removed, a quiet end', async () => {
  const service = await startService();
  const app = await startServer();
  const home = makeHome();
  const { execa } = await import('execa');
  const { program, cleanEnvironment } = await import('../support/program.ts');
  // `head` exits after the ready line; nobody reads the output of the next delivery.
  const line = `"$0" "$1" listen -o jsonl -f ${app.port} | head -n 2; exit "\${PIPESTATUS[0]}"`;
  const shell = execa('bash', ['-c', line, process.execPath, program], { env: cleanEnvironment(home, service.env), extendEnv: false, reject: false });
  await eventually('a webhook', () => service.webhooks.size === 1);
  const [webhook] = service.webhooks.values();
  const { post } = await import('../support/listen.ts');
  await eventually('its end', async () => {
    await post(webhook?.url ?? '', webhook?.secret ?? '', event('call.started', String(Math.random()))).catch(() => undefined);
    return service.webhooks.size === 0;
  });
  const done = await shell;
  expect(done.exitCode).toBe(0);
  expect(done.stderr).not.toContain('    at ');
});

test('without a terminal, without stdin: plain lines, one that says ready', async () => {
  const service = await startService();
  const app = await startServer();
  const secret = 'whsec_0123456789abcdef';
  const running = start(['listen', '-f', String(app.port), '--no-color', '--secret', secret], { env: service.env });
  // A machine's log is kept and read by others, so it contains only enough of the secret to recognize it.
  const ready = await running.until((_, stderr) => /^ready: (\S+) -> (\S+) \(webhook (\S+), secret (\S+)\)$/m.exec(stderr) ?? undefined);
  expect(ready[4]).toBe('whsec_…cdef');
  const { post } = await import('../support/listen.ts');
  await post(ready[1] ?? '', secret, event('call.started'));
  const line = await running.until((stdout) => stdout.includes('\n') && stdout);
  expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z\tcall\.started\tcall_1\t\thttp:\/\/localhost:\d+\/\t200\t\d+\n$/);
  expect(running.stderr).not.toContain('\u001b');
  await running.stop();
});

test('a state directory that cannot be written to: goes on, says that the log is off', async () => {
  const service = await startService();
  const app = await startServer();
  const home = makeHome();
  // The tests may run as root, whom file modes do not stop. A file in place of a directory stops every user.
  writeFileSync(join(home, 'file'), '');
  const running = await startListen(service, ['-f', String(app.port)], { home, env: { BOLTCALL_STATE_DIR: join(home, 'file', 'state') } });
  expect((await running.deliver(event('call.started'))).status).toBe(200);
  expect(running.running.stderr).toContain('The delivery log is off');
  expect(running.running.stderr).toContain('if it is killed, its webhook will remain registered');
  await running.running.stop();
  expect(service.webhooks.size).toBe(0);
});

test('a disk that is full: goes on, says what cannot be kept, and removes the webhook', async () => {
  const service = await startService();
  const { execa } = await import('execa');
  const { program, cleanEnvironment, noCompileCache } = await import('../support/program.ts');
  // No file may grow. This has the effect of a full disk, even for root.
  const line = `ulimit -f 0; "$0" "$1" listen --count 1 | cat; exit "\${PIPESTATUS[0]}"`;
  const shell = execa('bash', ['-c', line, process.execPath, program], {
    env: cleanEnvironment(makeHome(), { ...service.env, BOLTCALL_WEBHOOK_SECRET: 'whsec_full', ...noCompileCache }),
    extendEnv: false,
    reject: false,
  });
  const { post } = await import('../support/listen.ts');
  await eventually('a delivery', async () => {
    const [webhook] = service.webhooks.values();
    return webhook !== undefined && (await post(webhook.url, 'whsec_full', event('call.started'))).status === 200;
  });
  const done = await shell;
  expect(done.exitCode).toBe(0);
  expect(done.stderr).toContain('Could not record this listener');
  expect(done.stderr).toContain('The delivery log is off');
  expect(done.stdout).toContain('call.started');
  expect(service.webhooks.size).toBe(0);
});

test('files are for their owner alone, and hold no key', async () => {
  const service = await startService();
  const listening = await startListen(service);
  const folder = join(listening.home, 'state', 'listeners');
  const [record = ''] = listeners(listening.home);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, record)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, record), 'utf8')).not.toContain(service.env.BOLTCALL_API_KEY);
  chmodSync(folder, 0o700);
});

test('slow drips and endless bodies get no further than the receiver, which goes on working', async () => {
  const service = await startService();
  const app = await startServer();
  const listening = await startListen(service, ['-f', String(app.port)]);
  const { hostname, port, pathname } = new URL(listening.address);
  const socketEnded = (head: string, more: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(Number(port), hostname);
      let got = '';
      socket.on('data', (chunk: Buffer) => {
        got += chunk.toString();
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        clearInterval(timer);
        resolve(got);
      });
      socket.write(head);
      // Has a limit after all: a receiver that accepts everything must not use up the machine.
      let left = 2_000;
      const timer = setInterval(() => socket.writable && left-- > 0 && socket.write(more), 5);
    });
  const head = `POST ${pathname} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n`;
  const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
  const [endless, headers] = await Promise.all([socketEnded(`${head}\r\n`, chunk), socketEnded(head, 'x')]);
  expect(endless).toContain('HTTP/1.1 413');
  expect(headers).not.toContain('HTTP/1.1 200');
  expect((await listening.deliver(event('call.started'))).status).toBe(200);
  expect(app.requests).toHaveLength(1);
});

test('more connections than are kept open, with nothing whole on them: deliveries come through all the same', async () => {
  const service = await startService();
  const app = await startServer();
  const listening = await startListen(service, ['-f', String(app.port)]);
  const { hostname, port } = new URL(listening.address);
  const sockets: Socket[] = [];
  const open = (): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write('POST /');
        resolve();
      });
      // The connections that have to make room are cut.
      socket.on('error', () => resolve());
      sockets.push(socket);
    });
  for (let batch = 0; batch < 12; batch += 1) await Promise.all(Array.from({ length: 100 }, open));
  for (const id of ['one', 'two', 'three']) expect((await listening.deliver(event('call.started', id))).status).toBe(200);
  for (const socket of sockets) socket.destroy();
  expect(app.requests).toHaveLength(3);
});

test('a connection whose delivery is being answered does not make room for others', async () => {
  const service = await startService();
  const { opened: held, open: release } = gate();
  const app = await startServer(async () => {
    await held;
    return { status: 202 };
  });
  const listening = await startListen(service, ['-f', String(app.port)]);
  const { hostname, port } = new URL(listening.address);
  const delivery = listening.deliver(event('call.started'));
  await app.request(1);
  const sockets = await Promise.all(
    Array.from(
      { length: 1_200 },
      () =>
        new Promise<Socket>((resolve) => {
          const socket = connect(Number(port), hostname, () => resolve(socket));
          socket.on('error', () => resolve(socket));
        }),
    ),
  );
  release();
  expect((await delivery).status).toBe(202);
  for (const socket of sockets) socket.destroy();
});

test('the answer to the registration is a 5xx: what is there is removed, what may come is said and looked for again', async () => {
  for (const arrives of [true, false]) {
    const service = await startService({
      instead: (request) => {
        if (request.method !== 'POST') return undefined;
        const sent = request.json();
        if (arrives && typeof sent === 'object' && sent !== null && 'url' in sent) service.add('wh_made', String(sent.url));
        return broken;
      },
    });
    const home = makeHome();
    const done = await boltcall(['listen'], { home, env: service.env });
    expect(done.exitCode).toBe(12);
    expect(service.webhooks.size).toBe(0);
    expect(done.stderr.includes('Could not confirm whether')).toBe(!arrives);
    expect(done.stderr).toContain(arrives ? 'webhook was removed' : 'may still be registered');
    expect(listeners(home)).toHaveLength(arrives ? 0 : 1);
  }
});

test('the service never answers the delete: asked again, said, removed by the next start', async () => {
  let silent = true;
  const service = await startService({ instead: ({ method }) => (silent && method === 'DELETE' ? { hang: true } : undefined) });
  const listening = await startListen(service);
  const done = await listening.running.stop('SIGINT');
  expect(done.exitCode).toBe(12);
  expect(service.server.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(3);
  expect(done.stderr).toContain(`Webhook ${listening.webhookId} is still registered`);
  expect(done.stderr).toContain('no response within 4 s');
  silent = false;
  const next = await startListen(service, [], { home: listening.home });
  expect([...service.webhooks.keys()]).toEqual([next.webhookId]);
});

test('without a key: said first, with what to do, exit 3', async () => {
  const done = await boltcall(['listen', '-f', '3000']);
  expect(done.exitCode).toBe(3);
  expect(done.stderr).toContain('boltcall login');
});

test('the reader of stderr goes: the webhook is removed all the same', async () => {
  const service = await startService();
  const home = makeHome();
  const { execa } = await import('execa');
  const { program, cleanEnvironment } = await import('../support/program.ts');
  const line = `"$0" "$1" listen 2> >(head -n 1 > /dev/null)`;
  const shell = execa('bash', ['-c', line, process.execPath, program], { env: cleanEnvironment(home, service.env), extendEnv: false, reject: false });
  await eventually('its end', async () => {
    const [webhook] = service.webhooks.values();
    if (webhook) {
      const { post } = await import('../support/listen.ts');
      // Refused deliveries are reported on stderr, which nobody reads anymore.
      await post(webhook.url, webhook.secret, '{}', { signature: false }).catch(() => undefined);
    }
    return service.server.requests.some(({ method }) => method === 'DELETE');
  });
  expect((await shell).exitCode).toBe(0);
  expect(service.webhooks.size).toBe(0);
});
