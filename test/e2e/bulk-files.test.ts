import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boltcall, makeHome, start } from '../support/program.ts';
import { startServer } from '../support/server.ts';

const env = { BOLTCALL_API_KEY: 'sk_live_12345678' };

/** What `leads import FILE --check` says of a file. */
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
    ['JSON', '{"name":"Ana"}\n', /rows\.csv: Invalid Opening Quote/],
    ['nothing', '', /rows\.csv is empty/],
    ['nothing but empty lines', '\n\r\n\n', /rows\.csv is empty/],
    ['a quote that stays open', 'name\n"Ana\n', /rows\.csv: Quote Not Closed.*line 2/],
  ])('is refused when it is %s', async (_, content, words) => {
    const { exitCode, stderr } = await checked(content);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(words)]);
  });

  it.each([
    ['more cells than columns', 'name,phone\nGomez,+14155550133,Maria\n', '3 cells for 2 columns; a cell that holds the delimiter belongs in quotes'],
    ['bytes that are no UTF-8', Buffer.from('name,phone\nJos\xe9,+14155550133\n', 'latin1'), 'not UTF-8; save the file as "CSV UTF-8"'],
  ])('has a faulty row where it holds %s', async (_, content, reason) => {
    const { exitCode, found } = await checked(content);
    expect([exitCode, found]).toEqual([13, expect.objectContaining({ ready: 0, faults: [{ line: 2, reason }] })]);
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
    mkdirSync(`${path}.rejects.csv.part`);
    const args = ['messages', 'broadcast', path, '--body', 'Hello', '--yes', '--concurrency', '1', '--base-url', server.url];
    const done = await boltcall(args, { home, env });
    expect([done.exitCode, server.requests.length]).toEqual([13, 1]);
    expect(done.stderr).toMatch(/rows\.csv\.rejects\.csv cannot be written \(EISDIR\)/);
  });
});
