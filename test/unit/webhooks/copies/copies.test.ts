import { spawnSync } from 'node:child_process';
import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asCurl } from '../../../../src/webhooks/copies/curl.ts';
import { asFixture, whyNoFixture } from '../../../../src/webhooks/copies/fixture.ts';
import { asHttp } from '../../../../src/webhooks/copies/http.ts';
import { type Request, requestOf } from '../../../../src/webhooks/copies/request.ts';
import { playStep, readFixture } from '../../../../src/webhooks/trigger/fixture.ts';
import { parseFile } from '../../../../src/webhooks/trigger/fixture-file.ts';
import { needs } from '../../../support/needs.ts';
import { startServer } from '../../../support/server.ts';

const of = (body: Uint8Array | string, over: Partial<Request> = {}): Request => ({
  id: 'dlv_1',
  event: 'call.missed',
  method: 'POST',
  target: 'http://localhost:3000/',
  headers: [],
  body: Buffer.from(body),
  ...over,
});

const works = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

describe('a curl command', () => {
  const headers: Request['headers'] = [
    ['Content-Type', 'application/json'],
    ['X-Odd', "a 'b' $c !! `d`"],
    ['X-None', ''],
  ];
  const bodies: ReadonlyArray<readonly [string, Buffer]> = [
    ['quotes and escapes', Buffer.from("{'it''s': \"$HOME `id` \\\\ \\n !!\"}")],
    ['a name of a file', Buffer.from('@/etc/passwd')],
    ['lines', Buffer.from('{"a":\r\n\t1}\n\n')],
    ['no ASCII', Buffer.from('{"naïve":"🙂"}')],
    ['what turns a line around', Buffer.from('{"naïve":"\u202e🙂\u009b31m"}')],
    ['nothing', Buffer.alloc(0)],
    ['NUL', Buffer.from('a\0b')],
    ['no text', Buffer.from(Array.from({ length: 1000 }, (_, at) => (at * 7) % 256))],
  ];
  const shells = ['sh', 'bash', 'zsh'];

  test.for(shells)('sends the very bytes and headers from %s', async (shell, context) => {
    needs(context, works(shell) && works('curl'), `${shell} and curl`);
    const app = await startServer({ body: {} });
    for (const [at, [what, body]] of bodies.entries()) {
      const command = asCurl(of(body, { target: `${app.url}/hooks?x='1'&y[]={2}`, headers }));
      expect((await execa(shell, { input: command, reject: false })).exitCode, what).toBe(0);
      const request = await app.request(at + 1);
      expect(request.body.equals(body), what).toBe(true);
      expect([request.method, request.url]).toEqual(['POST', "/hooks?x='1'&y[]={2}"]);
      expect([request.header('content-type'), request.header('x-odd'), request.header('x-none')]).toEqual([
        'application/json',
        "a 'b' $c !! `d`",
        '',
      ]);
    }
  });

  test('looks on a terminal as it is, whatever is in the body', () => {
    for (const [what, body] of bodies) expect(asCurl(of(body)), what).toMatch(/^[\n\x20-\x7eï🙂]*$/u);
  });

  test('sends no Content-Type that the delivery did not have', async (context) => {
    needs(context, works('curl'), 'curl');
    const app = await startServer({ body: {} });
    await execa('sh', { input: asCurl(of('{}', { target: app.url })) });
    expect((await app.request(1)).header('content-type')).toBeUndefined();
  });

  test('reads a body from the log that is too long for a command', () => {
    expect(asCurl(of(Buffer.alloc(100_000, 'x')))).toBe(
      'boltcall webhooks log show dlv_1 --body | curl -X POST http://localhost:3000/ \\\n  -H Content-Type: \\\n  --data-binary @-\n',
    );
  });
});

test('what a header says in UTF-8 is sent in UTF-8', () => {
  const headers = [['X-Name', Buffer.from('José').toString('latin1')] as const];
  const delivery = { id: 'dlv_1', receivedAt: 0, method: 'POST', path: '/', headers, body: Buffer.alloc(0), verified: true };
  expect(requestOf({ delivery, attempts: [] }).headers).toEqual([['X-Name', 'José']]);
});

describe('an .http request', () => {
  const headers: Request['headers'] = [['Content-Type', 'application/json']];

  test('is what editors send', () => {
    expect(asHttp(of('{"event":"call.missed"}', { headers }))).toBe(
      '### dlv_1 call.missed\nPOST http://localhost:3000/\nContent-Type: application/json\n\n{"event":"call.missed"}\n',
    );
  });

  test.each(['{"a":"{{b}}"}', '{\n}', '{} ', '< file', 'text', '', '\xff', `"${'x'.repeat(100_000)}"`])(
    'takes from a file what they would change: %j',
    (body) => {
      expect(asHttp(of(Buffer.from(body, 'latin1'), { event: 'a\nb' }))).toBe(
        '### dlv_1 a↵b\n# First run: boltcall webhooks log show dlv_1 --body > dlv_1.body\nPOST http://localhost:3000/\n\n< ./dlv_1.body\n',
      );
    },
  );
});

test('an .http request never asks the editor for a variable', () => {
  const headers: Request['headers'] = [
    ['X-Evil', '{{$processEnv HOME}}'],
    ['X-Good', 'a'],
  ];
  expect(asHttp(of('{}', { headers, event: undefined }))).toBe(
    '### dlv_1\n# Left out, since editors would change it: X-Evil\nPOST http://localhost:3000/\nX-Good: a\n\n{}\n',
  );
});

describe('a fixture', () => {
  /** Returns what `trigger --fixture` sends. */
  const sent = async (text: string) => {
    const [step] = readFixture(await parseFile(text, 'file'), 'file', () => 0).steps;
    return step?.event === undefined
      ? undefined
      : playStep({ ...step, event: step.event }, {}, { now: 0, random: (size) => Buffer.alloc(size) }, 'x').payload;
  };

  test('is one that trigger takes, with the same data', async () => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('+14155550133', '007', 'yes', '- a', '#', ''),
    );
    const values = fc.oneof(texts, fc.maxSafeInteger(), fc.boolean(), fc.constant(null), fc.array(texts), fc.constant({}), fc.constant(1.5));
    const keys = texts.filter((key) => key !== '__proto__');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(keys, values), async (data) => {
        const body = Buffer.from(JSON.stringify({ event: 'new_lead', timestamp: 'x', data }));
        fc.pre(whyNoFixture(body) === undefined);
        expect(await sent(asFixture(body) ?? '')).toMatchObject({ event: 'new_lead', data: JSON.parse(body.toString()).data });
      }),
      { numRuns: 40 },
    );
  });

  test('is not made of what is no event, or would be changed', () => {
    const deep = `{"event":"a","data":{"x":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`;
    const unfit = [
      '',
      'no JSON',
      '[]',
      '{"event":"a"}',
      '{"event":"","data":{}}',
      '{"event":"a","data":{"x":["{{y}}"]}}',
      '{"event":"a","data":{"x":1e21}}',
      deep,
    ];
    for (const body of unfit) {
      expect(asFixture(Buffer.from(body))).toBeUndefined();
      expect(whyNoFixture(Buffer.from(body))).toMatch(/^the body/);
    }
  });
});
