import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { boltcall, makeHome } from '../support/program.ts';
import { startServer, type TestServer } from '../support/server.ts';

const env = { BOLTCALL_API_KEY: 'sk_test_files' };
const lead = { id: 'lead_1', name: 'Ana', phone: '+14155550133' };

const leadsServer = (): Promise<TestServer> => startServer({ body: { data: [lead], meta: { page: 1, limit: 100, total: 1 } } });

describe.skipIf(process.platform === 'win32')('the file of --out', () => {
  const exported = async (out: string, home: string) => {
    const server = await leadsServer();
    return boltcall(['leads', 'export', '--columns', 'id,name', '--out', out, '--base-url', server.url], { home, env });
  };
  const csv = (content: string): string => content.replaceAll('\r', '');
  const whole = 'id,name\nlead_1,Ana\n';

  test('keeps its mode, and what links lead to it', async () => {
    const home = makeHome();
    writeFileSync(join(home, 'real.csv'), 'old');
    chmodSync(join(home, 'real.csv'), 0o640);
    symlinkSync('real.csv', join(home, 'leads.csv'));
    const done = await exported('leads.csv', home);
    expect([done.exitCode, csv(readFileSync(join(home, 'real.csv'), 'utf8'))]).toEqual([0, whole]);
    expect((statSync(join(home, 'real.csv')).mode & 0o777).toString(8)).toBe('640');
  });

  test('may be a named pipe', async () => {
    const home = makeHome();
    execFileSync('mkfifo', [join(home, 'pipe')]);
    const reader = spawn('cat', [join(home, 'pipe')]);
    const read = text(reader.stdout);
    const done = await exported('pipe', home);
    expect([done.exitCode, csv(await read), statSync(join(home, 'pipe')).isFIFO()]).toEqual([0, whole, true]);
  });

  test.skipIf(!existsSync('/dev/full'))('may be a device; a full one is said', async () => {
    const full = await exported('/dev/full', makeHome());
    expect([full.exitCode, full.stderr]).toEqual([2, expect.stringMatching(/^error: cannot write \/dev\/full: the disk is full\n/)]);
    expect((await exported('/dev/null', makeHome())).exitCode).toBe(0);
    expect([statSync('/dev/full').isCharacterDevice(), statSync('/dev/null').isCharacterDevice()]).toEqual([true, true]);
  });

  test('may be standard output', async () => {
    const home = makeHome();
    const done = await exported('-', home);
    expect([done.exitCode, csv(done.stdout), existsSync(join(home, '-'))]).toEqual([0, whole, false]);
  });

  test.each([
    ['folder', 'it is a directory'],
    ['none/leads.csv', 'its directory does not exist'],
  ])('that cannot be written is said: %s', async (out, why) => {
    const home = makeHome();
    mkdirSync(join(home, 'folder'));
    const done = await exported(out, home);
    expect([done.exitCode, done.stderr]).toEqual([2, expect.stringContaining(`cannot write ${join(home, out)}: ${why}\n`)]);
  });

  test('is whole, whoever of three wins', async () => {
    const home = makeHome();
    const many = Array.from({ length: 60 }, (_, at) => ({ ...lead, id: `lead_${at}` }));
    const servers = await Promise.all(
      ['a', 'b', 'c'].map((letter) =>
        startServer({ body: { data: many.map((one) => ({ ...one, name: letter.repeat(2_000) })), meta: { page: 1, limit: 100, total: 60 } } }),
      ),
    );
    const done = await Promise.all(
      servers.map(({ url }) =>
        boltcall(['leads', 'export', '--columns', 'name', '--out', 'leads.csv', '--base-url', url], {
          home,
          env,
        }),
      ),
    );
    expect(done.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(csv(readFileSync(join(home, 'leads.csv'), 'utf8'))).toMatch(/^name\n(((a{2000}\n){60})|((b{2000}\n){60})|((c{2000}\n){60}))$/);
  });
});

describe('a recording', () => {
  const recorded = async (call: object, home: string, more: { readonly type?: string; readonly args?: readonly string[] } = {}) => {
    const server = await startServer(({ url }) =>
      url.endsWith('/recording') ? { headers: { 'content-type': more.type ?? 'audio/mpeg' }, body: 'sound' } : { body: { id: 'call_1', ...call } },
    );
    return boltcall(['calls', 'recording', 'call_1', ...(more.args ?? []), '--base-url', `${server.url}/v1`], { home, env });
  };
  const call = { recording_url: '/v1/calls/call_1/recording', created_at: '2025-03-01T09:00:00Z', caller: '+1 415 555 0133' };
  const sounds = (home: string): string[] => readdirSync(home).filter((name) => statSync(join(home, name)).isFile());

  test('without --out takes a name that is free, for its user alone', async () => {
    const home = makeHome();
    writeFileSync(join(home, '2025-03-01-+14155550133-call_1.mp3'), 'mine');
    expect((await recorded(call, home)).stdout.trim()).toBe(join(home, '2025-03-01-+14155550133-call_1-2.mp3'));
    await recorded(call, home);
    expect(sounds(home).sort()).toEqual(['', '-2', '-3'].map((count) => `2025-03-01-+14155550133-call_1${count}.mp3`).sort());
    expect(readFileSync(join(home, '2025-03-01-+14155550133-call_1.mp3'), 'utf8')).toBe('mine');
    if (process.platform !== 'win32') expect(statSync(join(home, '2025-03-01-+14155550133-call_1-2.mp3')).mode & 0o777).toBe(0o600);
  });

  test('with --out replaces that file; in a directory it has a free name too', async () => {
    const home = makeHome();
    writeFileSync(join(home, 'r.mp3'), 'old');
    await recorded(call, home, { args: ['--out', 'r.mp3'] });
    expect(readFileSync(join(home, 'r.mp3'), 'utf8')).toBe('sound');
    mkdirSync(join(home, 'folder'));
    for (let count = 0; count < 2; count += 1) await recorded(call, home, { args: ['--out', 'folder'] });
    expect(readdirSync(join(home, 'folder'))).toHaveLength(2);
  });

  test.each([
    [{ created_at: '../../../X' }, 'audio/mpeg', 'call-+14155550133-call_1.mp3'],
    [{ created_at: '2025-03-01/../../X' }, 'application/x-sh', '2025-03-01-+14155550133-call_1.audio'],
    [{ caller: '../+1/..', created_at: null }, 'text/x-python; charset=utf-8', 'call-+1-call_1.audio'],
    [{ caller: '\u0000' }, 'Audio/X-WAV; rate=8000', '2025-03-01-call_1.wav'],
  ])('has a name that the service cannot lead astray: %j, %s', async (more, type, name) => {
    const home = makeHome();
    const done = await recorded({ ...call, ...more }, home, { type });
    expect([done.exitCode, sounds(home)]).toEqual([0, [name]]);
  });

  test.each(['https://...', 'http://127.0.0.1:1/r.mp3', 'http://', '"https://example.com/r.mp3"', 'pending'])(
    'that is said to be at %s is fetched from where the API documents it',
    async (at) => {
      const home = makeHome();
      const done = await recorded({ ...call, recording_url: at }, home, { args: ['--out', 'r.mp3'] });
      expect([done.exitCode, readFileSync(join(home, 'r.mp3'), 'utf8')], done.stderr).toEqual([0, 'sound']);
    },
  );

  test('that is nowhere is a bad answer, known after two requests', async () => {
    const server = await startServer(({ url }) =>
      url.endsWith('/recording') ? { status: 404, body: {} } : { body: { ...call, recording_url: 'https://...' } },
    );
    const done = await boltcall(['calls', 'recording', 'call_1', '--base-url', server.url], { env });
    expect([done.exitCode, server.requests.length, done.stderr]).toEqual([
      9,
      2,
      expect.stringContaining('the recording_url of call call_1 is not a valid URL'),
    ]);
  });
});

test('a transcript goes to standard output with --out -, and into a file for its user alone', async () => {
  const home = makeHome();
  const server = await startServer({ body: { id: 'call_1', transcript: [{ role: 'agent', text: 'Hello' }] } });
  const args = ['calls', 'transcript', 'call_1', '-o', 'text', '--base-url', server.url];
  const shown = await boltcall([...args, '--out', '-'], { home, env });
  expect([shown.exitCode, shown.stdout, existsSync(join(home, '-'))]).toEqual([0, 'agent: Hello\n', false]);
  await boltcall([...args, '--out', 't.txt'], { home, env });
  expect([readFileSync(join(home, 't.txt'), 'utf8'), statSync(join(home, 't.txt')).mode & 0o077]).toEqual(['agent: Hello\n', 0]);
});
