import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { post, startListen, startService } from '../support/listen.ts';
import { writeLog } from '../support/log.ts';
import { boltcall, cleanEnvironment, makeHome, noCompileCache, program } from '../support/program.ts';
import { startServer } from '../support/server.ts';

const nasty = Buffer.from('{"event":"call.missed","data":{"id":"call_1","name":"\u202ered\u009b31m","n":1.0}}\n');

describe('the log', () => {
  test('is listed, newest first, without a key or a network', async () => {
    const home = makeHome();
    const ids = await writeLog(home, [
      { event: 'call.missed', attempts: [{ status: 200 }] },
      { event: 'new_lead', attempts: [{ status: 500 }, { status: 500 }] },
      { event: 'lead.updated', attempts: [{ error: 'nothing listens on 127.0.0.1:1' }], verified: false },
    ]);
    const list = async (...args: string[]): Promise<unknown> =>
      JSON.parse((await boltcall(['webhooks', 'log', 'list', ...args, '-o', 'json'], { home })).stdout);
    expect(await list()).toMatchObject([
      { id: ids[2], event: 'lead.updated', verified: false, attempts: 1, last_status: 'nothing listens on 127.0.0.1:1', failed: true },
      { id: ids[1], event: 'new_lead', attempts: 2, last_status: 500, failed: true },
      { id: ids[0], event: 'call.missed', verified: true, attempts: 1, last_status: 200, failed: false },
    ]);
    expect(await list('--event', 'lead.*')).toMatchObject([{ id: ids[2] }, { id: ids[1] }]);
    expect(await list('--failed', '--event', 'lead.created')).toMatchObject([{ id: ids[1] }]);
    expect(await list('--from', '+1d')).toEqual([]);
    const limited = await boltcall(['webhooks', 'log', 'list', '--limit', '1'], { home });
    expect(limited.stdout.trimEnd().split('\n').length).toBe(1);
    expect(limited.stderr).toBe('Showing 1 of 3. Use --limit N or --all for more.\n');
  });

  test('shows a delivery: harmless to a person, exact to a program', async () => {
    const home = makeHome();
    const [id = ''] = await writeLog(home, [{ event: 'call.missed', body: nasty, attempts: [{ status: 502, answer: 'bad \u001b[2J gateway' }] }]);
    const json = JSON.parse((await boltcall(['webhooks', 'log', 'show', 'last', '-o', 'json'], { home })).stdout);
    expect(json).toMatchObject({
      id,
      event: 'call.missed',
      body: nasty.toString(),
      attempts: [{ status: 502, answer: { body: 'bad \u001b[2J gateway' } }],
    });
    expect(json.headers).toContainEqual({ name: 'X-Twice', value: 'b' });
    const raw = await boltcall(['webhooks', 'log', 'show', id.slice(-5), '--body'], { home });
    expect(raw.stdoutBytes.equals(nasty)).toBe(true);
    const table = await boltcall(['webhooks', 'log', 'show', id], { home });
    expect(table.stdout).not.toContain('\u001b');
  });

  test('gives a binary body as base64, and byte for byte', async () => {
    const home = makeHome();
    const body = Buffer.from([0xff, 0xfe, 0, 0x0a, 0x80]);
    await writeLog(home, [{ body }]);
    const json = JSON.parse((await boltcall(['webhooks', 'log', 'show', 'last', '--json'], { home })).stdout);
    expect(json).toMatchObject({ event: null, body_base64: body.toString('base64') });
    expect((await boltcall(['webhooks', 'log', 'show', 'last', '--body'], { home })).stdoutBytes.equals(body)).toBe(true);
  });

  test('says what to do about an id that is not there', async () => {
    const home = makeHome();
    const [id = ''] = await writeLog(home, [{ event: 'a' }]);
    const near = await boltcall(['webhooks', 'log', 'show', `${id.slice(0, -1)}!`], { home });
    expect(near).toMatchObject({ exitCode: 5, stderr: expect.stringContaining(`Did you mean \`${id}\`?`) });
    const far = await boltcall(['webhooks', 'log', 'show', 'nothing-like-it'], { home });
    expect(far).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('webhooks log list') });
    const none = await boltcall(['webhooks', 'log', 'show', 'last']);
    expect(none).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('the log is empty') });
  });

  test('names a delivery by what it is about, and lists several', async () => {
    const home = makeHome();
    const call = (event: string): Buffer => Buffer.from(JSON.stringify({ event, data: { id: 'call_1', caller: '+14155550133' } }));
    const [started = '', completed = ''] = await writeLog(home, [
      { event: 'call.started', body: call('call.started') },
      { event: 'call.completed', body: call('call.completed'), attempts: [{ status: 500 }] },
    ]);
    const list = await boltcall(['webhooks', 'log', 'list'], { home });
    expect(list.stdout.split('\n')[0]?.split('\t').slice(1)).toEqual(['call.completed', 'call_1', '+14155550133', completed, '500']);
    for (const command of ['webhooks log show', 'webhooks replay']) {
      const several = await boltcall([...command.split(' '), 'call_1'], { home });
      expect(several.exitCode).toBe(2);
      expect(several.stderr).toBe(
        [
          'error: `call_1` matches 2 deliveries',
          'Pass the id of one, such as the newest:',
          `  boltcall ${command} ${completed}`,
          'Newest first:',
          `  ${completed}  call.completed, just now`,
          `  ${started}  call.started, just now`,
          '',
        ].join('\n'),
      );
    }
    await writeLog(home, [{ event: 'lead.created', body: Buffer.from('{"event":"lead.created","data":{"id":"lead_1"}}') }]);
    const shown = JSON.parse((await boltcall(['webhooks', 'log', 'show', 'lead_', '--json'], { home })).stdout);
    expect(shown).toMatchObject({ event: 'lead.created', subject: 'lead_1', who: null });
    const app = await startServer();
    expect(await boltcall(['webhooks', 'replay', 'lead_1', '-f', app.url], { home })).toMatchObject({ exitCode: 0 });
    expect(Object((await app.request(1)).json())).toMatchObject({ data: { id: 'lead_1' } });
  });

  test('is filtered by headers, for the list and for a replay', async () => {
    const home = makeHome();
    const ids = await writeLog(home, [
      { event: 'call.missed' },
      {
        event: 'call.missed',
        headers: [
          ['X-Trace', 'abc-1'],
          ['x-trace', 'def'],
        ],
      },
      {
        event: 'lead.created',
        headers: [
          ['X-TRACE', 'abc-2'],
          ['X-Name', Buffer.from('José').toString('latin1')],
        ],
      },
    ]);
    const chosen = async (...args: string[]): Promise<unknown[]> =>
      JSON.parse((await boltcall([...args, '--json'], { home })).stdout).map(({ id }: { id: string }) => id);
    const listed = (...filters: string[]) => chosen('webhooks', 'log', 'list', ...filters.flatMap((filter) => ['--filter-header', filter]));
    expect(await listed('X-Trace=abc*')).toEqual([ids[2], ids[1]]);
    expect(await listed('x-trace=def')).toEqual([ids[1]]);
    expect(await listed('x-trace=abc')).toEqual([]);
    expect(await listed('x-trace=*', 'x-name=José')).toEqual([ids[2]]);
    const replayed = ['webhooks', 'replay', '--filter-header', 'x-trace=abc*', '--event', 'call.*', '-f', '3000', '--dry-run'];
    expect(await chosen(...replayed)).toEqual([ids[1]]);
    const wrong = await boltcall(['webhooks', 'log', 'list', '--filter-header', 'X-Trace: abc'], { home });
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('`X-Trace: abc` is not of the form NAME=VALUE') });
  });

  test('is cleared without a question where the settings ask for none', async () => {
    for (const more of [{ args: ['--sandbox'] }, { never: true }] as ReadonlyArray<{
      readonly args?: string[];
      readonly never?: true;
    }>) {
      const home = makeHome();
      await writeLog(home, [{}]);
      if (more.never) {
        await boltcall(['login', '--with-key', '--no-verify'], { home, input: 'sk_test_log\n' });
        await boltcall(['profiles', 'set', 'confirm', 'never'], { home });
      }
      const done = await boltcall(['webhooks', 'log', 'clear', '--json', ...(more.args ?? [])], { home });
      expect([done.exitCode, done.stdout], done.stderr).toEqual([0, '{\n  "deleted": 1\n}\n']);
    }
  });

  test('is cleared only when asked to', async () => {
    const home = makeHome();
    await writeLog(home, [{ event: 'a' }, { event: 'b' }]);
    const unasked = await boltcall(['webhooks', 'log', 'clear'], { home });
    expect(unasked).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('delete 2 logged deliveries') });
    const dry = await boltcall(['webhooks', 'log', 'clear', '--dry-run', '--json'], { home });
    expect(JSON.parse(dry.stdout)).toEqual({ dry_run: true, deleted: 2 });
    expect(readdirSync(join(home, 'state/log')).length).toBe(1);
    const cleared = await boltcall(['webhooks', 'log', 'clear', '--yes', '--json'], { home });
    expect(cleared).toMatchObject({ exitCode: 0, stdout: '{\n  "deleted": 2\n}\n' });
    expect(readdirSync(join(home, 'state/log'))).toEqual([]);
    expect((await boltcall(['webhooks', 'log', 'list', '--json'], { home })).stdout).toBe('[]\n');
  });
});

describe('a listener', () => {
  test('logs what it takes, as it came, and a killed one leaves it readable', async () => {
    const home = makeHome();
    const app = await startServer({ status: 202, body: 'thanks' });
    const listener = await startListen(await startService(), ['-f', app.url], { home });
    await listener.deliver(nasty);
    const found = await eventually('the delivery is logged with its answer', async () => {
      const shown = await boltcall(['webhooks', 'log', 'show', 'last', '--json'], { home });
      return shown.exitCode === 0 && shown.stdout.includes('"answered"') && shown;
    });
    listener.running.signal('SIGKILL');
    await listener.running.ended;
    expect(JSON.parse(found.stdout)).toMatchObject({
      event: 'call.missed',
      verified: true,
      body: nasty.toString(),
      answered: 202,
      attempts: [{ status: 202, answer: { body: 'thanks' } }],
    });
    expect((await boltcall(['webhooks', 'log', 'show', 'last', '--body'], { home })).stdoutBytes.equals(nasty)).toBe(true);
  });

  test.each([
    ['when its target has answered', [], 400],
    ['one after another', [], 1],
    ['at once', ['--answer', 'now'], 400],
    ['without a target', undefined, 400],
  ])('a killed one has written down whatever it has answered %s', async (_, args, atOnce) => {
    const home = makeHome();
    const app = await startServer();
    const listener = await startListen(await startService(), args === undefined ? [] : ['-f', app.url, ...args], { home });
    const answered: string[] = [];
    let next = 0;
    const sent = Array.from({ length: atOnce }, async () => {
      while (next < 400) {
        next += 1;
        const body = `{"event":"call.missed","data":{"id":"call_${next}"}}`;
        const got = await listener.deliver(body).catch(() => undefined);
        if (got !== undefined && answered.push(body) === 150) listener.running.signal('SIGKILL');
      }
    });
    await listener.running.ended;
    await Promise.all(sent);
    const folder = join(home, 'state/log');
    const written = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
    expect(answered.length).toBeGreaterThanOrEqual(150);
    expect(answered.filter((body) => !written.includes(JSON.stringify(body)))).toEqual([]);
  });

  test('goes on without a log where the disk is full, and says so', async (ctx) => {
    const home = makeHome();
    // A 64 KiB disk that only this process and its children see.
    const small = ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=64k tmpfs "$1" && shift && exec "$@"', 'sh', join(home, 'state')];
    if ((await execa('unshare', [...small, 'true'], { reject: false })).exitCode !== 0) return ctx.skip('needs the right to mount a file system');
    expect(await listenWithout(home, ['unshare', ...small], 40_000)).toContain('the disk is full');
  });

  test('goes on without a log where files may not grow so large, and says so', async () => {
    // In blocks of 512 bytes.
    const limit = ['sh', '-c', 'ulimit -f 64 && exec "$@"', 'sh'];
    expect(await listenWithout(makeHome(), limit, 40_000)).toContain('the file size limit is reached');
  });

  /** Runs a listener through a command that limits its space, delivers three bodies of `bytes` bytes, and returns its output. */
  const listenWithout = async (home: string, before: readonly string[], bytes: number): Promise<string> => {
    const app = await startServer();
    const service = await startService();
    const env = cleanEnvironment(home, { ...service.env, BOLTCALL_WEBHOOK_SECRET: 'whsec_test', ...noCompileCache });
    const [first = '', ...words] = [...before, process.execPath, program, 'listen', '-f', app.url, '-o', 'jsonl'];
    const limited = execa(first, words, {
      env,
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      cwd: home,
      forceKillAfterDelay: false,
    });
    let out = '';
    limited.stdout.on('data', (chunk) => {
      out += chunk;
    });
    try {
      await eventually('it is ready', () => out.includes('"ready"'));
      const webhook = await eventually('it is registered', () => [...service.webhooks.values()][0]);
      const deliver = async (letter: string): Promise<number> =>
        (await post(webhook.url, webhook.secret, JSON.stringify({ event: 'lead.created', data: { text: letter.repeat(bytes) } }))).status;
      for (const letter of ['a', 'b', 'c']) expect(await deliver(letter)).toBe(200);
      expect((await app.request(3)).body.toString()).toContain('ccc');
    } finally {
      limited.kill('SIGTERM');
    }
    const { stderr, exitCode } = await limited;
    expect(exitCode).toBe(143);
    expect(stderr.split('The delivery log is off')).toHaveLength(2);
    return stderr;
  };

  test('goes on without a log where the directory cannot be used, and says so', async () => {
    const home = makeHome();
    writeFileSync(join(home, 'state/log'), 'in the way');
    const app = await startServer();
    const listener = await startListen(await startService(), ['-f', app.url], { home });
    expect((await listener.deliver('{}')).status).toBe(200);
    expect((await app.request(1)).body.toString()).toBe('{}');
    expect(listener.running.stderr).toContain('The delivery log is off');
  });

  test('keeps nothing with --no-log', async () => {
    const home = makeHome();
    const app = await startServer();
    const listener = await startListen(await startService(), ['-f', app.url, '--no-log'], { home });
    expect((await listener.deliver('{}')).status).toBe(200);
    await listener.running.stop();
    expect(existsSync(join(home, 'state/log'))).toBe(false);
  });
});
