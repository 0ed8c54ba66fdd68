import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { apart, namespaces, needs } from '../support/needs.ts';
import { type Cluster, postgresPrograms, startDatabaseProxy, startPostgres } from '../support/postgres.ts';
import { boltcall, cleanEnvironment, makeHome, noCompileCache, program, start } from '../support/program.ts';
import { sandboxProgram } from '../support/sandbox.ts';
import { type Recorded, startServer, type TestServer } from '../support/server.ts';

const env = { BOLTCALL_API_KEY: 'sk_live_12345678' };
const taking = () => startServer((_request, number) => ({ status: 201, body: { id: `m${number}` } }));
const to = (requests: readonly Recorded[]): unknown[] => requests.map((request) => (request.json() as { to: string }).to);
const rows = (count: number): string => `to\n${Array.from({ length: count }, (_, at) => `+1415555${1000 + at}\n`).join('')}`;

/** Creates a home with a file of rows, and returns it with the means to send the file. */
const listed = (server: TestServer, content: string) => {
  const home = makeHome();
  const path = join(home, 'rows.csv');
  writeFileSync(path, content);
  const args = ['messages', 'broadcast', path, '--body', 'Hello', '--yes', '--json', '--base-url', server.url];
  const send = (...more: string[]) => boltcall([...args, ...more], { home, env });
  return { home, path, args, send, folder: join(home, '.boltcall-ledger'), user: join(home, 'state', 'ledger') };
};

describe('a ledger that cannot be trusted stops the run before anything is sent', () => {
  test.each([
    ['emptied', (path: string) => truncateSync(path, 0), /is empty, so it was cut/],
    ['cut', (path: string) => truncateSync(path, 400), /was cut/],
    ['removed', (path: string) => rmSync(path), /is gone/],
    ['of a newer version', (path: string) => writeFileSync(path, 'boltcall ledger 9 x.\n'), /was written by a newer boltcall/],
    ['damaged', (path: string) => appendFileSync(path, 'c ???.\n'), /contains an invalid line/],
  ])('%s', async (_, harm, words) => {
    const server = await taking();
    const { send, folder, path } = listed(server, rows(3));
    expect((await send()).exitCode).toBe(0);
    harm(folder);
    writeFileSync(path, rows(4));
    const done = await send();
    expect([done.exitCode, server.requests.length]).toEqual([2, 3]);
    expect(done.stderr).toMatch(words);
  });

  test('until it is forgotten: then the work starts over', async () => {
    const server = await taking();
    const { send, folder, user, home } = listed(server, rows(3));
    await send();
    truncateSync(folder, 0);
    const { error }: { error: { hint: string } } = JSON.parse((await send()).stderr.trim().split('\n').at(-1) ?? '');
    expect(error.hint).toContain(`boltcall ledger forget --all --ledger ${folder}`);
    expect((await boltcall(['ledger', 'forget', '--all', '--ledger', folder, '--yes'], { home })).exitCode).toBe(0);
    // The user's own ledger still knows the rows.
    expect(JSON.parse((await send()).stdout)).toMatchObject({ created: 0, already: 3 });
    expect(existsSync(user)).toBe(true);
  });

  test('in a folder that cannot be written, unless a store is named', async (context) => {
    const server = await taking();
    const { path, home, args } = listed(server, rows(2));
    const folder = join(home, 'list');
    mkdirSync(folder);
    const there = join(folder, 'rows.csv');
    writeFileSync(there, readFileSync(path));
    needs(context, namespaces !== undefined, 'unshare and the right to use it');
    const words = args.map((word) => (word === path ? there : word));
    /** Runs the command with the folder mounted read-only, because root ignores file modes on other file systems. */
    const run = (...more: string[]) => {
      const [command, ...rest] = apart(`mount --bind "${folder}" "${folder}" && mount -o remount,bind,ro "${folder}"`, [
        process.execPath,
        program,
        ...words,
        ...more,
      ]);
      return new Promise<{ code: number | null; stderr: string }>((resolve) => {
        const child = spawn(command, rest, { env: cleanEnvironment(home, env), stdio: ['ignore', 'ignore', 'pipe'] });
        const chunks: Buffer[] = [];
        child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
        child.once('close', (code) => resolve({ code, stderr: Buffer.concat(chunks).toString() }));
      });
    };
    const done = await run();
    expect([done.code, server.requests.length]).toEqual([2, 0]);
    expect(done.stderr).toContain('the file system is read-only');
    const named = await run('--ledger', join(home, 'named'));
    expect([named.code, server.requests.length]).toEqual([0, 2]);
  });

  test('on a disk without room (a limit of the size of files)', async () => {
    const server = await taking();
    const { args, home, path } = listed(server, rows(400));
    await boltcall(args, { home, env });
    expect(server.requests).toHaveLength(400);
    writeFileSync(path, rows(500));
    // In blocks of 512 bytes: the ledgers are already larger.
    const done = spawnSync('sh', ['-c', 'ulimit -f 60; exec "$@"', 'sh', process.execPath, program, ...args], {
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        BOLTCALL_STATE_DIR: join(home, 'state'),
        BOLTCALL_CONFIG_DIR: join(home, 'config'),
        ...env,
        ...noCompileCache,
      },
      encoding: 'utf8',
    });
    expect([done.status, server.requests.length]).toEqual([2, 400]);
    expect(done.stderr).toMatch(/the file size limit is reached/);
  });
});

describe('a run that sleeps', () => {
  test('and is continued contacts nobody whom another run has contacted meanwhile', async () => {
    const server = await startServer((_request, number) => ({ status: 201, body: { id: `m${number}` }, delay: 20 }));
    const { args, home, send } = listed(server, rows(120));
    const running = start(args, { home, env });
    await server.request(20);
    running.signal('SIGSTOP');
    const done = await send();
    expect(done.exitCode).toBe(13);
    running.signal('SIGCONT');
    expect((await running.ended).exitCode).toBe(0);
    expect(new Set(to(server.requests)).size).toBe(120);
    expect(server.requests).toHaveLength(120);
  });
});

describe('rails for outreach', () => {
  test('leave out whoever is on a list, lacks consent, sleeps or was contacted lately, and say how many', async () => {
    const server = await taking();
    const content =
      'to,consent,timezone\n+14155550101,yes,UTC\n+14155550102,no,UTC\n+14155550103,Yes,UTC\n+14155550104,yes,\n+14155550105,yes,Not/AZone\n';
    const { send, home } = listed(server, content);
    writeFileSync(join(home, 'stop.txt'), 'Do not call\nAna;x;+1 (415) 555-0101\n');
    const rails = ['--exclude', join(home, 'stop.txt'), '--require', 'consent=yes', '--hours', '00:00-24:00'];
    const checked = await send(...rails, '--check');
    const leftOut = { 'on the do-not-contact list': 1, 'without consent=yes': 1, 'no time zone': 1, 'unknown time zone': 1 };
    expect(JSON.parse(checked.stdout)).toMatchObject({ to_send: 1, left_out: leftOut, unused: [] });
    const done = await send(...rails);
    expect([done.exitCode, to(server.requests)]).toEqual([13, ['+14155550103']]);
    expect(JSON.parse(done.stdout)).toMatchObject({ created: 1, left_out: leftOut });
    expect(done.stderr).toContain('1 of 5 left out: on the do-not-contact list');
    const zoned = await send(...rails, '--hours-zone', 'America/New_York', '--campaign', 'two', '--skip-contacted', '7d');
    expect([zoned.exitCode, to(server.requests).slice(1)]).toEqual([13, ['+14155550104']]);
    expect(JSON.parse(zoned.stdout).left_out).toMatchObject({ 'contacted lately (--skip-contacted)': 1, 'unknown time zone': 1 });
  });

  test.each([
    [['--exclude', 'nowhere.csv'], /cannot read .*nowhere\.csv: no such file/],
    [['--require', 'agreed=yes'], /the file has no column `agreed`/],
    [['--hours', '9-20'], /is not a span of the day/],
    [['--hours', '09:00-20:00'], /the file has no column `timezone`/],
    [['--hours', '09:00-20:00', '--hours-zone', 'Mars/Base'], /unknown time zone/],
    [['--rate', 'fast'], /is not a rate/],
    [['--rate', '0.001/h'], /is less than one a day/],
    // Seven seconds for whoever meant days would let everyone through.
    [['--skip-contacted', '7'], /`7` has no unit/],
  ])('are checked: %j', async (more, words) => {
    const server = await taking();
    const { send } = listed(server, rows(1));
    const done = await send(...more);
    expect([done.exitCode, server.requests.length]).toEqual([2, 0]);
    expect(done.stderr).toMatch(words);
  });

  test('keep the hours of the night', async () => {
    const server = await taking();
    const { send } = listed(server, rows(1));
    const hour = new Date().getUTCHours();
    const two = (number: number): string => String((number + 24) % 24).padStart(2, '0');
    const done = await send('--hours', `${two(hour + 2)}:00-${two(hour - 1)}:00`, '--hours-zone', 'UTC');
    expect([done.exitCode, server.requests.length]).toEqual([13, 0]);
    expect(Object.keys(JSON.parse(done.stdout).left_out)).toEqual([expect.stringMatching(/^outside \d\d:00-\d\d:00$/)]);
  });

  test('send no faster than asked', async () => {
    const server = await taking();
    const { send } = listed(server, rows(4));
    const began = Date.now();
    expect((await send('--rate', '4/s')).exitCode).toBe(0);
    expect(Date.now() - began).toBeGreaterThanOrEqual(750);
  });

  test('show the first text on a telephone of your own, and send nothing else', async () => {
    const server = await taking();
    const { send } = listed(server, rows(3));
    expect((await send('--test-to', '+14155559999')).exitCode).toBe(0);
    expect(to(server.requests)).toEqual(['+14155559999']);
    expect(JSON.parse((await send()).stdout)).toMatchObject({ created: 3, already: 0 });
  });

  test('show three texts and count the segments before the question', async () => {
    const server = await taking();
    const { args, home, path } = listed(server, 'to,name\n+14155550101,Ana\n+14155550102,Bob\n+14155550103,Cy\n+14155550104,Dee\n');
    const words = args.map((word) => (word === 'Hello' ? 'Hi {{name}}' : word)).filter((word) => word !== '--yes');
    const asked = await boltcall(words, { home, env });
    expect([asked.exitCode, server.requests.length]).toEqual([2, 0]);
    expect(asked.stderr).toContain(`4 numbers from ${path}, 4 segments in all`);
    expect([asked.stderr.includes('Hi Ana'), asked.stderr.includes('Hi Cy'), asked.stderr.includes('Hi Dee')]).toEqual([true, true, false]);
  });
});

test('each start of the sandbox is a workspace of its own', async () => {
  const home = makeHome();
  writeFileSync(join(home, 'leads.csv'), 'name,phone\nAna,+14155550133\n');
  const imported = async () => {
    const { exitCode, stdout } = await boltcall(['leads', 'import', 'leads.csv', '--yes', '--json', '--sandbox'], { home });
    const { created, already } = JSON.parse(stdout);
    return [exitCode, created, already];
  };
  const first = await sandboxProgram([], { home });
  expect(await imported()).toEqual([0, 1, 0]);
  expect(await imported()).toEqual([0, 0, 1]);
  await first.running.stop();
  await sandboxProgram(['--port', new URL(first.address).port], { home });
  expect(await imported()).toEqual([0, 1, 0]);
});

describe('ledger commands', () => {
  /** Creates a ledger with one contact that was sent and one with an unknown outcome. */
  const doubtful = async () => {
    const server = await startServer((_request, number) => (number === 0 ? { status: 201, body: { id: 'm' } } : { status: 500, body: {} }));
    const all = listed(server, rows(2));
    await all.send('--campaign', 'spring', '--concurrency', '1');
    server.answer({ status: 201, body: { id: 'm' } });
    return { server, ...all, ledger: (...words: string[]) => boltcall(['ledger', ...words, '--json'], { home: all.home }) };
  };

  test('show each contact once, with its state', async () => {
    const { ledger } = await doubtful();
    const shown: Array<Record<string, unknown>> = JSON.parse((await ledger('show')).stdout);
    expect(shown.map(({ recipient, state, campaign }) => [recipient, state, campaign]).sort()).toEqual([
      ['+14155551000', 'sent', 'spring'],
      ['+14155551001', 'unknown', 'spring'],
    ]);
    expect(JSON.parse((await ledger('show', '--state', 'unknown')).stdout)).toHaveLength(1);
    expect(JSON.parse((await ledger('show', '+1 415 555 1000')).stdout)).toHaveLength(1);
    const none = await boltcall(['ledger', 'show', '+14155559999'], { home: makeHome() });
    expect([none.exitCode, none.stdout, none.stderr]).toEqual([0, '', 'no contacts match\n']);
    const { home } = await doubtful();
    const exported = await boltcall(['ledger', 'export'], { home });
    expect(exported.stdout).toMatch(/^recipient,state,operation,campaign,at,workspace\r?\n\+1415555100[01],/);
    expect(exported.stderr).toBe('2 contacts exported\n');
    const file = join(home, 'contacts.csv');
    const written = await boltcall(['ledger', 'export', '--out', file, '--bom'], { home });
    expect([written.stdout, written.stderr]).toEqual(['', `2 contacts exported to ${file}\n`]);
    expect(readFileSync(file, 'utf8')).toBe(`\ufeff${exported.stdout}`);
  });

  test.each([
    ['--not-sent', { created: 1, already: 1 }, 0],
    ['--sent', { created: 0, already: 2 }, 0],
  ])('settle what is unknown: %s', async (how, outcome, code) => {
    const { ledger, send } = await doubtful();
    expect((await ledger('settle', '+14155551001', how)).exitCode).toBe(0);
    const done = await send('--campaign', 'spring');
    expect([done.exitCode, JSON.parse(done.stdout)]).toEqual([code, expect.objectContaining(outcome)]);
  });

  test('forget a recipient, who may then be contacted again, and no number is left in the files', async () => {
    const { ledger, send, folder, user } = await doubtful();
    expect((await ledger('forget', '+14155551000')).exitCode).toBe(2);
    expect(JSON.parse((await ledger('forget', '+14155551000', '--yes')).stdout)).toEqual({ forgotten: 1 });
    for (const path of [folder, user]) expect(readFileSync(path, 'utf8')).not.toContain('+14155551000');
    const done = await send('--campaign', 'spring');
    expect(JSON.parse(done.stdout)).toMatchObject({ created: 1, unknown: 1 });
  });
});

describe('a ledger in Postgres', () => {
  let cluster: Cluster | undefined;
  beforeAll(async () => {
    if (postgresPrograms !== undefined) cluster = await startPostgres();
  });

  test('is shared by machines, and never shows its password', async (context) => {
    needs(context, cluster !== undefined, 'PostgreSQL (initdb)');
    const proxy = await startDatabaseProxy(cluster as Cluster);
    const server = await taking();
    const [one, two] = [listed(server, rows(4)), listed(server, rows(6))];
    const early = await one.send('--ledger', proxy.url);
    expect([early.exitCode, server.requests.length]).toEqual([2, 0]);
    expect(early.stderr).toContain('boltcall ledger init');
    expect((await boltcall(['ledger', 'init', '--ledger', proxy.url], { env })).exitCode).toBe(0);
    expect((await one.send('--ledger', proxy.url)).exitCode).toBe(0);
    const other = await two.send('--ledger', proxy.url, '--debug');
    expect(JSON.parse(other.stdout)).toMatchObject({ created: 2, already: 4 });
    expect(readdirSync(two.home)).not.toContain('.boltcall-ledger');
    await boltcall(['login', '--with-key', '--no-verify'], { home: two.home, input: 'sk_live_12345678' });
    const kept = await boltcall(['profiles', 'set', 'ledger', proxy.url], { home: two.home });
    const shows = [
      early,
      other,
      kept,
      await boltcall(['profiles', 'show', '--json'], { home: two.home }),
      await boltcall(['whoami', '--offline', '--json'], { home: two.home }),
    ];
    for (const { stdout, stderr } of shows) expect(stdout + stderr).not.toContain('s3cret-word');
    expect(shows.at(-1)?.stdout).toContain('boltcall:***@');
    const again = await boltcall(two.args, { home: two.home, env });
    expect(JSON.parse(again.stdout)).toMatchObject({ created: 0, already: 6 });
  });

  test('that cannot be reached stops the run: 10 where nothing was sent, else 13', async (context) => {
    needs(context, cluster !== undefined, 'PostgreSQL (initdb)');
    const own = await startPostgres();
    const server = await taking();
    const { send } = listed(server, rows(40));
    const ledger = ['--ledger', own.url];
    await boltcall(['ledger', 'init', ...ledger], { env });
    server.answer(async (_request, number) => {
      if (number === 10) await own.stop();
      return { status: 201, body: { id: `m${number}` } };
    });
    const cut = await send(...ledger, '--concurrency', '1');
    expect(cut.exitCode).toBe(13);
    const before = server.requests.length;
    const none = await send(...ledger);
    expect([none.exitCode, server.requests.length]).toEqual([10, before]);
    expect(none.stderr).toContain('cannot reach the ledger');
    await own.restart();
    const done = await send(...ledger, '--resume');
    expect(new Set(to(server.requests)).size).toBe(server.requests.length);
    expect(JSON.parse(done.stdout).unknown + new Set(to(server.requests)).size).toBeGreaterThanOrEqual(40);
  });

  test('whose answer to a claim is lost leaves that row unknown', async (context) => {
    needs(context, cluster !== undefined, 'PostgreSQL (initdb)');
    const proxy = await startDatabaseProxy(cluster as Cluster);
    const server = await taking();
    const { send, path } = listed(server, rows(30));
    await boltcall(['ledger', 'init', '--ledger', proxy.url], { env });
    server.answer((_request, number) => {
      if (number === 9) proxy.dropAnswerTo('insert into');
      return { status: 201, body: { id: `m${number}` } };
    });
    const cut = await send('--ledger', proxy.url, '--concurrency', '1', '--campaign', 'lost');
    expect([cut.exitCode, proxy.dropped(), server.requests.length]).toEqual([13, 1, 10]);
    const done = await send('--ledger', proxy.url, '--resume', '--campaign', 'lost');
    expect([done.exitCode, JSON.parse(done.stdout)]).toEqual([13, expect.objectContaining({ created: 19, already: 10, unknown: 1 })]);
    expect(readFileSync(`${path}.unknown.csv`, 'utf8').split('\n')).toHaveLength(3);
  });
});
