import { expect, test } from 'vitest';
import { inWorld } from '../support/world.ts';

const odd = 'Quince9Marble7Otter5';
const key = 'sk_live_0123456789abcdefghij';

test.each([
  ['login', key],
  ['login', odd],
  ['login', '--no-verify', odd],
  ['trigger', key],
  ['agents', 'list', key],
  ['profiles', 'use', key],
  ['--api-key', odd, 'agents', 'lst'],
  ['agents', 'list', '--api-key', odd, '--nope'],
  ['agents', 'list', `--api-key=${odd}`, '--limit', odd],
  ['webhooks', 'create', '--url', 'nonsense', '--event', 'call.missed', '--secret', odd],
  ['webhooks', 'create', '--url', 'https://app.test/x', '--event', 'call.missed', '--secret', odd, '--dry-run'],
  ['webhooks', 'create', '--url', 'https://app.test/x', '--event', 'call.missed', '--secret', odd, '--dry-run', '-o', 'json'],
  ['api', 'POST', 'webhooks', '-f', 'url=https://app.test/x', '-f', `secret=${odd}`, '--dry-run'],
  ['listen', '--via', 'local', '--secret', odd, '--dry-run'],
])('no key and no secret is shown: %s %s %s', async (...argv) => {
  const { stdout, stderr } = await inWorld(argv);
  expect(stdout + stderr).not.toBe('');
  expect(stdout + stderr).not.toContain(odd);
  expect(stdout + stderr).not.toContain(key);
});

test('a key of a profile or the environment is hidden in notes, warnings and errors, whatever its form', async () => {
  const hidden = await inWorld(['trigger', 'call.missed', '--forward-to', `${odd}://x`], { env: { BOLTCALL_API_KEY: odd } });
  expect(hidden.stderr).toContain('[hidden]');
  expect(hidden.stderr).not.toContain(odd);
  const refused = await inWorld(['trigger', odd, '--forward-to', '3000'], { env: { BOLTCALL_API_KEY: odd } });
  expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('argument `event` looks like an API key or a secret')]);
  expect(refused.stderr).not.toContain(odd);
});
