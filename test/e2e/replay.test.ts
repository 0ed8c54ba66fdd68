import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verify } from '../../src/values/signature.ts';
import { writeLog } from '../support/log.ts';
import { boltcall, makeHome } from '../support/program.ts';
import { type Recorded, startServer } from '../support/server.ts';

const odd = Buffer.concat([Buffer.from('{"url":"https:\\/\\/a","n":1.0,"z":1,"a":2} \n'), Buffer.from([0xff])]);
const signed = (request: Recorded | undefined, secret: string): boolean =>
  request !== undefined && verify(secret, request.body, request.header('x-boltcall-signature') ?? '');

describe('replay', () => {
  test('sends the same bytes and headers, with a mark', async () => {
    const home = makeHome();
    const app = await startServer();
    const [id = ''] = await writeLog(home, [{ event: 'call.missed', body: odd }]);
    const done = await boltcall(['webhooks', 'replay', id, '--forward-to', `${app.url}/a?b=c`, '--json'], { home });
    expect(done.exitCode).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject([{ id, event: 'call.missed', target: `${app.url}/a?b=c`, status: 200 }]);
    const request = await app.request(1);
    expect(request.body.equals(odd)).toBe(true);
    expect(request.url).toBe('/a?b=c');
    expect(request.headers.filter(([name]) => name === 'X-Twice')).toEqual([
      ['X-Twice', 'a'],
      ['X-Twice', 'b'],
    ]);
    expect(request.header('host')).toBe(`127.0.0.1:${app.port}`);
    expect(request.header('x-forwarded-host')).toBe('abc.example.com');
    expect(request.header('x-boltcall-replay')).toBe(id);
    expect(signed(request, 'whsec_test')).toBe(true);
  });

  test('chooses by count, failure, event and time, and sends the oldest first', async () => {
    const home = makeHome();
    const app = await startServer();
    const hour = 3_600_000;
    const ids = await writeLog(home, [
      { event: 'lead.created', ago: 50 * hour, attempts: [{ status: 500 }] },
      { event: 'call.missed', ago: 2 * hour, attempts: [{ status: 200 }] },
      { event: 'new_lead', ago: hour, attempts: [{ error: 'refused' }] },
    ]);
    const chosen = async (...args: string[]): Promise<unknown[]> =>
      JSON.parse((await boltcall(['webhooks', 'replay', ...args, '-f', app.url, '--json', '--dry-run'], { home })).stdout).map(
        ({ id }: { id: string }) => id,
      );
    expect(await chosen('--last', '2')).toEqual([ids[1], ids[2]]);
    expect(await chosen('--failed')).toEqual([ids[0], ids[2]]);
    expect(await chosen('--from', '24h')).toEqual([ids[1], ids[2]]);
    expect(await chosen('--event', 'lead.*', '--last', '1')).toEqual([ids[2]]);
    expect(await chosen('last', ids[0] ?? '')).toEqual([ids[2], ids[0]]);
    expect(app.requests).toEqual([]);
    // A delivery that was replayed successfully no longer counts as failed.
    await boltcall(['webhooks', 'replay', '--failed', '-f', app.url], { home });
    expect(app.requests.length).toBe(2);
    expect(await chosen('--failed')).toEqual([]);
  });

  test('signs as the app got it: anew where the listener had done so, unless asked not to', async () => {
    const home = makeHome();
    const app = await startServer();
    await writeLog(home, [{ event: 'call.missed', secret: 'whsec_service', resignedWith: 'whsec_app' }]);
    await boltcall(['webhooks', 'replay', 'last', '-f', app.url], { home });
    await boltcall(['webhooks', 'replay', 'last', '-f', app.url, '--no-resign'], { home });
    await boltcall(['webhooks', 'replay', 'last', '-f', app.url, '--secret', 'whsec_other'], { home });
    expect(signed(app.requests[0], 'whsec_app')).toBe(true);
    expect(app.requests[0]?.header('x-boltcall-original-signature')).toBe(app.requests[1]?.header('x-boltcall-signature'));
    expect(signed(app.requests[1], 'whsec_service')).toBe(true);
    expect(signed(app.requests[2], 'whsec_other')).toBe(true);
  });

  test('takes a self-signed certificate only when told to', async () => {
    const home = makeHome();
    await writeLog(home, [{ event: 'a' }]);
    const app = await startServer({ body: {} }, { https: true });
    const without = await boltcall(['webhooks', 'replay', 'last', '-f', app.url], { home });
    expect(without).toMatchObject({ exitCode: 10, stderr: expect.stringContaining('--insecure') });
    const withIt = await boltcall(['webhooks', 'replay', 'last', '-f', app.url, '-k'], { home });
    expect(withIt.exitCode).toBe(0);
    expect(app.requests.length).toBe(1);
  });

  test('exits 13 where some failed, 14 or 10 where all did alike', async () => {
    const home = makeHome();
    await writeLog(home, [{ event: 'a' }, { event: 'b' }]);
    const app = await startServer([{ status: 500 }, { status: 200 }, { status: 500 }]);
    const some = await boltcall(['webhooks', 'replay', '--last', '2', '-f', app.url], { home });
    expect(some).toMatchObject({ exitCode: 13, stderr: expect.stringContaining('1 of 2 failed') });
    const all = await boltcall(['webhooks', 'replay', '--last', '2', '-f', app.url], { home });
    expect(all.exitCode).toBe(14);
    await app.close();
    const none = await boltcall(['webhooks', 'replay', '--last', '2', '-f', app.url], { home });
    expect(none).toMatchObject({ exitCode: 10, stderr: expect.stringContaining('nothing is listening') });
  });

  test.each([
    [[], 'no deliveries selected'],
    [['last', '--failed'], '--failed and id cannot be used together'],
    [['last'], 'no target: '],
    [['--last', '2', '--edit', '-f', '1'], '--edit works on one delivery'],
    [['--from', 'today', '--to', 'yesterday', '-f', '1'], 'is after'],
  ])('says what is wrong with %j', async (args, words) => {
    const home = makeHome();
    await writeLog(home, [{ event: 'a' }, { event: 'b' }]);
    const done = await boltcall(['webhooks', 'replay', ...args], { home });
    expect(done).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(words), stdout: '' });
  });

  test('of nothing sends nothing and says so', async () => {
    const done = await boltcall(['webhooks', 'replay', '--failed', '-f', '1', '--json']);
    expect(done).toMatchObject({ exitCode: 0, stdout: '[]\n', stderr: expect.stringContaining('nothing was sent') });
  });
});

describe('replay --edit', () => {
  /** Returns an editor that runs one line of shell, which gets the file as `$1`. */
  const editor = (home: string, line: string): string => {
    const file = join(home, 'my editor.sh');
    writeFileSync(file, `#!/bin/sh\n${line}\n`);
    chmodSync(file, 0o755);
    return `'${file}'`;
  };
  const edit = async (line: string, body?: Buffer) => {
    const home = makeHome();
    const app = await startServer();
    await writeLog(home, [
      { event: 'call.missed', ...(body ? { body } : {}), secret: 'whsec_service', resignedWith: 'whsec_app', attempts: [{ status: 500 }] },
    ]);
    const env = { EDITOR: editor(home, line), BOLTCALL_WEBHOOK_SECRET: 'whsec_app' };
    const done = await boltcall(['webhooks', 'replay', 'last', '--edit', '-f', app.url], { home, env });
    return { done, app, home };
  };

  test('sends what the editor leaves, compact and signed anew, and keeps numbers as written', async () => {
    const { done, app, home } = await edit(
      'env > environment; stat -c %a "$1" > mode; sed -i "s/Ana/Eve/" "$1"',
      Buffer.from('{"name":"Ana","n":1.0,"big":12345678901234567890}'),
    );
    expect(done.exitCode).toBe(0);
    expect(app.requests[0]?.body.toString()).toBe('{"name":"Eve","n":1.0,"big":12345678901234567890}');
    expect(signed(app.requests[0], 'whsec_app')).toBe(true);
    // The editor does not need our secrets.
    expect(readFileSync(join(home, 'environment'), 'utf8')).not.toContain('whsec_app');
    expect(app.requests[0]?.header('x-boltcall-original-signature')).toBeUndefined();
    expect(readFileSync(join(home, 'mode'), 'utf8')).toBe('600\n');
    expect(readdirSync(join(home, 'state')).filter((name) => name.startsWith('edit-'))).toEqual([]);
    // The edited delivery is not the one in the log, which still counts as failed.
    const listed = await boltcall(['webhooks', 'log', 'list', '--failed', '--json'], { home });
    expect(JSON.parse(listed.stdout).length).toBe(1);
  });

  test('sends nothing where nothing was changed, or the editor failed', async () => {
    const unchanged = await edit('true');
    expect(unchanged.done).toMatchObject({ exitCode: 130, stderr: expect.stringContaining('no changes') });
    const failed = await edit('exit 3');
    expect(failed.done).toMatchObject({ exitCode: 130, stderr: expect.stringContaining('ended with 3') });
    expect([...unchanged.app.requests, ...failed.app.requests]).toEqual([]);
  });

  test('keeps what is not JSON, and says where', async () => {
    const { done, app } = await edit('echo "{oops" > "$1"');
    expect(done.exitCode).toBe(2);
    const file = /It is saved in (\S+);/.exec(done.stderr)?.[1] ?? '';
    expect(readFileSync(file, 'utf8')).toBe('{oops\n');
    expect(app.requests).toEqual([]);
  });

  test('needs an editor', async () => {
    const home = makeHome();
    await writeLog(home, [{ event: 'a' }]);
    const done = await boltcall(['webhooks', 'replay', 'last', '--edit', '-f', '1'], { home });
    expect(done).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('VISUAL or EDITOR') });
  });
});
