import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sign } from '../../src/values/signature.ts';
import { writeLog } from '../support/log.ts';
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

describe('a delivery of the log', () => {
  const made = Date.now() - 3.5 * 3_600_000;
  const old = Buffer.from(JSON.stringify({ event: 'call.missed', timestamp: new Date(made).toISOString(), data: { id: 'call_7' } }));

  test('is verified with the bytes and signature that it came with, as of its receipt', async () => {
    const home = makeHome();
    const [id = ''] = await writeLog(home, [{ event: 'call.missed', body: old, secret, at: made + 2_000 }]);
    const args = ['webhooks', 'verify', '--delivery', 'call_7', '--secret', secret];
    const done = await boltcall([...args, '--tolerance', '5m'], { home });
    expect(done).toMatchObject({ exitCode: 0, stdout: `Valid signature (${old.length}-byte body, 2s old when received).\n` });
    expect(done.stderr).toMatch(new RegExp(`^Checked ${id} as received .* \\(3h ago\\), with the secret from --secret\\.\n$`));
    const json = await boltcall([...args, '--json'], { home });
    expect(JSON.parse(json.stdout)).toEqual({ delivery: id, valid: true, form: 'prefixed', age_seconds: 2 });
    const late = await boltcall([...args, '--tolerance', '1s'], { home });
    expect(late).toMatchObject({ exitCode: 14, stderr: expect.stringContaining('the body is 2s old (maximum 1s)') });
  });

  test('that does not fit is explained, and one without a signature is told', async () => {
    const home = makeHome();
    await writeLog(home, [
      { body: old, secret: `${secret} ` },
      { body, headers: [] },
    ]);
    const wrong = await boltcall(['webhooks', 'verify', '--delivery', 'call_7', '--secret', `${secret}  `], { home });
    expect(wrong).toMatchObject({ exitCode: 14, stderr: expect.stringContaining('does not match this secret and body') });
    const near = await boltcall(['webhooks', 'verify', '--delivery', 'call_7', '--secret', `"${secret} "`], { home });
    expect(near).toMatchObject({ exitCode: 14, stderr: expect.stringContaining('the signature matches the secret without the quotes around it') });
    const none = await boltcall(['webhooks', 'verify', '--delivery', 'last', '--secret', secret], { home });
    expect(none).toMatchObject({ exitCode: 14, stderr: expect.stringContaining('the signature is missing') });
  });

  test("that listen signed again is checked as the app got it, or as it came if the secret is the service's", async () => {
    const home = makeHome();
    await writeLog(home, [{ body: old, secret: 'whsec_service', resignedWith: secret }]);
    const verified = (more: string) => boltcall(['webhooks', 'verify', '--delivery', 'last', '--secret', more], { home });
    expect(await verified(secret)).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('the signature that `listen` gave it') });
    expect(await verified('whsec_service')).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('the original signature') });
    expect((await verified('whsec_other')).exitCode).toBe(14);
  });

  test('is verified with the secret of the profile, or of a sandbox', async () => {
    const home = makeHome();
    const printed = async (...args: string[]): Promise<string> =>
      JSON.parse((await boltcall(['listen', '--print-secret', '--json', ...args], { home })).stdout).secret;
    await writeLog(home, [
      { body: old, secret: await printed() },
      { body, secret: await printed('--sandbox') },
    ]);
    const first = await boltcall(['webhooks', 'verify', '--delivery', 'call_7'], { home });
    expect(first).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('the secret from profile default.') });
    const second = await boltcall(['webhooks', 'verify', '--delivery', 'last'], { home });
    expect(second).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('the secret from the sandbox.') });
  });

  test('takes the place of a body and a signature', async () => {
    for (const other of [
      ['--body', 'x'],
      ['--signature', 'x'],
    ]) {
      const done = await boltcall(['webhooks', 'verify', '--delivery', 'last', ...other]);
      expect(done).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`${other[0]} and --delivery cannot be used together`) });
    }
    expect(await boltcall(['webhooks', 'verify', '--delivery', 'last'])).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('the log is empty'),
    });
  });
});
