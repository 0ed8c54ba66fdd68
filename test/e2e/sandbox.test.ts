import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemWorld } from '../../src/world.ts';
import { eventually } from '../support/eventually.ts';
import { boltcall, makeHome, program, type Running, start } from '../support/program.ts';
import { startServer } from '../support/server.ts';
import { later } from '../support/temporary.ts';

interface Known {
  readonly address: string;
  readonly key: string;
}

/** Starts a sandbox in the foreground and waits until it prints its URL. */
const foreground = async (home: string, args: readonly string[] = []): Promise<Running & Known> => {
  const running = start(['sandbox', 'start', '--port', '0', '--speed', '1000', ...args], { home });
  const [address, key] = await running.until((stdout) => /^export BOLTCALL_BASE_URL=(\S+)\nexport BOLTCALL_API_KEY=(\S+)\n/.exec(stdout)?.slice(1));
  return Object.assign(running, { address: address ?? '', key: key ?? '' });
};

const ask = async ({ address, key }: Known, method: string, path: string, body?: object): Promise<unknown> => {
  const headers = { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) };
  const answer = await fetch(address + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  return answer.json();
};

/** Stops anything that a test left running in the background. */
const stopLater = (home: string): void => later(() => boltcall(['sandbox', 'stop', '--all'], { home }));

describe('in the foreground', () => {
  test('it says how to reach it, logs each request, and Ctrl-C ends it and removes its state file', async () => {
    const home = makeHome();
    const sandbox = await foreground(home);
    expect(await ask(sandbox, 'GET', '/agents?limit=1')).toMatchObject({ meta: { total: 4 } });
    await sandbox.until((_, stderr) => / GET \/v1\/agents\?limit=1 200 \d+ ms\n/.test(stderr));
    const directory = join(home, 'state', 'sandbox');
    const [file = ''] = readdirSync(directory);
    expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    const done = await sandbox.stop('SIGINT');
    expect(done.exitCode).toBe(130);
    expect(done.stderr).toMatch(/Sandbox stopped\.\n$/);
    expect(readdirSync(directory)).toEqual([]);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ] as const)('%s ends it with %i', async (signal, code) => {
    const sandbox = await foreground(makeHome());
    expect((await sandbox.stop(signal)).exitCode).toBe(code);
  });

  test('--sandbox finds it from another shell; a second one on its port is refused', async () => {
    const home = makeHome();
    const sandbox = await foreground(home);
    const listed = await boltcall(['--sandbox', 'agents', 'list', '-o', 'id'], { home });
    expect(listed.stdout).toBe('agent_abc123\nagent_def456\nagent_003\nagent_004\n');
    const port = new URL(sandbox.address).port;
    for (const more of [[], ['--detach']]) {
      const second = await boltcall(['sandbox', 'start', '--port', port, ...more], { home });
      expect(second.exitCode).toBe(2);
      expect(second.stderr).toContain(`a sandbox is already running on port ${port} (process ${sandbox.pid})`);
      expect(second.stdout).toBe('');
    }
  });

  test('a port that another program has is said', async () => {
    const other = await startServer({ status: 200 });
    const done = await boltcall(['sandbox', 'start', '--port', String(other.port)]);
    expect([done.exitCode, done.stderr]).toEqual([2, expect.stringContaining(`port ${other.port} of 127.0.0.1 is in use by another program`)]);
  });

  test('json is one object on stdout', async () => {
    const running = start(['sandbox', 'start', '--port', '0', '-o', 'json', '--quiet'], { home: makeHome() });
    const shown = await running.until((stdout) => stdout.endsWith('}\n') && stdout);
    expect(JSON.parse(shown)).toMatchObject({ key: 'sk_test_sandbox', pid: running.pid, seed: 1, counts: { agents: 4, calls: 150 } });
    expect((await running.stop('SIGTERM')).stderr).toBe('');
  });
});

test('in the background: start, status, stop', async () => {
  const home = makeHome();
  stopLater(home);
  const started = await boltcall(['sandbox', 'start', '--detach', '--port', '0', '--seed', '7', '-o', 'json'], { home });
  expect(started.exitCode).toBe(0);
  const { address, pid, log } = JSON.parse(started.stdout);
  expect(await ask({ address, key: 'bc_whatever' }, 'GET', '/webhooks')).toEqual({ data: [] });
  // The log line is written after the response is sent.
  expect(await eventually('the line of the log', () => readFileSync(log, 'utf8').includes('GET /v1/webhooks 200'))).toBe(true);
  const status = await boltcall(['sandbox', 'status', '--json'], { home });
  expect(JSON.parse(status.stdout)).toMatchObject({ address, pid, seed: 7 });
  expect(status.stdout).not.toContain('token');
  const stopped = await boltcall(['sandbox', 'stop'], { home });
  expect(stopped.exitCode).toBe(0);
  await expect(fetch(address)).rejects.toThrow();
  await eventually('the process is gone', () => !systemWorld().alive(pid));
  const none = await boltcall(['sandbox', 'status'], { home });
  expect([none.exitCode, none.stderr]).toEqual([14, expect.stringContaining('no sandbox is running')]);
  expect((await boltcall(['sandbox', 'stop'], { home })).exitCode).toBe(0);
});

test('a program that got the process id of a killed sandbox is not signaled', async () => {
  const home = makeHome();
  const started = await boltcall(['sandbox', 'start', '--detach', '--port', '0', '--json'], { home });
  expect(started.exitCode).toBe(0);
  const directory = join(home, 'state', 'sandbox');
  const [name] = readdirSync(directory).filter((each) => each.endsWith('.json'));
  const path = `${directory}/${name}`;
  const state = JSON.parse(readFileSync(path, 'utf8'));
  process.kill(state.pid, 'SIGKILL');
  const other = spawn('sleep', ['600'], { stdio: 'ignore' });
  later(async () => void other.kill('SIGKILL'));
  // Once with the `birth` of the killed process, and once without, as an earlier version wrote the file.
  for (const birth of [state.birth, undefined]) {
    writeFileSync(path, JSON.stringify({ ...state, pid: other.pid, birth }));
    const stopped = await boltcall(['sandbox', 'stop'], { home });
    expect(stopped.stdout).toBe('');
    expect(stopped.stderr).toMatch(birth === undefined ? /was not signaled/ : /No sandbox is running/);
    expect([other.exitCode, other.signalCode, other.killed]).toEqual([null, null, false]);
  }
});

test('of several, the newest is used, and stop wants to know which', async () => {
  const home = makeHome();
  const first = await foreground(home);
  const second = await foreground(home);
  const url = (await boltcall(['--sandbox', 'whoami', '--offline', '--json'], { home })).stdout;
  expect(url).toContain(second.address);
  const unclear = await boltcall(['sandbox', 'stop'], { home });
  expect([unclear.exitCode, unclear.stderr]).toEqual([2, expect.stringContaining('2 sandboxes are running')]);
  expect((await boltcall(['sandbox', 'stop', '--port', new URL(second.address).port], { home })).exitCode).toBe(0);
  expect((await second.ended).exitCode).toBe(0);
  expect((await boltcall(['sandbox', 'stop', '--all'], { home })).exitCode).toBe(0);
  expect((await first.ended).exitCode).toBe(0);
});

describe('run', () => {
  const show = [
    '--',
    process.execPath,
    '-e',
    'console.log(JSON.stringify([process.env.BOLTCALL_BASE_URL, process.env.BOLTCALL_API_KEY, process.env.BOLTCALL_SANDBOX ?? null]))',
  ];

  test('gives the program its address and key, and nothing of another sandbox', async () => {
    const done = await boltcall(['sandbox', 'run', ...show], {
      env: { BOLTCALL_SANDBOX: '1', BOLTCALL_BASE_URL: 'https://x.example', BOLTCALL_API_KEY: 'sk_live_secret' },
    });
    const [address, key, sandbox] = JSON.parse(done.stdout);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    expect([key, sandbox, done.exitCode, done.stderr]).toEqual(['sk_test_sandbox', null, 0, '']);
    await expect(fetch(address)).rejects.toThrow();
  });

  test('passes the exit code on', async () => {
    const done = await boltcall(['sandbox', 'run', '--', process.execPath, '-e', 'process.exit(42)']);
    expect([done.exitCode, done.stderr]).toEqual([42, '']);
  });

  test('a program that dies by a signal gives 128 and its number', async () => {
    const done = await boltcall([
      'sandbox',
      'run',
      '--',
      process.execPath,
      '-e',
      'process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000)',
    ]);
    expect(done.exitCode).toBe(137);
  });

  test('a program that does not exist, and none at all', async () => {
    const missing = await boltcall(['sandbox', 'run', '--', 'no-such-program']);
    expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringContaining('no such program')]);
    const none = await boltcall(['sandbox', 'run']);
    expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining('after --')]);
  });

  test('a signal is handed on', async () => {
    const running = start([
      'sandbox',
      'run',
      '--',
      process.execPath,
      '-e',
      'process.on("SIGTERM", () => process.exit(7)); console.log("up"); setInterval(() => {}, 1000)',
    ]);
    await running.until((stdout) => stdout.includes('up'));
    expect((await running.stop('SIGTERM')).exitCode).toBe(7);
  });

  test('what is inside can simulate', async () => {
    const script = `require('node:child_process').execFileSync(process.execPath, [${JSON.stringify(program)}, 'sandbox', 'simulate', 'text', '--text', 'Hello', '--json'], { stdio: 'inherit' })`;
    const done = await boltcall(['sandbox', 'run', '--', process.execPath, '-e', script]);
    expect(JSON.parse(done.stdout)).toMatchObject({ direction: 'inbound', body: 'Hello', status: 'received' });
  });
});

test('simulated events bring records and deliveries', async () => {
  const home = makeHome();
  const sandbox = await foreground(home);
  const target = await startServer({ status: 200 });
  const events = ['call.started', 'call.completed', 'call.missed', 'message.received', 'appointment.booked', 'lead.created', 'lead.updated'];
  await ask(sandbox, 'POST', '/webhooks', { url: target.url, events });
  const from = '+14155550199';
  const simulate = async (...args: string[]): Promise<Record<string, unknown>> =>
    JSON.parse((await boltcall(['sandbox', 'simulate', ...args, '--json'], { home })).stdout);
  const call = await simulate('call', '--from', '+1 (415) 555-0199', '--agent', 'After hours', '--text', 'My tooth hurts');
  expect(call).toMatchObject({ direction: 'inbound', caller: from, agent_id: 'agent_def456', status: 'ringing' });
  const detail = await eventually('the call ends', async () => {
    const now = await ask(sandbox, 'GET', `/calls/${call['id']}`);
    return JSON.stringify(now).includes('"completed"') && now;
  });
  expect(detail).toMatchObject({ transcript: expect.arrayContaining([{ role: 'caller', text: 'My tooth hurts' }]) });
  expect(await simulate('missed-call', '--from', from)).toMatchObject({ status: 'missed' });
  expect(await simulate('text', '--from', from, '--text', '予約')).toMatchObject({ from, body: '予約' });
  expect(await simulate('booking', '--from', from)).toMatchObject({ status: 'upcoming', agent_id: 'agent_abc123' });
  expect(await simulate('lead', '--text', 'Ana')).toMatchObject({ name: 'Ana', status: 'new' });
  const seen = await eventually('all events', () => {
    const names = new Set(target.requests.map(({ body }) => JSON.parse(body.toString()).event));
    return names.size === events.length && names;
  });
  expect([...seen].sort()).toEqual(events.sort());
  // All events were about one person, except the last lead, which was about another.
  expect(target.requests.filter(({ body }) => JSON.parse(body.toString()).event === 'lead.created')).toHaveLength(2);

  const wrong = await boltcall(['sandbox', 'simulate', 'call', '--agent', 'nobody'], { home });
  expect([wrong.exitCode, wrong.stderr]).toEqual([5, expect.stringContaining('Unknown agent nobody')]);
  const unknown = await boltcall(['sandbox', 'simulate', 'cal'], { home });
  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('call')]);

  expect((await boltcall(['sandbox', 'reset'], { home })).exitCode).toBe(0);
  expect(await ask(sandbox, 'GET', '/webhooks')).toEqual({ data: [] });
  expect(await ask(sandbox, 'GET', '/calls?limit=1')).toMatchObject({ data: [{ id: 'call_xyz789' }], meta: { total: 150 } });
});

describe('a data file', () => {
  test('keeps the state over a restart, private and whole', async () => {
    const home = makeHome();
    const data = join(home, 'box.json');
    const first = await foreground(home, ['--data', data, '--seed', '9']);
    const created = await ask(first, 'POST', '/leads', { name: 'Ana', tags: ['✓'] });
    await ask(first, 'DELETE', '/appointments/apt_001');
    await ask(first, 'DELETE', '/agents/agent_003');
    await first.stop('SIGINT');
    expect(statSync(data).mode & 0o777).toBe(0o600);
    const second = await foreground(home, ['--data', data]);
    expect(await ask(second, 'GET', '/leads?limit=1')).toMatchObject({ data: [created], meta: { total: 41 } });
    expect(await ask(second, 'GET', '/appointments?status=cancelled')).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ id: 'apt_001' })]),
    });
    expect(await ask(second, 'GET', '/agents')).toMatchObject({ meta: { total: 3 } });
  });

  test('survives a kill -9 at any moment; a call that was under way goes on', async () => {
    const home = makeHome();
    const data = join(home, 'box.json');
    let known = 40;
    for (let round = 0; round < 4; round++) {
      const sandbox = await foreground(home, ['--data', data, '--speed', '1']);
      const before = await ask(sandbox, 'GET', '/leads?limit=1');
      expect(before).toMatchObject({ meta: { total: expect.any(Number) } });
      known = JSON.parse(JSON.stringify(before)).meta.total;
      expect(known).toBeGreaterThanOrEqual(40);
      const call = await ask(sandbox, 'POST', '/calls/outbound', { agent_id: 'agent_abc123', to: '+14155550133' });
      await eventually('the call is written', () => readFileSync(data, 'utf8').includes(JSON.parse(JSON.stringify(call)).id));
      // Writes continue while the sandbox is killed.
      const writing = (async () => {
        for (;;) await ask(sandbox, 'POST', '/leads', { name: 'x'.repeat(500) });
      })().catch(() => undefined);
      await sandbox.until((_, stderr) => stderr.split('POST /v1/leads').length > 15);
      await sandbox.stop('SIGKILL');
      await writing;
      expect(() => JSON.parse(readFileSync(data, 'utf8'))).not.toThrow();
    }
    const last = await foreground(home, ['--data', data, '--speed', '1000']);
    const outbound = await eventually('all calls end', async () => {
      const answer = JSON.parse(JSON.stringify(await ask(last, 'GET', '/calls?limit=4')));
      return answer.data.every(({ status }: { status: string }) => status === 'completed') && answer;
    });
    expect(outbound.meta.total).toBe(154);
  });

  test('keeps what was answered, though it be killed at once', async () => {
    const home = makeHome();
    const data = join(home, 'box.json');
    for (let round = 1; round <= 5; round++) {
      const sandbox = await foreground(home, ['--data', data, '--empty']);
      const made = await Promise.all([1, 2, 3].map(() => ask(sandbox, 'POST', '/leads', { name: 'Ana' })));
      await sandbox.stop('SIGKILL');
      expect(made).toEqual(made.map(() => expect.objectContaining({ status: 'new' })));
      expect(JSON.parse(readFileSync(data, 'utf8')).changes.leads.added).toHaveLength(3 * round);
    }
  });

  test('a file that holds something else is named and left alone', async () => {
    const home = makeHome();
    const data = join(home, 'notes.json');
    for (const text of ['', '{"a":1}', 'hello', '[]']) {
      writeFileSync(data, text);
      const done = await boltcall(['sandbox', 'start', '--port', '0', '--data', data], { home });
      expect([done.exitCode, done.stderr]).toEqual([2, expect.stringContaining(data)]);
      expect(readFileSync(data, 'utf8')).toBe(text);
    }
    const otherwise = join(home, 'box.json');
    await (await foreground(home, ['--data', otherwise, '--seed', '9'])).stop();
    const done = await boltcall(['sandbox', 'start', '--port', '0', '--data', otherwise, '--seed', '8'], { home });
    expect([done.exitCode, done.stderr]).toEqual([2, expect.stringContaining('seed 9')]);
  });

  test('a place that cannot be written to is said before it starts', async () => {
    const home = makeHome();
    const done = await boltcall(['sandbox', 'start', '--port', '0', '--data', join(home, 'missing', 'box.json')], { home });
    expect([done.exitCode, done.stderr]).toEqual([
      2,
      expect.stringContaining(`cannot write ${join(home, 'missing', 'box.json')}: its directory does not exist`),
    ]);
    expect(done.stdout).toBe('');
  });
});

test('the same seed and time give the same bytes', async () => {
  const read = async (): Promise<string> => {
    const home = makeHome();
    const args = ['sandbox', 'run', '--seed', '5', '--now', '2025-03-03T10:00:00Z', '--', process.execPath, program];
    const lists = await Promise.all(
      ['leads', 'messages', 'appointments'].map((name) => boltcall([...args, name, 'list', '--all', '--json', '--utc'], { home })),
    );
    return lists.map(({ stdout }) => stdout).join();
  };
  const once = await read();
  expect(once).toContain('2025-03-0');
  expect(await read()).toBe(once);
});

test('options that make no sense are refused before anything starts', async () => {
  const wrong = [
    ['--fail', '200%'],
    ['--fail', 'x'],
    ['--fail-next', '200'],
    ['--speed', '0'],
    ['--plan', 'gold'],
    ['--port', '70000'],
    ['--seed-size', '0'],
    ['--now', 'soon'],
    ['--empty', '--seed-size', '5'],
    ['--host', '203.0.113.1'],
  ];
  for (const args of wrong) {
    const home = makeHome();
    const done = await boltcall(['sandbox', 'start', ...args], { home });
    expect({ args, code: done.exitCode }).toEqual({ args, code: 2 });
    expect(existsSync(join(home, 'state', 'sandbox'))).toBe(false);
  }
});

test('asked for trouble comes', async () => {
  const home = makeHome();
  const sandbox = await foreground(home, ['--fail-next', '503', '--fail-next', '429', '--fail', '0']);
  const statuses: number[] = [];
  for (let n = 0; n < 3; n++)
    statuses.push((await fetch(`${sandbox.address}/agents`, { headers: { authorization: `Bearer ${sandbox.key}` } })).status);
  expect(statuses).toEqual([503, 429, 200]);
});
