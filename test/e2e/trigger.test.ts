import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verify } from '../../src/values/signature.ts';
import { sampleNames } from '../../src/webhooks/trigger/sample.ts';
import { makeAuthority } from '../support/authority.ts';
import { startListen, startService } from '../support/listen.ts';
import { boltcall, makeHome, start } from '../support/program.ts';
import { type Recorded, startServer } from '../support/server.ts';
import { later } from '../support/temporary.ts';

const signed = (request: Recorded, secret: string): boolean => verify(secret, request.body, request.header('x-boltcall-signature') ?? '');

describe('trigger', () => {
  test('posts a signed sample to an app and shows what it answers', async () => {
    const home = makeHome();
    const app = await startServer({ status: 201, body: { taken: true } });
    const secret = (await boltcall(['listen', '--print-secret'], { home })).stdout.trim();
    const done = await boltcall(
      ['trigger', 'call.missed', '-f', `${app.port}/hooks?x=1`, '-H', 'X-Mine: yes', '--set', 'data.caller=+14155550133', '-o', 'json'],
      { home },
    );
    expect(done.exitCode).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({
      event: 'call.missed',
      status: 201,
      body: '{"taken":true}',
      target: `http://localhost:${app.port}/hooks?x=1`,
    });
    const [request] = app.requests;
    expect(request).toMatchObject({ method: 'POST', url: '/hooks?x=1' });
    expect(request?.header('content-type')).toBe('application/json');
    expect(request?.header('user-agent')).toBe('Boltcall-Webhook/1.0');
    expect(request?.header('x-mine')).toBe('yes');
    expect(request?.json()).toMatchObject({ event: 'call.missed', data: { caller: '+14155550133', status: 'missed' } });
    expect(request && signed(request, secret)).toBe(true);
  });

  test.each(sampleNames)('%s needs no key and no service', async (name) => {
    const app = await startServer();
    const done = await boltcall(['webhooks', 'trigger', name, '--forward-to', app.url, '--secret', 'whsec_x']);
    expect(done).toMatchObject({ exitCode: 0, stderr: '' });
    expect(app.requests[0]?.json()).toMatchObject({ event: name });
    expect(app.requests[0] && signed(app.requests[0], 'whsec_x')).toBe(true);
  });

  test('sends many, each of its own', async () => {
    const app = await startServer();
    const done = await boltcall([
      'trigger',
      'lead.created',
      '-f',
      app.url,
      '--data',
      '{"id":"same"}',
      '--count',
      '20',
      '--rate',
      '500',
      '-o',
      'jsonl',
    ]);
    expect(done.exitCode).toBe(0);
    expect(done.stdout.trimEnd().split('\n').length).toBe(20);
    expect(new Set(app.requests.map(({ body }) => body.toString())).size).toBe(20);
  });

  test('plays a fixture whose values carry over', async () => {
    const app = await startServer();
    const fixture =
      'values: {phone: +14155550133}\nsteps:\n  - event: lead.created\n    set: {phone: "{{phone}}"}\n  - wait: 10ms\n  - event: appointment.booked\n    set: {lead_id: "{{lead.id}}"}\n';
    const done = await boltcall(['trigger', '--fixture', '-', '-f', app.url, '--set', 'phone=+4930123456', '-o', 'id'], { input: fixture });
    expect(done.exitCode).toBe(0);
    const [lead, appointment] = app.requests.map((request) => Object(request.json()).data);
    expect(lead.phone).toBe('+4930123456');
    expect(appointment.lead_id).toBe(lead.id);
  });

  test('takes data from a file, whole or not', async () => {
    const home = makeHome();
    const app = await startServer();
    writeFileSync(join(home, 'whole.json'), '{"event":"lead.created","timestamp":"2020-01-01T00:00:00Z","data":{"id":"x"},"more":1}');
    const done = await boltcall(['trigger', 'lead.created', '-f', app.url, '--data', '@whole.json'], { home });
    expect(done.exitCode).toBe(0);
    expect(app.requests[0]?.json()).toMatchObject({ data: { id: 'x' }, more: 1 });
  });

  describe('says what is wrong', () => {
    test.each([
      [404, 'Your app has no route for POST /hooks.'],
      [401, '--print-secret'],
      [500, 'answered 500'],
    ])('with a target that answers %d: exit 14', async (status, words) => {
      const app = await startServer({ status, body: 'no\n' });
      const done = await boltcall(['trigger', 'call.missed', '-f', `${app.url}/hooks`]);
      expect(done.exitCode).toBe(14);
      expect(done.stderr).toContain(words);
      expect(done.stdout).toContain('no');
    });

    test('with a target that redirects', async () => {
      const app = await startServer({ status: 307, headers: { Location: '/hooks/' } });
      const done = await boltcall(['trigger', 'call.missed', '-f', `${app.url}/hooks`]);
      expect(done.exitCode).toBe(14);
      expect(done.stderr).toContain(`Your app redirects to ${app.url}/hooks/`);
      expect(app.requests.length).toBe(1);
    });

    test('with nobody there: exit 10, and both addresses that were tried', async () => {
      const app = await startServer();
      await app.close();
      const done = await boltcall(['trigger', 'call.missed', '-f', `${app.port}`]);
      expect(done.exitCode).toBe(10);
      expect(done.stderr).toMatch(new RegExp(`nothing is listening on .*127\\.0\\.0\\.1:${app.port}`));
    });

    test('when only some of several fail: exit 13', async () => {
      const app = await startServer([{ status: 500 }, { status: 200 }]);
      const done = await boltcall(['trigger', 'call.missed', '-f', app.url, '--count', '3']);
      expect(done.exitCode).toBe(13);
      expect(done.stderr).toContain('1 of 3 failed');
    });

    test.each([
      [[], 'no event given'],
      [['call.missed', '-f', 'http://'], '--forward-to'],
      [['call.missed', '--data', '{'], '--data: invalid JSON'],
      [['call.missed', '--set', 'caller=+1'], '--set data.caller'],
      [['call.missed', '--rate', 'fast'], '--rate'],
      [['call.missed', '--count', '0'], '--count'],
      [['call.missed', '--fixture', 'x.yaml'], 'cannot be used together'],
      [['--fixture', 'nowhere.yaml'], 'no such file'],
      [['call.missed'], 'no target: '],
      [['call.missed', '-f', '1', '-H', 'nonsense'], "'Name: value'"],
    ])('when typed wrongly: %j, exit 2 and nothing sent', async (args, words) => {
      const done = await boltcall(['trigger', ...args]);
      expect(done.exitCode).toBe(2);
      expect(done.stderr).toContain(words);
      expect(done.stdout).toBe('');
    });

    test('of an event nobody knows, which is sent all the same; one that looks misspelled only where that is asked for', async () => {
      const app = await startServer();
      const other = await boltcall(['trigger', 'invoice.paid', '-f', app.url]);
      expect([other.exitCode, other.stderr]).toEqual([0, expect.stringContaining('`invoice.paid` is not a documented event')]);
      for (const typed of ['cal.missed', 'call.complete', 'Call.Missed', 'call.*', 'call.missed,lead.created', 'missed'])
        expect([typed, (await boltcall(['trigger', typed, '-f', app.url])).exitCode]).toEqual([typed, 2]);
      const refused = await boltcall(['trigger', 'cal.missed', '-f', app.url]);
      expect(refused.stderr).toContain('Did you mean `call.missed`?');
      await boltcall(['trigger', 'cal.missed', '-f', app.url, '--allow-unknown-event']);
      expect(app.requests.map((request) => request.json())).toMatchObject([{ event: 'invoice.paid' }, { event: 'cal.missed', data: {} }]);
    });
  });

  test('shows what would be sent, and sends nothing', async () => {
    const app = await startServer();
    const done = await boltcall(['trigger', 'call.missed', '--dry-run', '-o', 'json', '-f', app.url, '--read-only']);
    expect(JSON.parse(done.stdout)).toMatchObject({ dry_run: true, method: 'POST', url: `${app.url}/`, body: { event: 'call.missed' } });
    expect(done.exitCode).toBe(0);
    expect(app.requests).toEqual([]);
  });

  test('through a listener whose target is refused, or with no way to a target: a hint about the target, not about the base URL', async () => {
    const service = await startService();
    const { home } = await startListen(service, ['-f', '1', '--retries', '0']);
    const refused = await boltcall(['trigger', 'call.missed'], { home });
    expect(refused.exitCode).toBe(10);
    expect(refused.stderr).toContain('Is your app running?');
    const unknown = await boltcall(['trigger', 'call.missed', '-f', 'http://nowhere.invalid/'], { home });
    expect(unknown.exitCode).toBe(10);
    for (const { stderr } of [refused, unknown]) expect(stderr).not.toContain('base URL');
  });

  test('an app of a private authority: -k, --ca-file and BOLTCALL_CA_FILE count', async () => {
    const authority = await makeAuthority();
    const { cert, key } = await authority.issue(['localhost']);
    const app = createServer({ cert, key }, (_, response) => response.end());
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    later(() => {
      app.close();
      app.closeAllConnections();
    });
    const address = app.address();
    const url = `https://localhost:${typeof address === 'object' ? address?.port : ''}/`;
    const codeOf = async (words: readonly string[], env = {}) => (await boltcall(['trigger', 'call.missed', '-f', url, ...words], { env })).exitCode;
    expect(await codeOf([])).toBe(10);
    expect(await codeOf(['-k'])).toBe(0);
    expect(await codeOf(['--ca-file', authority.certFile])).toBe(0);
    expect(await codeOf([], { BOLTCALL_CA_FILE: authority.certFile })).toBe(0);
  });

  test('goes through a running listener: its routes, its log, and the answer of the app', async () => {
    const home = makeHome();
    const calls = await startServer({ body: { at: 'calls' } });
    const rest = await startServer({ status: 500, body: 'broken' });
    const service = await startService({ secret: { own: 'whsec_of_the_service' } });
    const env = { ...service.env, BOLTCALL_WEBHOOK_SECRET: 'whsec_of_the_app' };
    const listener = start(['listen', '--route', `call.*=${calls.url}/calls`, '-f', `${rest.url}/rest`, '--retries', '0', '-o', 'jsonl'], {
      home,
      env,
    });
    await listener.until((stdout) => stdout.includes('"ready"'));

    const good = await boltcall(['trigger', 'missed_call', '-o', 'json'], { home });
    expect(good.exitCode).toBe(0);
    expect(JSON.parse(good.stdout)).toMatchObject({
      target: `${calls.url}/calls`,
      status: 200,
      body: '{"at":"calls"}',
      id: expect.stringMatching(/^dlv_/),
    });
    // The app verifies with its own secret, whichever secret the service signs with.
    expect(calls.requests[0] && signed(calls.requests[0], 'whsec_of_the_app')).toBe(true);

    const bad = await boltcall(['trigger', 'lead.created', '-o', 'json'], { home });
    expect(bad.exitCode).toBe(14);
    expect(bad.stderr).toContain(`${rest.url}/rest answered 500`);
    expect(JSON.parse(bad.stdout)).toMatchObject({ target: `${rest.url}/rest`, status: 500, body: 'broken' });

    const listed = await boltcall(['webhooks', 'log', 'list', '-o', 'json'], { home });
    expect(JSON.parse(listed.stdout)).toMatchObject([
      { event: 'lead.created', verified: true, attempts: 1, last_status: 500, failed: true },
      { event: 'missed_call', verified: true, attempts: 1, last_status: 200, failed: false },
    ]);

    // A wrong secret: the listener reports it, not the app.
    const wrong = await boltcall(['trigger', 'call.missed', '--secret', 'whsec_wrong'], { home });
    expect(wrong).toMatchObject({ exitCode: 14, stderr: expect.stringContaining('the listener answered 401') });
    expect(wrong.stderr).toContain('drop --secret');

    // Replayed from another process: it takes the same route and has the signature that the app received.
    const again = await boltcall(['webhooks', 'replay', JSON.parse(good.stdout).id, '-o', 'json'], { home });
    expect(again.exitCode).toBe(0);
    const replayed = await calls.request(2);
    expect(replayed.url).toBe('/calls');
    expect(replayed.body.equals(calls.requests[0]?.body ?? Buffer.alloc(0))).toBe(true);
    expect(signed(replayed, 'whsec_of_the_app')).toBe(true);
    expect(replayed.header('x-boltcall-replay')).toBe(JSON.parse(good.stdout).id);
    await listener.stop();
  });

  test('stops at Ctrl-C', async () => {
    const app = await startServer();
    const running = start(['trigger', 'lead.created', '-f', app.url, '--count', '200', '--rate', '50', '-o', 'jsonl'], { home: makeHome() });
    await running.until((stdout) => stdout.includes('\n'));
    const done = await running.stop('SIGINT');
    expect(done.exitCode).toBe(130);
  });
});

test('events are named, and shown as samples, without a network', async () => {
  const listed = await boltcall(['webhooks', 'events', '-o', 'json']);
  expect(JSON.parse(listed.stdout).map(({ name }: { name: string }) => name)).toEqual(sampleNames);
  const shown = await boltcall(['webhooks', 'events', 'call.missed']);
  expect(JSON.parse(shown.stdout)).toMatchObject({ event: 'call.missed', data: { status: 'missed' } });
  const wrong = await boltcall(['webhooks', 'events', 'call.mised']);
  expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Did you mean `call.missed`?') });
});
