import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boltcall, makeHome, start } from '../support/program.ts';
import { type Recorded, startServer } from '../support/server.ts';

const env = { BOLTCALL_API_KEY: 'sk_live_12345678' };

/** A service that takes everything and numbers it. */
const taking = () => startServer((request, number) => ({ status: 201, body: { id: `id_${number}`, status: 'new', ...(request.json() as object) } }));

const file = (home: string, content: string | Buffer, name = 'rows.csv'): string => {
  const path = join(home, name);
  writeFileSync(path, content);
  return path;
};

const sent = (requests: readonly Recorded[]): unknown[] => requests.map((request) => request.json());

describe('leads import', () => {
  it('reads BOM, CRLF, semicolons, quoted newlines and headers in any case; skips repeats; keeps numbers text', async () => {
    const home = makeHome();
    const server = await taking();
    const path = file(
      home,
      '\uFEFFNAME;Phone;TAGS\r\n"Ana ""B"" Ruiz";+1 (415) 555-0133;a|b\r\n"Two\nlines";+14155550134;\r\nAgain;+1-415-555-0133;\r\n',
    );
    const done = await boltcall(['leads', 'import', path, '--yes', '--json', '--concurrency', '1', '--base-url', server.url], { home, env });
    expect(done.exitCode).toBe(0);
    expect(sent(server.requests)).toEqual([
      { name: 'Ana "B" Ruiz', phone: '+14155550133', tags: ['a', 'b'] },
      { name: 'Two\nlines', phone: '+14155550134' },
    ]);
    expect(JSON.parse(done.stdout)).toEqual({ created: 2, skipped: 1, failed: 0, unknown: 0, rejects: null });
  });

  it('--check shows the faults by line and sends nothing', async () => {
    const home = makeHome();
    const server = await taking();
    const path = file(home, 'name,phone,email\nA,007,\nB,,nobody\nC,,c@example.com\n,+14155550133,\n');
    const done = await boltcall(['leads', 'import', path, '--check', '--json', '--base-url', server.url], { home, env });
    expect([done.exitCode, server.requests.length]).toEqual([13, 0]);
    expect(JSON.parse(done.stdout)).toMatchObject({
      rows: 4,
      ready: 1,
      faulty: 3,
      faults: [{ line: 2 }, { line: 3 }, { line: 5, reason: 'name is missing' }],
    });
  });

  it('asks first: without --yes and without a terminal nothing is sent and no journal is left', async () => {
    const home = makeHome();
    const server = await taking();
    const path = file(home, 'name\nA\n');
    const done = await boltcall(['leads', 'import', path, '--base-url', server.url], { home, env });
    expect([done.exitCode, server.requests.length, existsSync(`${path}.boltcall-journal`)]).toEqual([2, 0, false]);
    expect(done.stderr).toContain('import 1 lead from');
  });

  it('writes refused and faulty rows to the rejects file with the reason, exit 13', async () => {
    const home = makeHome();
    const server = await startServer((request) =>
      JSON.stringify(request.json()).includes('Bad')
        ? { status: 422, body: { error: { code: 'validation_error', message: 'no such person', status: 422 } } }
        : { status: 201, body: { id: 'x' } },
    );
    const path = file(home, 'name,phone\nGood,\nBad,\nWorse,007\n');
    const done = await boltcall(['leads', 'import', path, '--yes', '--json', '--base-url', server.url], { home, env });
    expect(done.exitCode).toBe(13);
    expect(JSON.parse(done.stdout)).toMatchObject({ created: 1, failed: 2 });
    const rejects = readFileSync(`${path}.rejects.csv`, 'utf8').trim().split('\n');
    expect(rejects[0]).toBe('name,phone,reason');
    expect(rejects.slice(1).sort()).toEqual([expect.stringMatching(/^Bad,,.*no such person/), expect.stringMatching(/^Worse,007,/)]);
  });

  it('says which columns there are where a required one is missing, and maps others by --map', async () => {
    const home = makeHome();
    const server = await taking();
    const path = file(home, 'Who\tNumber of it\nAna\t+14155550133\n');
    const missing = await boltcall(['leads', 'import', path, '--yes', '--base-url', server.url], { home, env });
    expect([missing.exitCode, server.requests.length]).toEqual([2, 0]);
    expect(missing.stderr).toContain('Who, Number of it');
    const done = await boltcall(['leads', 'import', path, '--map', 'Who=name', '--map', 'number_of_it=phone', '--yes', '--base-url', server.url], {
      home,
      env,
    });
    expect([done.exitCode, sent(server.requests)]).toEqual([0, [{ name: 'Ana', phone: '+14155550133' }]]);
  });
});

describe('a run that is cut off', () => {
  const rows = (count: number): string => `to\n${Array.from({ length: count }, (_, at) => `+1415555${String(1000 + at)}`).join('\n')}\n`;

  it('goes on with --resume after a kill -9, and sends no row twice whose outcome is not known', async () => {
    const home = makeHome();
    const server = await startServer((_request, number) => (number < 5 ? { status: 201, body: { id: `m${number}` } } : { hang: true }));
    const path = file(home, rows(20));
    const args = ['messages', 'broadcast', path, '--body', 'Hello', '--yes', '--json', '--concurrency', '2', '--base-url', server.url];
    const running = start(args, { home, env });
    await server.request(7);
    await running.stop('SIGKILL');
    const before = server.requests.length;
    expect(statSync(`${path}.boltcall-journal`).mode & 0o777).toBe(0o600);

    const again = await boltcall(args, { home, env });
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain('--resume');
    expect(server.requests).toHaveLength(before);

    server.answer((_request, number) => ({ status: 201, body: { id: `m${number}` } }));
    const resumed = await boltcall([...args, '--resume'], { home, env });
    const numbers = sent(server.requests).map((one) => (one as { to: string }).to);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ created: 20 - 2, unknown: 2 });
    expect(resumed.exitCode).toBe(13);

    const retried = await boltcall([...args, '--resume', '--retry-unknown'], { home, env });
    expect(JSON.parse(retried.stdout)).toMatchObject({ created: 20, unknown: 0 });
    expect(server.requests.length).toBe(20 + 2);
    const finished = await boltcall([...args, '--resume'], { home, env });
    expect([finished.exitCode, server.requests.length]).toEqual([2, 20 + 2]);
    expect(finished.stderr).toContain('nothing to resume');
  });

  it('keeps a finished journal: the same file says what was sent and when, with and without --resume, and a changed file is sent', async () => {
    const home = makeHome();
    const server = await startServer((_request, number) => ({ status: 201, body: { id: `m${number}` } }));
    const path = file(home, 'to\n+14155550133\n');
    const args = ['messages', 'broadcast', path, '--body', 'Hello', '--yes', '--base-url', server.url];

    const early = await boltcall([...args, '--resume'], { home, env });
    expect([early.exitCode, server.requests.length, existsSync(`${path}.boltcall-journal`)]).toEqual([2, 0, false]);
    expect(early.stderr).toContain('nothing to resume');

    expect((await boltcall(args, { home, env })).exitCode).toBe(0);
    for (const more of [[], ['--resume'], ['--resume', '--retry-unknown'], ['--resume']]) {
      const again = await boltcall([...args, ...more], { home, env });
      expect([again.exitCode, server.requests.length]).toEqual([2, 1]);
      expect(again.stderr).toMatch(/was already sent on \d{4}-\d\d-\d\d.*: 1 sent, 0 failed/);
    }

    writeFileSync(path, 'to\n+14155550134\n');
    const resumed = await boltcall([...args, '--resume'], { home, env });
    expect([resumed.exitCode, server.requests.length]).toEqual([2, 1]);
    expect((await boltcall(args, { home, env })).exitCode).toBe(0);
    expect(sent(server.requests)).toEqual([
      { to: '+14155550133', body: 'Hello' },
      { to: '+14155550134', body: 'Hello' },
    ]);
    expect((await boltcall(args, { home, env })).exitCode).toBe(2);
    expect(server.requests).toHaveLength(2);
  });

  it('Ctrl-C stops it with 130, and says how to go on', async () => {
    const home = makeHome();
    const server = await startServer((_request, number) => (number < 3 ? { status: 201, body: { id: `m${number}` } } : { hang: true }));
    const path = file(home, rows(10));
    const running = start(['messages', 'broadcast', path, '--body', 'Hello', '--yes', '--concurrency', '1', '--base-url', server.url], { home, env });
    await server.request(4);
    const done = await running.stop('SIGINT');
    expect(done.exitCode).toBe(130);
    expect(done.stderr).toContain('--resume');
  });

  it('stops where every further row would fail too, and leaves those rows for --resume', async () => {
    const home = makeHome();
    const server = await startServer({ status: 401, body: { error: { code: 'invalid_api_key', message: 'no', status: 401 } } });
    const path = file(home, rows(50));
    const done = await boltcall(['messages', 'broadcast', path, '--body', 'Hello', '--yes', '--concurrency', '1', '--base-url', server.url], {
      home,
      env,
    });
    expect([done.exitCode, server.requests.length]).toEqual([3, 1]);
    expect(existsSync(`${path}.rejects.csv`)).toBe(false);
  });

  it('stops after three unknown outcomes in a row', async () => {
    const home = makeHome();
    const server = await startServer({ status: 500, body: {} });
    const path = file(home, rows(50));
    const done = await boltcall(['messages', 'broadcast', path, '--body', 'Hello', '--yes', '--concurrency', '1', '--base-url', server.url], {
      home,
      env,
    });
    expect([done.exitCode, server.requests.length]).toEqual([12, 3]);
  });

  it('refuses to take up a journal with another text', async () => {
    const home = makeHome();
    const server = await startServer({ status: 500, body: {} });
    const path = file(home, rows(5));
    const args = (body: string) => [
      'messages',
      'broadcast',
      path,
      '--body',
      body,
      '--yes',
      '--resume',
      '--concurrency',
      '1',
      '--base-url',
      server.url,
    ];
    await boltcall(
      args('One').filter((word) => word !== '--resume'),
      { home, env },
    );
    const other = await boltcall(args('Two'), { home, env });
    expect(other.exitCode).toBe(2);
    expect(other.stderr).toContain('boltcall-journal');
    expect(server.requests).toHaveLength(3);
  });
});

describe('messages broadcast', () => {
  it('fills {{column}}, refuses one that is not there, and counts an empty one as a fault', async () => {
    const home = makeHome();
    const server = await taking();
    const path = file(home, 'Name,to\nAna,+14155550133\n,+14155550134\n');
    const wrong = await boltcall(['messages', 'broadcast', path, '--body', 'Hi {{nane}}', '--yes', '--base-url', server.url], { home, env });
    expect([wrong.exitCode, server.requests.length]).toEqual([2, 0]);
    const done = await boltcall(['messages', 'broadcast', path, '--body', 'Hi {{ name }}!', '--yes', '--json', '--base-url', server.url], {
      home,
      env,
    });
    expect([done.exitCode, sent(server.requests)]).toEqual([13, [{ to: '+14155550133', body: 'Hi Ana!' }]]);
  });
});

describe('exports', () => {
  it('write the file whole or not at all, csv by default', async () => {
    const home = makeHome();
    const server = await startServer(({ url }) =>
      url.includes('page=2')
        ? { status: 500, body: {} }
        : {
            body: {
              data: Array.from({ length: 100 }, (_, at) => ({ id: `lead_${at}`, name: 'A', phone: '+14155550133' })),
              meta: { page: 1, limit: 100, total: 200 },
            },
          },
    );
    const out = join(home, 'leads.csv');
    const broken = await boltcall(['leads', 'export', '--out', out, '--max-retries', '0', '--base-url', server.url], { home, env });
    expect([broken.exitCode, existsSync(out), existsSync(`${out}.part`)]).toEqual([9, false, false]);
    server.answer({ body: { data: [{ id: 'lead_1', name: 'A, B', phone: '+14155550133' }], meta: { page: 1, limit: 100, total: 1 } } });
    await boltcall(['leads', 'export', '--out', out, '--columns', 'id,name,phone', '--base-url', server.url], { home, env });
    expect(readFileSync(out, 'utf8').replaceAll('\r', '')).toBe('id,name,phone\nlead_1,"A, B",+14155550133\n');
  });

  it('make a calendar of appointments', async () => {
    const server = await startServer({
      body: {
        data: [
          {
            id: 'apt_1',
            title: 'Check-up, long',
            start_time: '2025-03-01T09:00:00Z',
            end_time: '2025-03-01T09:30:00Z',
            status: 'upcoming',
            created_at: '2025-02-01T09:00:00Z',
          },
        ],
        meta: { page: 1, limit: 20, total: 1 },
      },
    });
    const { stdout } = await boltcall(['appointments', 'export', '-o', 'ics', '--base-url', server.url], { env });
    expect(stdout).toMatch(/^BEGIN:VCALENDAR\r\n/);
    expect(stdout).toContain('\r\nDTSTART:20250301T090000Z\r\n');
    expect(stdout).toContain('\r\nSUMMARY:Check-up\\, long\r\n');
    expect(stdout).toMatch(/END:VCALENDAR\r\n$/);
  });
});
