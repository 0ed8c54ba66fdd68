import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { type Grants, missingBecause, openDoor } from '../../../src/mcp/permissions.ts';
import { type Tool, toolName, tools } from '../../../src/mcp/tools.ts';
import type { Request, Transport } from '../../../src/transport/transport.ts';

const grants: Grants = { allow: [], live: false, onlyTo: [] };
const tool = (name: string): Tool => {
  const found = tools.find((one) => toolName(one) === name);
  if (found === undefined) throw new Error(`no tool ${name}`);
  return found;
};
const rails = (mode?: 'test' | 'live', sandbox = false, readOnly = false) => ({
  sandbox,
  readOnly: { value: readOnly, from: 'BOLTCALL_READ_ONLY' },
  ...(mode ? { mode } : {}),
});

test.each([
  ['calls_list', {}, rails('live', false, true), undefined],
  ['calls_recording', {}, rails('test'), 'start the server with `--files DIR`'],
  ['calls_recording', { files: '/tmp' }, rails('live', false, true), undefined],
  ['leads_create', {}, rails('test'), 'start the server with `--allow changes`'],
  ['leads_create', { allow: ['changes'] }, rails('live'), undefined],
  ['calls_outbound', { allow: ['changes'] }, rails('test'), 'start the server with `--allow calls.outbound`'],
  ['calls_outbound', {}, rails('live'), 'start the server with `--allow calls.outbound` and `--allow-live`'],
  ['calls_outbound', { allow: ['calls.outbound'] }, rails('test'), undefined],
  ['calls_outbound', { allow: ['calls.outbound'] }, rails('live'), 'with a live key, start the server with `--allow-live` too'],
  ['calls_outbound', { allow: ['calls.outbound'] }, rails(), 'with a live key, start the server with `--allow-live` too'],
  ['calls_outbound', { allow: ['calls.outbound'], live: true }, rails('live'), undefined],
  ['calls_outbound', { allow: ['messages.sms'], live: true }, rails('live'), 'start the server with `--allow calls.outbound` and `--allow-live`'],
  ['agents_delete', {}, rails('test', true), undefined],
  ['agents_delete', { allow: ['agents.delete'] }, rails('test', true, true), 'only reading is allowed, set by BOLTCALL_READ_ONLY'],
] as const)('%s with %j: %j', (name, some, settings, why) => {
  expect(missingBecause(tool(name), { ...grants, ...some }, settings)).toBe(why);
});

const request = (method: string, body?: unknown, effect: Request['effect'] = 'none'): Request => ({
  method,
  url: new URL('https://api.boltcall.org/v1/messages/sms'),
  headers: [],
  effect,
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});
const answering = (status: number | Failure): { readonly transport: Transport; readonly seen: Request[] } => {
  const seen: Request[] = [];
  const body = async function* (): AsyncGenerator<Uint8Array> {};
  return {
    seen,
    transport: async (one) => {
      seen.push(one);
      if (status instanceof Failure) throw status;
      return { status, headers: [], body: body() };
    },
  };
};

describe('the door', () => {
  test('lets what reads only read', async () => {
    const { transport, seen } = answering(200);
    const guarded = openDoor(grants).guard(tool('calls_list'), transport);
    await guarded(request('GET'));
    for (const method of ['POST', 'PATCH', 'DELETE', 'PUT', 'HEAD']) await expect(guarded(request(method))).rejects.toThrow('calls list only reads');
    expect(seen.map(({ method }) => method)).toEqual(['GET']);
  });

  test('knows whom a request goes to by the request itself', async () => {
    const { transport, seen } = answering(201);
    const guarded = openDoor({ ...grants, onlyTo: ['+14155550133'] }).guard(tool('messages_sms'), transport);
    await guarded(request('POST', { to: '+14155550133' }, 'reaches-a-person'));
    for (const body of [{ to: '+14155550199' }, { to: ['+14155550133'] }, {}, undefined, '+14155550133'])
      await expect(guarded(request('POST', body, 'reaches-a-person'))).rejects.toThrow('not among those of --only-to');
    expect(seen).toHaveLength(1);
  });

  test.each([
    ['done', 201, 1],
    ['perhaps done', 500, 1],
    ['refused', 422, 5],
    ['never sent', new Failure('network', 'refused', { sent: 'no' }), 5],
    ['perhaps sent', new Failure('timeout', 'late', { sent: 'perhaps' }), 1],
  ] as const)('counts what is %s against the cap', async (_, status, passed) => {
    const { transport, seen } = answering(status);
    const guarded = openDoor({ ...grants, atMost: 1 }).guard(tool('messages_sms'), transport);
    for (let at = 0; at < 5; at += 1) await guarded(request('POST', { to: '+1' })).catch(() => undefined);
    expect(seen).toHaveLength(passed);
  });

  test('does not count what is allowed by `changes`', () => {
    const door = openDoor({ ...grants, atMost: 1 });
    for (let at = 0; at < 3; at += 1) door.take(tool('leads_create'));
    door.take(tool('agents_pause'));
    expect(() => door.take(tool('agents_pause'))).toThrow('at most 1 of these were allowed, and none is left');
  });
});
