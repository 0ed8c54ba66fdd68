import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sign } from '../../src/values/signature.ts';
import { boltcall, makeHome } from '../support/program.ts';

const body = Buffer.from('{"event":"call.missed","timestamp":"2020-01-01T00:00:00Z","data":{}}\n');
const secret = 'whsec_4f9a';
const signature = `sha256=${sign(secret, body)}`;

test('the raw bytes of a file and of standard input are verified, newline and all', async () => {
  const home = makeHome();
  writeFileSync(join(home, 'body'), body);
  writeFileSync(join(home, 'secret'), `${secret}\n`);
  const file = await boltcall(['webhooks', 'verify', '--secret', '@secret', '--signature', signature, '--body', '@body'], { home });
  expect(file).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`Valid signature (${body.length}-byte body`) });
  const input = await boltcall(['webhooks', 'verify', '--secret', secret, '--signature', sign(secret, body), '--body', '-', '--json'], {
    input: body,
  });
  expect(JSON.parse(input.stdout)).toMatchObject({ valid: true, form: 'bare' });
});

test.each([
  [['--secret', `${secret} `], 'secret_changed', 'without the whitespace around it'],
  [['--secret', 'not-this-one'], 'mismatch', 'another webhook'],
  [['--secret', secret, '--signature', ''], 'no_signature', 'the signature is missing'],
  [['--secret', secret, '--signature', signature.toUpperCase()], 'wrong_form', 'otherwise it matches'],
  [['--secret', secret, '--tolerance', '5m'], 'too_old', '(maximum 5m)'],
])('%j is exit 14, and why', async (args, reason, words) => {
  const all = ['webhooks', 'verify', '--body', '-', ...(args.includes('--signature') ? [] : ['--signature', signature]), ...args];
  const done = await boltcall(all, { input: body });
  expect(done).toMatchObject({ exitCode: 14, stdout: '', stderr: expect.stringContaining(words) });
  const json = await boltcall([...all, '--json'], { input: body });
  expect(json.exitCode).toBe(14);
  expect(JSON.parse(json.stdout)).toMatchObject({ valid: false, reason });
  expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: reason, exit_code: 14 } });
});

test('a body that a shell has cut is told', async () => {
  const done = await boltcall(['webhooks', 'verify', '--secret', secret, '--signature', signature, '--body', body.toString().trim()]);
  expect(done).toMatchObject({ exitCode: 14, stderr: expect.stringContaining('the signature matches it with a newline at its end') });
});

test('without --secret it is the one that your app has, and what is missing is named', async () => {
  const env = { BOLTCALL_WEBHOOK_SECRET: secret };
  const done = await boltcall(['webhooks', 'verify', '--signature', signature, '--body', '-'], { input: body, env });
  expect(done).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('BOLTCALL_WEBHOOK_SECRET') });
  const missing = await boltcall(['webhooks', 'verify']);
  expect(missing).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('missing --signature VALUE and --body @FILE') });
});
