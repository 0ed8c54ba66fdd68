import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { dawn, inWorld, listOf, type MadeAnswer } from '../support/world.ts';

const place = ['calls', 'outbound', '--agent-id', 'agent_1', '--to', '+14155550133', '--yes', '--wait'];
const placed = { body: { id: 'call_1', status: 'ringing' } };
const lost = (): MadeAnswer => {
  throw new Failure('network', 'the connection broke', { sent: 'perhaps' });
};
const limited: MadeAnswer = { status: 429, headers: [['retry-after', '300']] };

/** Returns the answers one after another, repeating the last. */
const inTurn = (...answers: ReadonlyArray<MadeAnswer | (() => MadeAnswer)>): (() => MadeAnswer) => {
  let number = 0;
  return () => {
    const found = answers[Math.min(number, answers.length - 1)] ?? {};
    number += 1;
    return typeof found === 'function' ? found() : found;
  };
};

describe('calls outbound --wait', () => {
  it('outlives losses of the network and answers of a gateway, and calls once', async () => {
    const get = inTurn(lost, lost, lost, lost, { body: '<html>' }, { body: { id: 'call_1' } }, { body: { id: 'call_1', status: 'completed' } });
    const done = await inWorld([...place, '-o', 'json'], { answers: { 'POST /v1/calls/outbound': placed, 'GET /v1/calls/call_1': get } });
    expect([done.exitCode, JSON.parse(done.stdout)], done.stderr).toEqual([0, { id: 'call_1', status: 'completed' }]);
    expect(done.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it.each([
    ['completed', 'completed', 0, ''],
    ['Completed', 'completed', 0, ''],
    ['completed', 'no-answer', 14, 'the call ended as no-answer, not completed'],
    ['completed', 'missed', 14, 'the call ended as missed, not completed'],
  ])('--require-status %s: a call that ends as %s exits with %i, and is printed all the same', async (required, status, exitCode, words) => {
    const done = await inWorld([...place, '--require-status', required, '-o', 'json'], {
      answers: { 'POST /v1/calls/outbound': placed, 'GET /v1/calls/call_1': { body: { id: 'call_1', status } } },
    });
    expect([done.exitCode, JSON.parse(done.stdout)]).toEqual([exitCode, { id: 'call_1', status }]);
    expect(done.stderr).toContain(words);
  });

  it('leaves a service alone for as long as it asks', async () => {
    const get = inTurn(limited, { body: { id: 'call_1', status: 'completed' } });
    const short = await inWorld([...place, '--wait-timeout', '200s'], {
      answers: { 'POST /v1/calls/outbound': placed, 'GET /v1/calls/call_1': limited },
    });
    expect([short.exitCode, short.requests.length], short.stderr).toEqual([11, 2]);
    expect(short.stderr).toContain('`boltcall calls get call_1` shows it');
    const long = await inWorld([...place, '--wait-timeout', '400s'], {
      answers: { 'POST /v1/calls/outbound': placed, 'GET /v1/calls/call_1': get },
    });
    expect(long.exitCode, long.stderr).toBe(0);
  });

  it('does not wait for a call whose id was not said, and says that it was placed', async () => {
    const done = await inWorld([...place, '--base-url', 'https://api.example.com/v1', '--api-key', 'sk_test_typed_0123456789'], {
      answers: { 'POST /v1/calls/outbound': { status: 201 } },
    });
    expect(done.exitCode).toBe(9);
    expect(done.stderr).toContain('the call was placed');
    expect(done.stderr).toContain('`boltcall calls list --direction outbound --base-url https://api.example.com/v1` shows it');
    expect(done.requests).toHaveLength(1);
  });
});

describe('calls tail', () => {
  const call = (id: string) => ({ id, created_at: '2025-03-05T15:00:00Z' });
  const tail = ['calls', 'tail', '-o', 'id', '--every', '15s'];

  it('shows each new call once, through losses of the network', async () => {
    const looks = inTurn(
      listOf([call('old')]),
      listOf([call('old'), call('new_1')]),
      lost,
      lost,
      lost,
      lost,
      listOf([call('new_2'), call('new_1')]),
      listOf([call('new_3'), call('new_2')]),
    );
    const done = await inWorld([...tail, '--count', '3'], { answers: { 'GET /v1/calls': looks } });
    expect([done.exitCode, done.stdout], done.stderr).toEqual([0, 'new_1\nnew_2\nnew_3\n']);
    expect(done.stderr).toContain('connection restored');
  });

  it('leaves a service alone for as long as it asks', async () => {
    let asked = 0;
    const looks = (): MadeAnswer => {
      asked += 1;
      return asked === 1 ? listOf([]) : limited;
    };
    const done = await inWorld([...tail, '--for', '290s'], { answers: { 'GET /v1/calls': looks } });
    expect([done.exitCode, asked], done.stderr).toEqual([0, 2]);
    expect(done.stderr).toContain('checking again in 300 s');
  });

  it('shows what there is of a list that cannot be read to its end', async () => {
    const many = Array.from({ length: 100 }, (_, at) => call(`call_${at}`));
    const page = (data: readonly unknown[]): MadeAnswer => ({ body: { data, meta: { page: 1, limit: 100, total: 156 } } });
    const looks = inTurn(page(many), page(many), page([...many.slice(1), call('new')]));
    const done = await inWorld([...tail, '--count', '1'], { answers: { 'GET /v1/calls': looks } });
    expect([done.exitCode, done.stdout], done.stderr).toEqual([0, 'new\n']);
    expect(done.stderr).toContain('56 of 156 records could not be read');
  });

  it('asks from ten minutes before', async () => {
    const done = await inWorld([...tail, '--for', '1s'], { answers: { 'GET /v1/calls': listOf([]) } });
    expect(new URL(done.requests[0]?.url ?? '').searchParams.get('from')).toBe(`${new Date(dawn - 600_000).toISOString().slice(0, 19)}Z`);
  });
});
