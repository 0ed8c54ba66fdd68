import { expect, test } from 'vitest';
import { redirect } from '../../../src/transport/redirect.ts';
import type { Request, Response, Transport } from '../../../src/transport/transport.ts';

async function* nothing(): AsyncIterable<Uint8Array> {}

const origin = 'https://api.example.com';
const recording: Request = { method: 'GET', url: new URL(`${origin}/v1/calls/1/recording`), headers: [], effect: 'none', stream: true };

/** Follows a request through these redirect URLs; returns the URLs requested after the first, and the final status. */
const following = async (request: Request, ...steps: readonly string[]) => {
  const asked: string[] = [];
  const service: Transport = async ({ url }): Promise<Response> => {
    const to = steps[asked.length];
    asked.push(url.href);
    return { status: to === undefined ? 200 : 302, headers: to === undefined ? [] : [['location', to]], body: nothing() };
  };
  const { status } = await redirect(service, { origin })(request);
  return { asked: asked.slice(1), status };
};

test('a recording is followed elsewhere, but never back to the API, which would get the key with a request of another’s choice', async () => {
  const elsewhere = 'https://files.example.net/1.wav';
  expect(await following(recording, elsewhere)).toEqual({ asked: [elsewhere], status: 200 });
  expect(await following(recording, elsewhere, 'https://files.example.net/2.wav')).toMatchObject({ status: 200 });
  for (const back of [`${origin}/v1/leads`, `${origin}/v1/calls/1/recording`]) {
    expect(await following(recording, elsewhere, back)).toEqual({ asked: [elsewhere], status: 302 });
  }
});

test('on the API itself any GET is followed, at most five times; nothing else leaves it', async () => {
  const list: Request = { method: 'GET', url: new URL(`${origin}/v1/leads`), headers: [], effect: 'none' };
  expect(await following(list, '/v2/leads')).toEqual({ asked: [`${origin}/v2/leads`], status: 200 });
  expect(await following(list, '/1', '/2', '/3', '/4', '/5', '/6')).toMatchObject({ asked: { length: 5 }, status: 302 });
  expect(await following(list, 'https://files.example.net/leads')).toEqual({ asked: [], status: 302 });
  expect(await following(recording, 'http://files.example.net/1.wav')).toEqual({ asked: [], status: 302 });
  expect(await following({ ...list, method: 'POST' }, '/v2/leads')).toEqual({ asked: [], status: 302 });
});
