import { describe, expect, it } from 'vitest';
import { startListen, startService } from '../support/listen.ts';
import { boltcall } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';
import { startServer } from '../support/server.ts';

const odd = ['', 'Foo/Bar', 'UTC-3'];

describe.each(odd)('TZ=%s', (TZ) => {
  it('is taken as UTC, and a note says so', async () => {
    const { env } = await sandboxHere();
    for (const args of [
      ['calls', 'list', '--from', 'today'],
      ['analytics', 'overview'],
      ['appointments', 'list'],
    ]) {
      const [plain, utc] = [await boltcall(args, { env: { ...env, TZ } }), await boltcall(args, { env: { ...env, TZ: 'UTC' } })];
      expect([plain.exitCode, plain.stdout], plain.stderr).toEqual([0, utc.stdout]);
      expect(plain.stderr).toContain(
        TZ === '' ? 'TZ is empty and names no time zone: times are in UTC.' : `TZ is \`${TZ}\` and names no time zone: times are in UTC.`,
      );
      expect(utc.stderr).not.toContain('TZ');
    }
  });
});

it('doctor shows the zone', async () => {
  const { env } = await sandboxHere();
  const zoneIn = async (TZ: string) => {
    const checks: Array<{ check: string }> = JSON.parse((await boltcall(['doctor', '-o', 'json'], { env: { ...env, TZ } })).stdout);
    return checks.find(({ check }) => check === 'time zone');
  };
  expect(await zoneIn('Europe/Berlin')).toMatchObject({ status: 'ok', message: 'Europe/Berlin (the machine)' });
  expect(await zoneIn('')).toMatchObject({ status: 'warning', message: 'UTC, since TZ names no time zone' });
});

it('a listener shows deliveries in whatever zone', async () => {
  const [service, app] = [await startService(), await startServer()];
  const { deliver, running } = await startListen(service, ['-f', app.url], { env: { TZ: '' } });
  expect((await deliver('{"event":"call.missed"}')).status).toBe(200);
  expect((await running.stop('SIGTERM')).exitCode).toBe(143);
  expect(service.webhooks.size).toBe(0);
});
