import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { boltcall, cleanEnvironment, makeHome, program, start } from '../support/program.ts';
import { startServer } from '../support/server.ts';

const env = { BOLTCALL_API_KEY: 'sk_live_12345678' };
const missing = { status: 404, body: { error: { code: 'not_found', message: 'no such agent', status: 404 } } };

/** Starts a service that deletes everything except `gone`. */
const deleting = () => startServer((request) => (request.url.endsWith('/gone') ? missing : { body: { deleted: true } }));

describe('several ids', () => {
  it('are each done once, however often they are named', async () => {
    const server = await deleting();
    const { exitCode, stdout } = await boltcall(['agents', 'rm', 'a', 'b', 'a', '--yes', '--json', '--base-url', server.url], { env });
    expect([exitCode, JSON.parse(stdout)]).toEqual([
      0,
      [
        { id: 'a', deleted: true },
        { id: 'b', deleted: true },
      ],
    ]);
    expect(server.requests.map(({ url }) => url)).toEqual(['/agents/a', '/agents/b']);
  });

  it('give whole lines of JSON on both streams where one fails', async () => {
    const server = await deleting();
    const { exitCode, stdout, stderr } = await boltcall(['agents', 'rm', 'a', 'gone', 'b', '--yes', '--json', '--base-url', server.url], { env });
    expect([exitCode, JSON.parse(stdout).map(({ id }: { id: string }) => id)]).toEqual([13, ['a', 'b']]);
    expect(
      stderr
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).error.code),
    ).toEqual(['not_found', 'partial']);
  });

  it('are all done though nobody reads what is printed', async () => {
    const server = await startServer({ body: { deleted: true }, delay: 100 });
    const words = [process.execPath, program, 'agents', 'rm', 'a', 'b', 'c', '--yes', '-o', 'jsonl', '--base-url', server.url];
    const { stdout } = await execa('bash', ['-c', '"$@" | true; echo $PIPESTATUS', 'bash', ...words], {
      env: cleanEnvironment(makeHome(), env),
      extendEnv: false,
    });
    expect([stdout, server.requests.length]).toEqual(['0', 3]);
  });

  it('print what was done where a signal stops the rest', async () => {
    const server = await startServer((_request, number) => (number === 0 ? { body: { deleted: true } } : { hang: true }));
    const running = start(['agents', 'rm', 'a', 'b', 'c', '--yes', '--json', '--base-url', server.url], { env });
    await server.request(2);
    const { exitCode, stdout, stderr } = await running.stop('SIGINT');
    expect([exitCode, JSON.parse(stdout), server.requests.length]).toEqual([130, [{ id: 'a', deleted: true }], 2]);
    expect(stderr).toContain('boltcall agents get b');
  });
});

describe('several recipients', () => {
  it('are no ids of an empty answer', async () => {
    const server = await startServer({ status: 202, body: '' });
    const args = ['messages', 'sms', '--to', '+14155550133', '--to', '+14155550134', '--body', 'Hi', '--yes', '--json', '--base-url', server.url];
    expect(JSON.parse((await boltcall(args, { env })).stdout)).toEqual([{}, {}]);
  });
});

describe('an option that repeats', () => {
  it('takes one value each, but for names of events, which may be several with commas', async () => {
    const server = await deleting();
    const args = ['webhooks', 'create', '--url', 'https://example.com/x', '--event', 'call.started, call.missed', '--base-url', server.url];
    const { exitCode } = await boltcall([...args, '--dry-run'], { env });
    expect([exitCode, server.requests.length]).toEqual([0, 0]);
  });
});

describe('api', () => {
  it('takes --columns, and knows the fields of what was answered', async () => {
    const server = await startServer({ body: { data: [{ id: 'a' }], meta: { total: 1 } } });
    const right = await boltcall(['api', 'agents', '--columns', 'meta.total', '--base-url', server.url], { env });
    expect([right.exitCode, right.stdout]).toEqual([0, 'meta.total\t1\n']);
    const wrong = await boltcall(['api', 'agents', '--columns', 'id', '--base-url', server.url], { env });
    expect([wrong.exitCode, wrong.stdout, wrong.stderr]).toEqual([2, '', expect.stringContaining('Known: data, meta')]);
  });
});
