import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { boltcall, makeHome, start } from '../support/program.ts';
import { startServer } from '../support/server.ts';

const env = { BOLTCALL_API_KEY: 'sk_live_12345678' };

/** Returns what `leads import FILE --check` reports about a file. */
const checked = async (content: string | Buffer) => {
  const home = makeHome();
  const path = join(home, 'rows.csv');
  writeFileSync(path, content);
  const { exitCode, stdout, stderr } = await boltcall(['leads', 'import', path, '--check', '--json'], { home, env });
  return { exitCode, found: stdout === '' ? undefined : JSON.parse(stdout), stderr };
};

describe('a file of rows', () => {
  it.each([
    ['a workbook', 'PK\x03\x04rest', /rows\.csv is an Excel or OpenDocument workbook, not CSV/],
    ['JSON', '{"name":"Ana"}\n', /rows\.csv is JSON, not CSV/],
    ['a list of JSON', '\ufeff[\n  {"name":"Ana"}]\n', /rows\.csv is JSON, not CSV/],
    ['a web page', '<html><table>', /rows\.csv is a web page or XML, not CSV/],
    ['in an encoding that cannot be told', Buffer.from('name\n\xc8\xe2\xe0\xed\n', 'latin1'), /rows\.csv is not UTF-8.*--encoding/],
    ['UTF-32', Buffer.from('\xff\xfe\0\0n\0\0\0', 'latin1'), /rows\.csv is UTF-32/],
    ['nothing', '', /rows\.csv is empty/],
    ['nothing but empty lines', '\n\r\n\n', /rows\.csv is empty/],
    ['a quote that stays open', `name\nA\nB\nC\n"Ana\n${'D\n'.repeat(95)}`, /rows\.csv: a quote is opened in line 5 and not closed/],
  ])('is refused when it is %s', async (_, content, words) => {
    const { exitCode, stderr } = await checked(content);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(words)]);
  });

  it.each([
    ['more cells than columns', 'name,phone\nGomez,+14155550133,Maria\n', '3 cells for 2 columns; quote cells that contain the delimiter'],
    [
      'a cell that is not UTF-8 as the others are',
      Buffer.concat([Buffer.from('name,phone\nJos'), Buffer.from([0xe9]), Buffer.from(',+14155550133\nJosé,\nÁna,\n')]),
      'not UTF-8; save the file as "CSV UTF-8"',
    ],
  ])('has a faulty row where it holds %s', async (_, content, reason) => {
    const { exitCode, found } = await checked(content);
    expect([exitCode, found]).toEqual([13, expect.objectContaining({ faulty: 1, faults: [{ line: 2, reason }] })]);
  });

  it('has its lines counted as an editor counts them: empty ones, and those inside quotes', async () => {
    const { found } = await checked('\nname,phone\n"Two\n\nlines",+14155550133\n\n\n"A\r\nB",xx\nC,yy');
    expect(found.faults.map(({ line }: { line: number }) => line)).toEqual([8, 10]);
    expect(found).toMatchObject({ rows: 3, ready: 1 });
  });

  it('may come from Excel as UTF-16', async () => {
    const { exitCode, found } = await checked(Buffer.from('\uFEFFname\tphone\r\nJosé\t+14155550133\r\n', 'utf16le'));
    expect([exitCode, found]).toEqual([0, expect.objectContaining({ rows: 1, ready: 1 })]);
  });
});

/** Returns what an import of a file sends. */
const imported = async (content: string | Buffer, ...more: string[]) => {
  const home = makeHome();
  const server = await startServer({ status: 201, body: { id: 'lead_1' } });
  const path = join(home, 'rows.csv');
  writeFileSync(path, content);
  const done = await boltcall(['leads', 'import', path, '--yes', '--concurrency', '1', '--base-url', server.url, ...more], { home, env });
  return { ...done, sent: server.requests.map((request) => request.json()) };
};

describe('a file as programs write it', () => {
  const text = 'name;phone\r\nJosé;+14155550133\r\n';
  it.each([
    ['UTF-8 with a BOM', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 LE without its mark', Buffer.from(text, 'utf16le')],
    ['UTF-16 BE', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['Windows-1252', Buffer.from(text, 'latin1')],
    ['a line that says the separator', Buffer.from(`sep=;\r\n${text}`)],
    ['a line that says the separator, in UTF-16', Buffer.from(`\ufeffsep=;\r\n${text}`, 'utf16le')],
    ['bars', Buffer.from(text.replaceAll(';', '|'))],
    ['rows without a value', Buffer.from(text.replace('\r\n', '\r\n;\r\n ; \r\n\u00a0;\r\n'))],
    ['headers with what cannot be seen', Buffer.from(text.replace('name;phone', '\u200bname\u00a0;pho\u00adne\u200e'))],
  ])('%s', async (_, content) => {
    const { exitCode, sent } = await imported(content);
    expect([exitCode, sent]).toEqual([0, [{ name: 'José', phone: '+14155550133' }]]);
  });

  it('in an encoding that is named', async () => {
    const content = Buffer.from('name\n\xc8\xe2\xe0\xed\n', 'latin1');
    expect((await imported(content, '--encoding', 'windows-1251')).sent).toEqual([{ name: 'Иван' }]);
    expect((await imported(content, '--encoding', 'klingon')).stderr).toContain('unknown encoding `klingon`');
  });

  it('says what it takes a file for that is not UTF-8', async () => {
    expect((await imported(Buffer.from(text, 'latin1'))).stderr).toContain('reading it as Windows-1252 (`José`)');
  });

  it('with quotes inside cells', async () => {
    const { sent } = await imported('name,size\nAna "Nani" Ruiz,5" pipe\n"Ben" Okafor,\n');
    expect(sent).toEqual([{ name: 'Ana "Nani" Ruiz' }, { name: '"Ben" Okafor' }]);
  });

  it('with usual headings: what is unused is named, and people of one name are not one', async () => {
    const { sent } = await imported('Name,Phone Number,Email Address\nAna,+14155550133,a@example.com\nAna,+14155550134,\n');
    expect(sent).toEqual([
      { name: 'Ana', phone: '+14155550133', email: 'a@example.com' },
      { name: 'Ana', phone: '+14155550134' },
    ]);
    const { found } = await checked('Name,Reachable At,Notes\nAna,+14155550133,\nAna,+14155550134,\nAna,+14155550134,\n');
    expect(found).toMatchObject({ ready: 2, repeated: 1, unused: ['Reachable At', 'Notes'], columns: { name: ['Name'] } });
    const home = makeHome();
    writeFileSync(join(home, 'rows.csv'), 'Name,Reachable At\nAna,1\n');
    const { stderr } = await boltcall(['leads', 'import', 'rows.csv'], { home, env });
    expect(stderr).toContain('(unused columns: Reachable At)');
  });

  it('with first and last names', async () => {
    const { sent } = await imported('Given,Family,phone\nAna,Ruiz,\nBen,,\n', '--map', 'Given+Family=name');
    expect(sent).toEqual([{ name: 'Ana Ruiz' }, { name: 'Ben' }]);
  });

  it('with two spellings of a number: one person', async () => {
    const { sent, stdout } = await imported('name,phone\nAna,+44 (0)20 7946 0958\nAnn,+442079460958\nA,0044 20 7946 0958\n');
    expect(sent).toEqual([{ name: 'Ana', phone: '+442079460958' }]);
    expect(stdout).toBe('1 imported, 2 duplicates skipped\n');
  });

  it('with numbers that nobody can have: noted for leads, and faults for texts', async () => {
    const content = 'name,to\nAna,+99912345678\nBen,+15551234567\nCoe,5.55E+09\n';
    const home = makeHome();
    writeFileSync(join(home, 'rows.csv'), content);
    const lead = await boltcall(['leads', 'import', 'rows.csv', '--check', '--json', '--map', 'to=phone'], { home, env });
    expect(JSON.parse(lead.stdout)).toMatchObject({
      ready: 2,
      faults: [{ line: 4, reason: expect.stringContaining('shortened by a spreadsheet') }],
      notes: [
        { line: 2, reason: expect.stringContaining('unknown country code') },
        { line: 3, reason: expect.stringContaining('not assigned') },
      ],
    });
    const text = await boltcall(['messages', 'broadcast', 'rows.csv', '--body', 'Hi', '--check', '--json'], { home, env });
    expect([text.exitCode, JSON.parse(text.stdout)]).toMatchObject([13, { ready: 1, noted: 1, faults: [{ line: 2 }, { line: 4 }] }]);
    const all = await boltcall(['messages', 'broadcast', 'rows.csv', '--body', 'Hi', '--check', '--json', '--allow-unusual-number'], { home, env });
    expect(JSON.parse(all.stdout)).toMatchObject({ ready: 3, faulty: 0 });
  });

  it('with values that are none: they do not go out', async () => {
    const home = makeHome();
    writeFileSync(join(home, 'rows.csv'), 'Full Name,to,note\n#N/A,+14155550133,\nnull,+14155550134,\nAna,+14155550135,#REF!\n');
    const args = ['messages', 'broadcast', 'rows.csv', '--check', '--json', '--body'];
    const done = await boltcall([...args, 'Hi {{Full Name}}'], { home, env });
    expect(JSON.parse(done.stdout)).toMatchObject({ ready: 1, faults: [{ line: 2 }, { line: 3 }] });
    for (const body of ['Hi {{Full Name}', 'Hi {Full Name}', 'Hi {{}}', 'Hi {{{Full Name}}}'])
      expect((await boltcall([...args, body], { home, env })).exitCode).toBe(2);
  });

  it('as our own export', async () => {
    const lead = { id: 'lead_1', name: '=Ana', phone: '+14155550133', tags: ['a, b', 'c;d'] };
    const server = await startServer({ body: { data: [lead], meta: { page: 1, limit: 100, total: 1 } } });
    const { stdout } = await boltcall(['leads', 'export', '--safe-csv', '--bom', '--columns', 'name,phone,tags', '--base-url', server.url], { env });
    expect(stdout).toBe('\ufeffname,phone,tags\n\'=Ana,+14155550133,"[""a, b"",""c;d""]"\n');
    expect((await imported(stdout)).sent).toEqual([{ name: '=Ana', phone: '+14155550133', tags: ['a, b', 'c;d'] }]);
  });

  it('is no file where it is a pipe', async () => {
    const home = makeHome();
    await execa('mkfifo', [join(home, 'pipe')]);
    for (const name of ['pipe', '-', '/dev/null']) {
      const { exitCode, stderr } = await boltcall(['leads', 'import', name, '--check'], { home, env });
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('a file is required')]);
    }
  });
});

describe('what is missing', () => {
  it('is named with the likely column, or with its option', async () => {
    const home = makeHome();
    writeFileSync(join(home, 'rows.csv'), 'name,phone,notes\nAna,+14155550133,x\n');
    const text = await boltcall(['messages', 'broadcast', 'rows.csv', '--body', 'Hi'], { home, env });
    expect([text.exitCode, text.stderr]).toEqual([2, expect.stringContaining("--map 'phone=to'")]);
    const call = await boltcall(['calls', 'broadcast', 'rows.csv', '--map', 'phone=to'], { home, env });
    expect([call.exitCode, call.stderr]).toEqual([2, expect.stringContaining('no agent given\nUse --agent-id')]);
  });
});

describe('what is said of a run', () => {
  it('is said once, in words that fit', async () => {
    const home = makeHome();
    const server = await startServer({ status: 201, body: { id: 'x' } });
    writeFileSync(join(home, 'rows.csv'), 'name,to\nAna,+14155550133\nBen,+14155550134\n');
    const rest = ['--yes', '--base-url', server.url];
    const text = await boltcall(['messages', 'broadcast', 'rows.csv', '--body', 'Hi', ...rest], { home, env });
    expect([text.stdout, text.stderr.includes('sent')]).toEqual(['2 sent\n', false]);
    writeFileSync(join(home, 'calls.csv'), 'to\n+14155550133\n');
    const call = await boltcall(['calls', 'broadcast', 'calls.csv', '--agent-id', 'agent_1', ...rest], { home, env });
    expect(call.stdout).toBe('1 placed\n');
    const check = await boltcall(['messages', 'broadcast', 'rows.csv', '--body', 'Hi', '--check'], { home, env });
    expect([check.stdout, check.stderr]).toEqual(['2 rows: 2 numbers ready, 0 invalid, 0 duplicates\nunused columns: name\n  "Hi"\n', '']);
  });
});

describe('one file', () => {
  it('may be worked on by two runs at once, and nobody is written to twice', async () => {
    const home = makeHome();
    const server = await startServer({ hang: true });
    const path = join(home, 'rows.csv');
    writeFileSync(path, 'to\n+14155550133\n+14155550134\n+14155550135\n');
    const args = ['messages', 'broadcast', path, '--body', 'Hello', '--yes', '--json', '--concurrency', '2', '--base-url', server.url];
    const running = start(args, { home, env });
    await server.request(1);
    server.answer({ status: 201, body: { id: 'msg_1' } });
    const second = await boltcall([...args, '--resume', '--retry-unknown'], { home, env });
    expect([second.exitCode, server.requests.length]).toEqual([13, 2]);
    expect(second.stderr).toContain('2 of 3 left to another run that is sending them now');
    expect(JSON.parse(second.stdout)).toMatchObject({ created: 1, unknown: 2 });
    expect(readFileSync(`${path}.unknown.csv`, 'utf8')).toContain('+14155550133,another run is sending it');
    await running.stop('SIGKILL');
    const third = await boltcall([...args, '--resume'], { home, env });
    expect([third.exitCode, server.requests.length]).toEqual([13, 2]);
    expect(JSON.parse(third.stdout)).toMatchObject({ created: 0, already: 1, unknown: 2 });
  });

  it('may be worked on by many requests at once, without a word of Node about it', async () => {
    const home = makeHome();
    const server = await startServer({ status: 201, body: { id: 'msg_1' }, delay: 5 });
    const path = join(home, 'rows.csv');
    writeFileSync(path, `to\n${Array.from({ length: 200 }, (_, at) => `+1415555${1000 + at}\n`).join('')}`);
    const args = ['messages', 'broadcast', path, '--body', 'Hello', '--yes', '--quiet', '--concurrency', '64', '--base-url', server.url];
    const done = await boltcall(args, { home, env });
    expect([done.exitCode, done.stderr, server.requests.length]).toEqual([0, '', 200]);
  });

  it('stops with 13 where its rejects cannot be written', async () => {
    const home = makeHome();
    const server = await startServer({ status: 422, body: { error: { code: 'validation_error', message: 'no', status: 422 } } });
    const path = join(home, 'rows.csv');
    writeFileSync(path, 'to\n+14155550133\n+14155550134\n');
    mkdirSync(`${path}.rejects.csv`);
    const args = ['messages', 'broadcast', path, '--body', 'Hello', '--yes', '--concurrency', '1', '--base-url', server.url];
    const done = await boltcall(args, { home, env });
    expect([done.exitCode, server.requests.length]).toEqual([13, 1]);
    expect(done.stderr).toMatch(/rows\.csv\.rejects\.csv cannot be written \(it is a directory\)/);
  });
});
