import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { asCurl, asFixture, whyNoFixture } from '../../../../src/webhooks/inspect/copies.ts';
import { readFixture } from '../../../../src/webhooks/trigger/fixture.ts';
import { startServer } from '../../../support/server.ts';

const of = (body: Uint8Array | string) => ({ id: 'dlv_1', method: 'POST', body: Buffer.from(body) });

test('a curl command sends the very bytes and headers, whatever is in them', async () => {
  const app = await startServer({ body: {} });
  const bodies = ["{'it''s': \"$HOME `id` \\\\ \\n\"}", '@/etc/passwd', '{"a":\r\n\t1}\n\n', '{"naïve":"\u202e🙂"}'];
  for (const [at, body] of bodies.entries()) {
    const command = asCurl(of(body), `${app.url}/hooks?x='1'&y=2`, [
      ['Content-Type', 'application/json'],
      ['X-Odd', "a 'b' $c"],
      ['X-None', ''],
    ]);
    expect((await execa('sh', ['-c', command], { reject: false })).exitCode).toBe(0);
    const request = await app.request(at + 1);
    expect(request.body.toString()).toBe(body);
    expect(request.url).toBe("/hooks?x='1'&y=2");
    expect([request.header('content-type'), request.header('x-odd'), request.header('x-none')]).toEqual(['application/json', "a 'b' $c", '']);
  }
});

test('what cannot stand in a command is read from the log', () => {
  for (const body of [Buffer.from([0xff, 0]), Buffer.from('a\0b'), Buffer.alloc(100_000, 'x')])
    expect(asCurl(of(body), 'http://localhost:3000/', [])).toBe(
      "boltcall webhooks log show dlv_1 --body | curl -X POST 'http://localhost:3000/' \\\n  --data-binary @-\n",
    );
});

test('a fixture is one that trigger takes, with the same data', async () => {
  const data = { id: 'lead_1', name: 'no: "quotes" # or comment', big: 1e21, tags: ['x', null, true], text: 'two\nlines ' };
  const text = (await asFixture(Buffer.from(JSON.stringify({ event: 'new_lead', timestamp: 'x', data })))) ?? '';
  const fixture = readFixture({ value: parse(text), place: () => 'step 1' }, 'file', () => 0);
  expect(fixture.steps).toMatchObject([{ event: 'new_lead', data }]);
});

test('what is no event, or would be filled in, is no fixture', async () => {
  for (const body of ['', 'no JSON', '[]', '{"event":"a"}', '{"event":"","data":{}}', '{"event":"a","data":{"x":["{{y}}"]}}']) {
    expect(await asFixture(Buffer.from(body))).toBeUndefined();
    expect(whyNoFixture(Buffer.from(body))).toMatch(/^the body/);
  }
});
