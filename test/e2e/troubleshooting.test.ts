import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explained } from '../../src/cli/help/topics/troubleshooting.ts';
import { boltcall, makeHome, type Options } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';
import { type Answer, startServer } from '../support/server.ts';

/** The errors that `boltcall help troubleshooting` explains. Each is provoked here and must have the wording shown there. */
const listed = explained.flatMap(([, rows]) => rows.map(([words]) => words));

const key = { BOLTCALL_API_KEY: 'sk_test_12345678' };
const noRetry = ['--max-retries', '0'];

/** Prepares a run against a service that responds like this. */
const answering =
  (answer: Answer, ...args: string[]) =>
  async (): Promise<[string[], Options]> => [[...args, '--base-url', (await startServer(answer)).url, ...noRetry], { env: key }];

const typed =
  (args: string[], options: Options = {}) =>
  async (): Promise<[string[], Options]> => [args, options];

/** Prepares a run with a file in its directory. */
const beside = (name: string, text: string, args: string[]) => async (): Promise<[string[], Options]> => {
  const home = makeHome();
  const cwd = join(home, 'project');
  mkdirSync(cwd);
  writeFileSync(join(cwd, name), text);
  return [args, { home, cwd, env: key }];
};

const target = (answer: Answer) => async (): Promise<[string[], Options]> => [
  ['trigger', 'call.completed', '--forward-to', `${(await startServer(answer)).url}/hooks`],
  {},
];

const provoked: Readonly<Record<string, () => Promise<[string[], Options]>>> = {
  'no API key': typed(['agents', 'list']),
  'HTTP 401': answering({ status: 401, body: {} }, 'agents', 'list'),
  'HTTP 403': answering({ status: 403, body: {} }, 'webhooks', 'list'),
  'HTTP 422': answering({ status: 422, body: {} }, 'agents', 'list'),
  'HTTP 429': answering({ status: 429, body: {} }, 'agents', 'list'),
  'the key of … belongs to …': async () => {
    const home = makeHome();
    const { url } = await startServer({ body: { data: [] } });
    await boltcall(['login', '--with-key', '--base-url', url], { home, input: 'sk_test_12345678\n' });
    return [['agents', 'list', '--base-url', 'http://127.0.0.1:1'], { home }];
  },
  'unknown profile …': typed(['agents', 'list', '--profile', 'nope']),
  '… allows only a live key': typed(['agents', 'list', '--live'], { env: key }),
  'read-only mode is on': typed(['agents', 'pause', 'agent_1', '--yes', '--read-only'], { env: key }),
  'refusing to send an API key over plain http': typed(['agents', 'list', '--base-url', 'http://boltcall.example'], { env: key }),
  'is not allowed there': beside('.boltcall.json', '{"base_url":"https://x.example"}', ['agents', 'list']),
  'unknown command …': typed(['wat']),
  'unknown option …': typed(['agents', 'list', '--wat']),
  'missing --name TEXT': typed(['leads', 'create'], { env: key }),
  'confirmation required': typed(['agents', 'delete', 'agent_1'], { env: key }),
  'has no country code': typed(['leads', 'create', '--name', 'Ana', '--phone', '4155550133'], { env: key }),
  'is not a date or time': typed(['calls', 'list', '--from', 'then'], { env: key }),
  'unknown column …': answering({ body: { data: [{ id: 'agent_1' }] } }, 'agents', 'list', '--columns', 'wat'),
  'is jq; this is JMESPath': typed(['agents', 'list', '-q', '.[]'], { env: key }),
  'no … has the id …': answering({ body: { data: [] } }, 'agents', 'get', 'agent_x'),
  'does not resolve': typed(['agents', 'list', '--base-url', 'https://boltcall.invalid', ...noRetry], { env: key }),
  'refused the connection': typed(['agents', 'list', '--base-url', 'http://127.0.0.1:1', ...noRetry], { env: key }),
  'did not answer within': answering({ hang: true }, 'agents', 'list', '--timeout', '0.2'),
  'is not trusted': async () => [
    ['agents', 'list', '--base-url', (await startServer({ body: {} }, { https: true })).url, ...noRetry],
    { env: { ...key, NODE_EXTRA_CA_CERTS: undefined, SSL_CERT_FILE: undefined } },
  ],
  'with an HTML page': answering({ body: '<!doctype html><p>Log in', headers: { 'content-type': 'text/html' } }, 'agents', 'list'),
  'outcome unknown': answering({ status: 502, body: 'bad' }, 'leads', 'create', '--name', 'Ana', '--phone', '+14155550133', '--yes'),
  'no tunnel available': typed(['listen', '--forward-to', '3000'], { env: { ...key, PATH: '/nowhere' } }),
  'no target': typed(['trigger', 'call.completed']),
  'nothing is listening on': typed(['trigger', 'call.completed', '--forward-to', 'localhost:1']),
  '404': target({ status: 404 }),
  '301': target({ status: 301, headers: { location: '/hooks/' } }),
  '308': target({ status: 308, headers: { location: '/hooks/' } }),
  '401': target({ status: 401 }),
  'no sandbox is running on this machine': typed(['sandbox', 'status']),
  'a sandbox is already running on port …': async () => {
    const { sandbox, home } = await sandboxHere();
    return [['sandbox', 'start', '--port', new URL(sandbox.address).port], { home }];
  },
  'cannot be used together': typed(['agents', 'list', '--sandbox', '--base-url', 'http://127.0.0.1:1']),
  'nothing to resume': beside('leads.csv', 'name,phone\nAna,+14155550133\n', ['leads', 'import', 'leads.csv', '--yes', '--resume']),
  'who was contacted is no longer certain': async () => {
    const home = makeHome();
    writeFileSync(join(home, 'leads.csv'), 'name,phone\nAna,+14155550133\n');
    writeFileSync(join(home, '.boltcall-ledger'), '');
    return [['leads', 'import', 'leads.csv', '--yes'], { home, env: key }];
  },
  'cannot reach the ledger': beside('leads.csv', 'name,phone\nAna,+14155550133\n', [
    ...['leads', 'import', 'leads.csv', '--yes'],
    ...['--ledger', 'postgres://boltcall@127.0.0.1:1/outreach'],
  ]),
  'belongs to a different file or different options': async () => {
    const home = makeHome();
    writeFileSync(join(home, 'leads.csv'), 'name,phone\nAna,+14155550133\n');
    writeFileSync(join(home, 'leads.csv.boltcall-journal'), 'boltcall journal 1 abc\ns 1.\n');
    return [['leads', 'import', 'leads.csv', '--yes'], { home, env: key }];
  },
};

/** Errors that need a network of their own; the last one is tested in `test/run/once.test.ts`. */
const untried = ['could not be looked up', 'did not finish within', 'has an unknown outcome'];

describe('what `boltcall help troubleshooting` explains', () => {
  it('is provoked here, all of it', () => {
    expect([...Object.keys(provoked), ...untried].sort()).toEqual([...listed].sort());
  });

  it.each(Object.entries(provoked))('%s', async (words, how) => {
    const [args, options] = await how();
    const { exitCode, stderr } = await boltcall(args, options);
    expect(exitCode).toBeGreaterThan(0);
    const pattern = words
      .split('…')
      .map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[\\s\\S]*');
    expect(stderr).toMatch(new RegExp(pattern));
    // The error says what happened and what to do.
    expect(stderr.trim().split('\n').length).toBeGreaterThan(1);
  });
});
