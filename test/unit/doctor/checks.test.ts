import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { checkMode, checkNode } from '../../../src/doctor/machine.ts';
import { checkPort, checkTarget } from '../../../src/doctor/ports.ts';
import { checkAddress, checkClock, checkProxy } from '../../../src/doctor/service.ts';
import { later } from '../../support/temporary.ts';

const listen = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => server.close());
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
};

describe('doctor', () => {
  it.each([
    ['20.19.0', 'ok'],
    ['20.20.2', 'ok'],
    ['22.0.0', 'ok'],
    ['20.18.3', 'failed'],
    ['18.20.0', 'failed'],
  ])('Node %s: %s', (version, status) => {
    expect(checkNode(version).status).toBe(status);
  });

  it.each([
    [0o100600, 'ok', undefined],
    [0o100400, 'ok', undefined],
    [0o100644, 'failed', "chmod 600 '/c'"],
    [0o100660, 'failed', "chmod 600 '/c'"],
  ])('a file of mode %o: %s', (mode, status, hint) => {
    expect(checkMode('profiles', '/c', mode, 0o600)).toMatchObject({ status, ...(hint && { hint }) });
  });

  const now = Date.parse('2026-03-01T12:00:00Z');
  it.each([
    ['Sun, 01 Mar 2026 12:00:10 GMT', 'ok', 'agrees'],
    ['Sun, 01 Mar 2026 12:02:00 GMT', 'warning', '120 s behind'],
    ['Sun, 01 Mar 2026 11:50:00 GMT', 'failed', '600 s ahead of'],
    ['yesterday', 'skipped', 'no Date'],
    [undefined, 'skipped', 'no Date'],
  ])('a service whose Date is %s: %s', (date, status, words) => {
    expect(checkClock(date, now)).toMatchObject({ status, message: expect.stringContaining(words) });
  });

  it('tells which proxy is used, without its password', () => {
    const url = new URL('https://api.example.com/v1');
    expect(checkProxy({}, url).message).toBe('none');
    expect(checkProxy({ HTTPS_PROXY: 'http://user:s3cr3t@proxy:3128' }, url).message).toBe('proxy:3128 (HTTPS_PROXY), with user name and password');
    expect(checkProxy({ HTTPS_PROXY: 'ftp://user:s3cr3t@proxy' }, url)).toMatchObject({
      status: 'failed',
      message: expect.not.stringContaining('s3cr3t'),
    });
  });

  it('says where a key must not go', () => {
    const at = (href: string) =>
      checkAddress({ baseUrl: { value: new URL(href), from: '--base-url' }, heldKey: { value: 'sk_live_secret', from: 'x' } });
    expect(at('https://api.example.com/v1').status).toBe('ok');
    expect(at('http://localhost:4010/v1').status).toBe('ok');
    expect(at('http://api.example.com/v1')).toMatchObject({ status: 'failed', message: expect.not.stringContaining('sk_live_secret') });
  });

  it('looks for a target on both addresses of localhost', async () => {
    const port = await listen();
    const found = await checkTarget(`http://localhost:${port}/`, 'localhost', port, true);
    expect(found).toMatchObject({ status: 'ok', message: expect.stringContaining(`127.0.0.1:${port}`) });
    const missing = await checkTarget('http://localhost:1/', 'localhost', 1, true);
    expect(missing).toMatchObject({ status: 'failed', message: 'http://localhost:1/: nothing is listening on [::1]:1 or 127.0.0.1:1' });
    expect((await checkTarget('http://localhost:1/', 'localhost', 1, false)).status).toBe('warning');
  });

  it('says whether a port is free', async () => {
    expect((await checkPort(0)).status).toBe('ok');
    expect(await checkPort(await listen())).toMatchObject({ status: 'failed', message: expect.stringContaining('is in use by another program') });
  });
});
