import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boltcall, type Done, makeHome } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';
import { startServer } from '../support/server.ts';

interface Found {
  readonly check: string;
  readonly status: string;
  readonly message: string;
  readonly hint?: string;
}

const found = ({ stdout }: Done): Record<string, Found> => Object.fromEntries((JSON.parse(stdout) as Found[]).map((one) => [one.check, one]));

const key = 'sk_live_doctor_0123456789abcdef';
const list = { data: [], meta: { page: 1, limit: 1, total: 0 } };

describe('doctor', () => {
  it('finds nothing wrong with a sandbox, sends two reads, and the first without the key', async () => {
    const server = await startServer({ body: list });
    const done = await boltcall(['doctor', '--json'], { env: { BOLTCALL_BASE_URL: `${server.url}/v1`, BOLTCALL_API_KEY: key } });
    expect(done.exitCode, done.stdout).toBe(0);
    expect(Object.values(found(done)).filter(({ status }) => status === 'failed')).toEqual([]);
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /v1/agents?limit=1', 'GET /v1/agents?limit=1']);
    expect(server.requests.map(({ header }) => header('authorization'))).toEqual([undefined, `Bearer ${key}`]);
    expect(done.stdout + done.stderr).not.toContain(key);

    const { home } = await sandboxHere();
    const sandbox = await boltcall(['doctor', '--sandbox'], { home });
    expect([sandbox.exitCode, sandbox.stderr]).toEqual([0, '']);
    expect(sandbox.stdout).toMatch(/^key\tok\t/m);
  });

  it('exits 14 and says what to do, where something is wrong', async () => {
    const home = makeHome();
    const config = join(home, 'config');
    if (!existsSync(config)) mkdirSync(config);
    writeFileSync(join(config, 'config.json'), '{}');
    chmodSync(join(config, 'config.json'), 0o644);
    chmodSync(config, 0o755);
    const server = await startServer({
      status: 401,
      headers: { date: 'Sun, 01 Mar 2020 12:00:00 GMT' },
      body: { error: { code: 'invalid_api_key', message: 'No such key', status: 401 } },
    });
    const done = await boltcall(['doctor', '--json', '-f', 'localhost:1', '--port', `${server.port}`], {
      home,
      env: { BOLTCALL_BASE_URL: `${server.url}/v1`, BOLTCALL_API_KEY: key },
    });
    expect(done.exitCode).toBe(14);
    const checks = found(done);
    for (const name of ['configuration', 'profiles', 'clock', 'key', 'port', 'target']) {
      expect(checks[name], name).toMatchObject({ status: 'failed' });
      expect(checks[name]?.hint, name).toBeTruthy();
    }
    expect(checks['profiles']?.hint).toContain('chmod 600');
    expect(checks['connection']).toMatchObject({ status: 'ok' });
    expect(JSON.parse(done.stderr)).toMatchObject({
      error: { code: 'check', exit_code: 14, message: expect.stringMatching(/^6 of \d+ checks failed$/) },
    });
  });

  it('goes on where a setting of the profile, or the file of authorities, is wrong', async () => {
    const home = makeHome();
    const config = join(home, 'config');
    if (!existsSync(config)) mkdirSync(config);
    writeFileSync(join(config, 'config.json'), JSON.stringify({ profiles: { default: { forward_to: '::bad::' } } }));
    const server = await startServer({ body: list });
    const env = { BOLTCALL_BASE_URL: `${server.url}/v1`, BOLTCALL_API_KEY: key };
    const target = found(await boltcall(['doctor', '--json'], { home, env }))['target'];
    expect(target).toMatchObject({ status: 'failed', message: expect.stringContaining("the profile's forward_to"), hint: expect.any(String) });
    const done = await boltcall(['doctor', '--json'], { home, env: { ...env, BOLTCALL_CA_FILE: '/no/such.pem' } });
    expect(found(done)['certificates']).toMatchObject({ status: 'failed', message: expect.stringContaining('/no/such.pem') });
    expect(done.exitCode).toBe(14);
  });

  it('without key and network says both', async () => {
    const done = await boltcall(['doctor', '--json', '--base-url', 'https://api.invalid/v1']);
    expect(done.exitCode).toBe(14);
    const checks = found(done);
    expect(checks['connection']).toMatchObject({ status: 'failed', message: 'the name api.invalid does not resolve' });
    expect(checks['key']).toMatchObject({ status: 'failed', hint: expect.stringContaining('boltcall login') });
    expect(checks['clock']).toMatchObject({ status: 'skipped' });
  });
});
