import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boltcall, makeHome, start } from '../support/program.ts';
import { type Recorded, startServer } from '../support/server.ts';

const env = { BOLTCALL_API_KEY: 'sk_live_12345678' };

/** Starts a service that accepts everything and numbers it. */
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
    expect(JSON.parse(done.stdout)).toEqual({
      created: 2,
      already: 0,
      skipped: 1,
      failed: 0,
      unknown: 0,
      left_out: {},
      rejects: null,
      unknowns: null,
    });
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

  it('asks first: without --yes and without a terminal nothing is sent and no ledger is left', async () => {
    const home = makeHome();
    const server = await taking();
    const path = file(home, 'name\nA\n');
    const done = await boltcall(['leads', 'import', path, '--base-url', server.url], { home, env });
    expect([done.exitCode, server.requests.length, existsSync(join(home, '.boltcall-ledger'))]).toEqual([2, 0, false]);
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
    expect(statSync(join(home, '.boltcall-ledger')).mode & 0o777).toBe(0o600);

    server.answer((_request, number) => ({ status: 201, body: { id: `m${number}` } }));
    const resumed = await boltcall([...args, '--resume'], { home, env });
    const numbers = sent(server.requests).map((one) => (one as { to: string }).to);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ created: 20 - 7, already: 5, unknown: 2, rejects: null, unknowns: `${path}.unknown.csv` });
    expect(resumed.exitCode).toBe(13);
    expect(resumed.stderr).toMatch(/5 of 20 already got this on [A-Z][a-z]{2} \d+ at \d\d:\d\d; sending to the other 13/);
    const doubtful = readFileSync(`${path}.unknown.csv`, 'utf8').trim().split('\n').slice(1);
    expect(doubtful).toHaveLength(2);

    const retried = await boltcall([...args, '--retry-unknown'], { home, env });
    expect(JSON.parse(retried.stdout)).toMatchObject({ created: 2, already: 18, unknown: 0, unknowns: null });
    for (const row of doubtful) expect(retried.stderr).toContain(row.split(',')[0]);
    expect([retried.exitCode, server.requests.length, existsSync(`${path}.unknown.csv`)]).toEqual([0, 20 + 2, false]);
    const finished = await boltcall([...args, '--resume'], { home, env });
    expect([finished.exitCode, server.requests.length]).toEqual([0, 20 + 2]);
    expect(finished.stderr).toContain('all 20 already got this on');
  });

  it('is the same as running again: whom a file reached is known, however it is called and whatever else is in it', async () => {
    const home = makeHome();
    const server = await taking();
    const path = file(home, 'to\n+14155550133\n+14155550134\n');
    const args = (path: string, ...more: string[]) => [
      'messages',
      'broadcast',
      path,
      '--body',
      'Hello',
      '--yes',
      '--json',
      ...more,
      '--base-url',
      server.url,
    ];

    const early = await boltcall(args(path, '--resume'), { home, env });
    expect([early.exitCode, server.requests.length]).toEqual([2, 0]);
    expect(early.stderr).toContain('nothing to resume');

    expect((await boltcall(args(path), { home, env })).exitCode).toBe(0);
    for (const more of [[], ['--resume'], ['--retry-unknown']]) {
      const again = await boltcall(args(path, ...more), { home, env });
      expect([again.exitCode, server.requests.length]).toEqual([0, 2]);
      expect(JSON.parse(again.stdout)).toMatchObject({ created: 0, already: 2 });
    }
    const longer = file(home, 'Name,to\nCara,+14155550135\nBob,+1 (415) 555-0134\nAna,+14155550133\n', 'renamed.csv');
    const extended = await boltcall(args(longer), { home, env });
    expect(JSON.parse(extended.stdout)).toMatchObject({ created: 1, already: 2 });
    expect(extended.stderr).toContain('2 of 3 already got this on');
    expect(sent(server.requests).at(-1)).toEqual({ to: '+14155550135', body: 'Hello' });

    const everyone = await boltcall(args(longer, '--again'), { home, env });
    expect(JSON.parse(everyone.stdout)).toMatchObject({ created: 3, already: 0 });
    expect(everyone.stderr).toContain('3 of 3 get this a second time');
    const asked = await boltcall(
      args(longer, '--again').filter((word) => word !== '--yes'),
      { home, env },
    );
    expect([asked.exitCode, asked.stderr]).toEqual([2, expect.stringContaining('3 of them a second time')]);
  });

  it('sends other words to the same people, and says how many got something by the template; a campaign reaches each once for good', async () => {
    const home = makeHome();
    const server = await taking();
    const path = file(home, 'to,time\n+14155550133,9\n+14155550134,10\n');
    const args = (...more: string[]) => [
      'messages',
      'broadcast',
      path,
      '--body',
      'See you at {{time}}',
      '--yes',
      '--json',
      ...more,
      '--base-url',
      server.url,
    ];
    await boltcall(args(), { home, env });
    file(home, 'to,time\n+14155550133,9\n+14155550134,11\n');
    const other = await boltcall(args(), { home, env });
    expect(JSON.parse(other.stdout)).toMatchObject({ created: 1, already: 1 });
    expect(other.stderr).toContain('1 of 1 got something from the same template within 24 hours');
    const campaign = await boltcall(args('--campaign', 'spring'), { home, env });
    expect(JSON.parse(campaign.stdout)).toMatchObject({ created: 2, already: 0 });
    file(home, 'to,time\n+14155550133,1\n+14155550134,2\n+14155550135,3\n');
    const more = await boltcall(args('--campaign', 'spring'), { home, env });
    expect(JSON.parse(more.stdout)).toMatchObject({ created: 1, already: 2 });
  });

  it('keeps the rows of unknown outcome in their file, though the next run is cut off before it comes to them', async () => {
    const home = makeHome();
    const server = await startServer((_request, number) => (number === 2 ? { status: 500, body: {} } : { status: 201, body: { id: 'm' } }));
    const path = file(home, rows(3));
    const args = ['messages', 'broadcast', path, '--body', 'Hello', '--yes', '--json', '--concurrency', '1', '--base-url', server.url];
    expect((await boltcall(args, { home, env })).exitCode).toBe(13);
    const before = readFileSync(`${path}.unknown.csv`, 'utf8');
    expect(before).toContain('+14155551002');
    file(home, `to\n+14155559999\n${rows(3).slice(3)}`);
    server.answer({ status: 401, body: {} });
    expect((await boltcall(args, { home, env })).exitCode).toBe(3);
    expect(readFileSync(`${path}.unknown.csv`, 'utf8')).toContain('+14155551002');
  });

  it('knows a lead that has only a name in its file of unknown rows', async () => {
    const home = makeHome();
    const server = await startServer({ status: 500, body: {} });
    const path = file(home, 'name,city\nAna,Madrid\n');
    const args = ['--yes', '--base-url', server.url];
    expect((await boltcall(['leads', 'import', path, ...args], { home, env })).exitCode).toBe(13);
    server.answer({ status: 201, body: { id: 'lead_1' } });
    const again = await boltcall(['leads', 'import', `${path}.unknown.csv`, ...args], { home, env });
    expect([again.exitCode, server.requests.length]).toEqual([13, 1]);
    expect(again.stderr).toContain('the outcome of an earlier run is unknown');
  });

  it('knows nothing of what another workspace sent', async () => {
    const home = makeHome();
    const server = await taking();
    const path = file(home, 'to\n+14155550133\n');
    const args = ['messages', 'broadcast', path, '--body', 'Hello', '--yes', '--json', '--base-url', server.url];
    await boltcall(args, { home, env });
    const other = await boltcall(args, { home, env: { BOLTCALL_API_KEY: 'sk_live_87654321' } });
    expect([JSON.parse(other.stdout).created, server.requests.length]).toEqual([1, 2]);
  });

  it('sends refused rows again as they are, once they are fixed, and none of the others', async () => {
    const home = makeHome();
    const server = await startServer((request) =>
      JSON.stringify(request.json()).includes('0134')
        ? { status: 422, body: { error: { code: 'validation_error', message: 'blocked', status: 422 } } }
        : { status: 201, body: { id: 'x' } },
    );
    const path = file(home, 'to\n+14155550133\n+14155550134\n');
    const args = (path: string) => ['messages', 'broadcast', path, '--body', 'Hello', '--yes', '--json', '--base-url', server.url];
    expect((await boltcall(args(path), { home, env })).exitCode).toBe(13);
    const rejects = `${path}.rejects.csv`;
    const again = await boltcall(args(rejects), { home, env });
    expect([again.exitCode, readFileSync(`${rejects}.rejects.csv`, 'utf8').split('\n')[0]]).toEqual([13, 'to,reason']);
    writeFileSync(rejects, readFileSync(rejects, 'utf8').replace('+14155550134', '+14155550136'));
    const fixed = await boltcall(args(rejects), { home, env });
    expect([fixed.exitCode, JSON.parse(fixed.stdout).created]).toEqual([0, 1]);
  });

  it('sends what was confirmed, though the file is replaced meanwhile', async () => {
    const home = makeHome();
    const path = file(home, rows(50));
    const server = await startServer(() => {
      writeFileSync(path, 'to\n+14155559999\n');
      return { status: 201, body: { id: 'x' } };
    });
    const done = await boltcall(['messages', 'broadcast', path, '--body', 'Hello', '--yes', '--json', '--base-url', server.url], { home, env });
    expect([done.exitCode, JSON.parse(done.stdout).created]).toEqual([0, 50]);
    expect(new Set(sent(server.requests).map((one) => (one as { to: string }).to)).has('+14155559999')).toBe(false);
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

  /** Creates a file with the journal that earlier versions left next to it: of three rows, one was sent and one was being sent. */
  const withJournal = (home: string, body: string): string => {
    const content = 'to\n+14155550133\n+14155550134\n+14155550135\n';
    const path = file(home, content);
    const about = createHash('sha256')
      .update(JSON.stringify(['POST /messages/sms', [['to', 'to']], `text (${JSON.stringify(body)})`]))
      .update(content)
      .digest('hex');
    writeFileSync(`${path}.boltcall-journal`, `boltcall journal 1 ${about}\np 9999999 ${hostname()}\ns 1.\nd 1. msg_1\ns 2.\n`);
    return path;
  };

  it('takes over the journal of an earlier version', async () => {
    const home = makeHome();
    const server = await taking();
    const path = withJournal(home, 'Hello');
    const args = ['messages', 'broadcast', path, '--body', 'Hello', '--yes', '--json', '--base-url', server.url];
    const done = await boltcall([...args, '--resume'], { home, env });
    expect([done.exitCode, JSON.parse(done.stdout)]).toEqual([13, expect.objectContaining({ created: 1, already: 1, unknown: 1 })]);
    expect(sent(server.requests)).toEqual([{ to: '+14155550135', body: 'Hello' }]);
    expect(existsSync(`${path}.boltcall-journal`)).toBe(false);
    const again = await boltcall(args, { home, env });
    expect([again.exitCode, JSON.parse(again.stdout)]).toEqual([13, expect.objectContaining({ created: 0, already: 2, unknown: 1 })]);
    expect(server.requests).toHaveLength(1);
  });

  it('refuses the unfinished journal of other words: whom it reached cannot be told', async () => {
    const home = makeHome();
    const server = await taking();
    const path = withJournal(home, 'Other');
    const done = await boltcall(['messages', 'broadcast', path, '--body', 'Hello', '--yes', '--base-url', server.url], { home, env });
    expect([done.exitCode, server.requests.length]).toEqual([2, 0]);
    expect(done.stderr).toContain('boltcall-journal belongs to a different file or different options');
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
    expect([broken.exitCode, readdirSync(home).filter((name) => name.includes('boltcall') || name.startsWith('leads'))]).toEqual([9, []]);
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
