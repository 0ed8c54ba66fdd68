import { describe, expect, it } from 'vitest';
import { resources } from '../../src/resources/index.ts';
import { method, path } from '../../src/resources/resource.ts';
import { boltcall, type Done, makeHome } from '../support/program.ts';
import { type Answer, type Recorded, startServer } from '../support/server.ts';

/** One command line for every API operation. */
const commands: Readonly<Record<string, readonly string[]>> = {
  'agents list': [],
  'agents create': ['--name', 'Ana', '--voice-id', 'voice_1'],
  'agents update': ['agent_1', '--greeting', 'Hello'],
  'agents delete': ['agent_1'],
  'calls list': [],
  'calls get': ['call_1'],
  'calls outbound': ['--agent-id', 'agent_1', '--to', '+14155550133'],
  'calls recording': ['call_1', '--out', 'call.wav'],
  'calls transcript': ['call_1'],
  'leads list': [],
  'leads create': ['--name', 'Ana', '--phone', '+14155550133'],
  'messages list': [],
  'messages sms': ['--to', '+14155550133', '--body', 'Hello'],
  'messages whatsapp': ['--to', '+14155550133', '--template', 'reminder'],
  'appointments list': [],
  'appointments cancel': ['apt_1'],
  'webhooks list': [],
  'webhooks create': ['--url', 'https://example.com/h', '--event', 'call.completed'],
  'webhooks delete': ['wh_1'],
  'analytics overview': ['--from', '2026-01-01', '--to', '2026-01-31'],
  'analytics usage': [],
};

const key = 'sk_test_faults_0123456789';
/** A value that the service may echo in its responses but that must never appear in our output. */
const secret = '5eb01c1a55b00fade5eb01c1a55b00fa';
const html = '<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>';

/** Each operation and how to recognize its requests. `calls transcript` reads the call, which contains the turns. */
const operations = Object.entries(resources).flatMap(([noun, resource]) =>
  Object.entries(resource.operations).map(([verb, operation]) => {
    const words = `${noun} ${verb}`;
    const route = words === 'calls transcript' ? '/calls/{call_id}' : path(operation);
    const pattern = new RegExp(`^/v1${route.replace(/\{\w+\}/g, '[^/?]+')}(\\?|$)`);
    const changes = method(operation) !== 'GET';
    return {
      words,
      changes,
      list: operation.output.shape === 'page' || operation.output.shape === 'rows',
      stream: operation.output.shape === 'audio',
      mine: (request: Recorded) => request.method === method(operation) && pattern.test(request.url),
    };
  }),
);
type Case = (typeof operations)[number];

const turns = [{ role: 'agent', text: 'Hello' }];
const usage = {
  billing_period: { from: '2026-01-01', to: '2026-01-31' },
  minutes_used: 1,
  minutes_limit: 10,
  sms_sent: 1,
  sms_limit: 10,
  api_calls: 1,
};

/** Returns the service's response when nothing is wrong. */
const good = (request: Recorded): Answer => {
  if (request.url.endsWith('/recording')) return { headers: { 'content-type': 'audio/wav' }, body: 'RIFF....WAVE' };
  const whole = { id: 'id_1', status: 'active', recording_url: '/v1/calls/call_1/recording', transcript: turns, calls: {}, ...usage };
  const many = /^\/v1\/\w+(\?|$)/.test(request.url) && request.method === 'GET';
  return { body: many ? { data: [{ id: 'id_1' }], meta: { page: 1, limit: 20, total: 1 } } : whole };
};

/** Runs an operation's command against a service with a fault; the command's other requests succeed. */
const run = async ({ words, mine }: Case, fault: (attempt: number, request: Recorded) => Answer, args: readonly string[] = []) => {
  let seen = 0;
  const server = await startServer((request) => {
    if (!mine(request)) return good(request);
    seen += 1;
    return fault(seen, request);
  });
  const done = await boltcall([...words.split(' '), ...(commands[words] ?? []), '--yes', '--max-retries', '1', ...args], {
    home: makeHome(),
    env: { BOLTCALL_BASE_URL: `${server.url}/v1`, BOLTCALL_API_KEY: key },
  });
  await server.close();
  return { ...done, seen };
};

interface Expected {
  readonly exitCode: number;
  readonly seen: number;
  /** How many additional requests are allowed. */
  readonly more?: number;
  readonly words: RegExp;
}

/** The expected outcome of each fault for a read and for a change; `undefined` if the fault does not apply to streams. */
const faults: Readonly<
  Record<
    string,
    { fault: (attempt: number, request: Recorded) => Answer; args?: readonly string[]; expect: (operation: Case) => Expected | undefined }
  >
> = {
  'reset before the answer': {
    fault: () => ({ reset: 'before' }),
    expect: ({ changes }) => ({ exitCode: changes ? 12 : 10, seen: changes ? 1 : 2, words: /closed the connection before responding/ }),
  },
  'reset in the middle of the answer': {
    fault: (_, request) => ({ ...good(request), reset: 'middle' }),
    // Whether the first half of a stream is read before the break is chance. If it is not, the half that comes next counts as progress.
    expect: ({ changes, stream }) => ({
      exitCode: changes ? 12 : 10,
      seen: changes ? 1 : 2,
      ...(stream ? { more: 1 } : {}),
      words: /closed the connection in the middle of the response/,
    }),
  },
  'time-out': {
    fault: () => ({ hang: true }),
    args: ['--timeout', '1.5'],
    expect: ({ changes }) => ({ exitCode: changes ? 12 : 11, seen: changes ? 1 : 2, words: /did not answer within 1.5 s/ }),
  },
  '500': {
    fault: () => ({ status: 500, body: { error: { code: 'internal_error', message: 'The service failed.', status: 500 } } }),
    expect: ({ changes }) => ({ exitCode: changes ? 12 : 9, seen: changes ? 1 : 2, words: /The service failed/ }),
  },
  '502 with HTML': {
    fault: () => ({ status: 502, headers: { 'content-type': 'text/html' }, body: html }),
    expect: ({ changes }) => ({ exitCode: changes ? 12 : 9, seen: changes ? 1 : 2, words: /answered 502 with an HTML page/ }),
  },
  '200 with HTML': {
    fault: () => ({ headers: { 'content-type': 'text/html' }, body: html }),
    expect: ({ changes }) => ({ exitCode: changes ? 12 : 9, seen: 1, words: /answered 200 with an HTML page/ }),
  },
  'cut-off JSON': {
    fault: () => ({ headers: { 'content-type': 'application/json' }, body: '{"id":"id_1","data":[{"id":"id_' }),
    expect: ({ changes, stream }) => (stream ? undefined : { exitCode: changes ? 12 : 9, seen: 1, words: /truncated or invalid JSON/ }),
  },
  '204': {
    fault: () => ({ status: 204 }),
    expect: ({ stream }) => (stream ? { exitCode: 9, seen: 1, words: /answered 204 with nothing/ } : { exitCode: 0, seen: 1, words: /(?:)/ }),
  },
  'wrong content type': {
    fault: (_, request) => ({ headers: { 'content-type': 'text/plain' }, body: JSON.stringify(good(request).body) }),
    expect: () => ({ exitCode: 0, seen: 1, words: /(?:)/ }),
  },
  '10 MB answer': {
    fault: (_, request) => {
      const { body } = good(request);
      const pad = 'x'.repeat(10_000_000);
      return { body: typeof body === 'object' && body !== null ? { ...body, pad } : pad };
    },
    args: ['-o', 'json'],
    expect: () => ({ exitCode: 0, seen: 1, words: /(?:)/ }),
  },
  '429 for longer than anybody waits': {
    fault: () => ({
      status: 429,
      headers: { 'retry-after': '300' },
      body: { error: { code: 'rate_limited', message: 'Too many requests', status: 429 } },
    }),
    expect: () => ({ exitCode: 8, seen: 1, words: /Retry in 5m \(at \d{4}-\d\d-\d\dT/ }),
  },
  '429 again and again': {
    fault: () => ({ status: 429, headers: { 'retry-after': '0' } }),
    expect: () => ({ exitCode: 8, seen: 2, words: /answered 429/ }),
  },
  '400 that repeats key and secrets, with --debug': {
    fault: () => ({
      status: 400,
      headers: { 'x-boltcall-signature': `sha256=${secret}`, 'set-cookie': `session=${secret}` },
      body: { error: { code: 'bad_request', message: `Not with ${key} or whsec_${secret}`, status: 400 }, secret: `whsec_${secret}` },
    }),
    args: ['--debug'],
    expect: () => ({ exitCode: 7, seen: 1, words: /Not with \[hidden\] or whsec_\[hidden\]/ }),
  },
  '401': {
    fault: () => ({ status: 401, body: { error: { code: 'invalid_api_key', message: 'No such key', status: 401 } } }),
    expect: () => ({ exitCode: 3, seen: 1, words: /No such key[\s\S]*boltcall login/ }),
  },
  '403': {
    fault: () => ({ status: 403, body: { error: { code: 'forbidden', message: 'Not allowed', status: 403 } } }),
    expect: ({ changes }) => ({ exitCode: 4, seen: 1, words: changes ? /Not allowed[\s\S]*: write/ : /Not allowed[\s\S]*: read/ }),
  },
};

/** The ways in which a service says how long to wait: all about one second. */
const waits: Readonly<Record<string, () => Record<string, string>>> = {
  'Retry-After in seconds': () => ({ 'retry-after': '1' }),
  'Retry-After as a date': () => ({ 'retry-after': new Date(Date.now() + 1_000).toUTCString() }),
  'a reset in seconds from now': () => ({ 'x-ratelimit-reset': '1' }),
  'a reset in Unix seconds': () => ({ 'x-ratelimit-reset': `${Math.ceil(Date.now() / 1000)}` }),
  'a reset in Unix milliseconds': () => ({ 'x-ratelimit-reset': `${Date.now() + 500}` }),
  'nothing at all': () => ({}),
};

/** Runs the checks a few at a time, so that one long wait does not hold up the others. Returns every problem found. */
const all = async (checks: ReadonlyArray<() => Promise<string[]>>): Promise<string[]> => {
  const found: string[] = [];
  const queue = [...checks];
  const work = async (): Promise<void> => {
    for (let check = queue.shift(); check; check = queue.shift()) found.push(...(await check()));
  };
  await Promise.all(Array.from({ length: 6 }, work));
  return found;
};

/** Returns descriptions of what is wrong with a run. */
const wrong = (operation: Case, name: string, done: Done & { seen: number }, want: Expected): string[] => {
  const about = `${operation.words}, ${name}: ${JSON.stringify({ exitCode: done.exitCode, seen: done.seen, stdout: done.stdout.slice(0, 200), stderr: done.stderr })}`;
  const fault = (bad: boolean, words: string): string[] => (bad ? [`${words}: ${about}`] : []);
  return [
    ...fault(done.exitCode !== want.exitCode, `exit code ${want.exitCode}`),
    ...fault(done.seen < want.seen || done.seen > want.seen + (want.more ?? 0), `${want.seen} requests`),
    ...fault(!want.words.test(done.stderr), `${want.words}`),
    ...fault(`${done.stdout}${done.stderr}`.includes(key), 'no key'),
    ...fault(`${done.stdout}${done.stderr}`.includes(secret), 'no secret'),
    ...fault(/^\s+at /m.test(done.stderr), 'no stack'),
    ...fault(
      want.exitCode === 12 && !/not retried\. Check before you send it again: `boltcall \w+ (list|get)/.test(done.stderr),
      'the command that checks it',
    ),
    ...fault(want.exitCode !== 12 && done.stderr.includes('not retried'), 'nothing of an unknown outcome'),
  ];
};

describe('the fault matrix', () => {
  it('has a command for every operation', () => {
    expect(operations.map(({ words }) => words).sort()).toEqual(Object.keys(commands).sort());
  });

  it.each(operations)('$words: each fault leads to its exit code, its count of requests and its words', async (operation) => {
    const checks = Object.entries(faults).map(([name, { fault, args, expect: expected }]) => async (): Promise<string[]> => {
      const want = expected(operation);
      return want ? wrong(operation, name, await run(operation, fault, args), want) : [];
    });
    const refused = async (): Promise<string[]> => {
      const server = await startServer();
      await server.close();
      const done = await boltcall([...operation.words.split(' '), ...(commands[operation.words] ?? []), '--yes', '--max-retries', '1'], {
        env: { BOLTCALL_BASE_URL: `${server.url}/v1`, BOLTCALL_API_KEY: key },
      });
      const words = new RegExp(`refused the connection: nothing is listening on 127\\.0\\.0\\.1:${server.port}`);
      return wrong(operation, 'refused', { ...done, seen: 0 }, { exitCode: 10, seen: 0, words });
    };
    expect(await all([...checks, refused])).toEqual([]);
  });

  it.each(operations)('$words: a 429 is waited for, however it says how long', async (operation) => {
    const checks = Object.entries(waits).map(([name, headers]) => async (): Promise<string[]> => {
      const done = await run(operation, (attempt, request) => (attempt === 1 ? { status: 429, headers: headers() } : good(request)));
      return wrong(operation, name, done, { exitCode: 0, seen: 2, words: /(?:)/ });
    });
    expect(await all(checks)).toEqual([]);
  });
});
