import { spawnSync } from 'node:child_process';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { verify } from '../../src/values/signature.ts';
import { writeLog } from '../support/log.ts';
import { needs } from '../support/needs.ts';
import { boltcall, cleanEnvironment, makeHome, program } from '../support/program.ts';
import { type Recorded, startServer } from '../support/server.ts';

const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** Runs a line in bash, where `boltcall` is the program under test. */
const bash = (line: string, home: string) =>
  execa('bash', ['-ec', `boltcall() { "${process.execPath}" "${program}" "$@"; }\n${line}`], {
    cwd: home,
    env: cleanEnvironment(home),
    extendEnv: false,
    reject: false,
  });
const signedWith = (secret: string, { body, header }: Recorded): boolean => verify(secret, body, header('x-boltcall-signature') ?? '');

describe('a logged delivery', () => {
  test('printed as a fixture is sent by trigger, signed anew, with the same data', async () => {
    const home = makeHome();
    const app = await startServer();
    const data = { id: 'call_1', caller: '+14155550133', note: "it's\n{curly} 007", n: 1.5 };
    await writeLog(home, [
      { event: 'call.missed', body: Buffer.from(JSON.stringify({ event: 'call.missed', timestamp: '2026-01-01T00:00:00Z', data })) },
    ]);
    const line = `boltcall webhooks log show last --as fixture > f.json && boltcall trigger --fixture f.json --secret whsec_new --forward-to ${app.url}/hooks`;
    expect(await bash(line, home)).toMatchObject({ exitCode: 0 });
    const request = await app.request(1);
    expect(request.url).toBe('/hooks');
    expect(Object(request.json())).toMatchObject({ event: 'call.missed', data });
    expect(signedWith('whsec_new', request)).toBe(true);
  });

  test('that can be no fixture is refused with another way', async () => {
    const home = makeHome();
    const [id = ''] = await writeLog(home, [{ body: Buffer.from('text') }]);
    const done = await boltcall(['webhooks', 'log', 'show', 'last', '--as', 'fixture'], { home });
    expect(done).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(`${id} cannot be a fixture: the body is not JSON`) });
    expect(done.stderr).toContain(`\`boltcall webhooks log show ${id} --as curl\``);
  });

  test('is printed as a curl command that sends what the app got', async (context) => {
    needs(context, hasCurl, 'curl');
    const bodies: readonly Buffer[] = [
      Buffer.from('{"event":"call.missed","data":{"id":"call_1","name":"O\'Brien $HOME 🙂"}}'),
      Buffer.from([0xff, 0, 0x0a, 0x27, 0x80]),
      Buffer.from(JSON.stringify({ event: 'lead.created', data: { text: "it's ".repeat(20_000) } })),
    ];
    const app = await startServer();
    for (const [at, body] of bodies.entries()) {
      const home = makeHome();
      const target = `${app.url}/hooks?x=1&y='2'`;
      const [id = ''] = await writeLog(home, [{ body, resignedWith: 'whsec_app', attempts: [{ status: 500, target }] }]);
      expect(await bash(`boltcall webhooks log show ${id} --as curl > command.sh && source command.sh`, home)).toMatchObject({ exitCode: 0 });
      const request = await app.request(at + 1);
      expect(request.body.equals(body)).toBe(true);
      expect([request.method, request.url, request.header('content-type')]).toEqual(['POST', "/hooks?x=1&y='2'", 'application/json']);
      expect(request.headers.filter(([name]) => name === 'X-Twice').map(([, value]) => value)).toEqual(['a', 'b']);
      expect(signedWith('whsec_app', request)).toBe(true);
      expect(verify('whsec_test', body, request.header('x-boltcall-original-signature') ?? '')).toBe(true);
    }
  });

  test('that repeats another goes where that went, and without a target to localhost:3000', async () => {
    const home = makeHome();
    const [first = ''] = await writeLog(home, [{ event: 'a', attempts: [{ status: 200, target: 'http://localhost:4000/hooks' }] }]);
    await writeLog(home, [{ event: 'b' }, { event: 'a', repeatOf: first }]);
    const target = async (id: string): Promise<string | undefined> =>
      /^POST (.*)$/m.exec((await boltcall(['webhooks', 'log', 'show', id, '--as', 'http'], { home })).stdout)?.[1];
    expect(await target('last')).toBe('http://localhost:4000/hooks');
    expect(await target(first)).toBe('http://localhost:4000/hooks');
    const list = await boltcall(['webhooks', 'log', 'list', '--event', 'b', '--allow-unknown-event', '-o', 'id'], { home });
    expect(await target(list.stdout.trim())).toBe('http://localhost:3000/');
  });
});
