import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../../src/main.ts';
import { makeHome } from '../support/program.ts';
import { dawn, type MadeAnswer, makeWorld } from '../support/world.ts';

const args = ['messages', 'sms', '--to', '+14155550133', '--body', 'See you at 9', '--from-number', '+14155550100', '--yes'];
const taken: MadeAnswer = { status: 201, body: { id: 'msg_1', status: 'queued' } };

/** Runs the program against a service on another machine, `later` minutes after the start of the made-up world. */
const send = async (argv: readonly string[], home: string, answer: MadeAnswer, later = 0) => {
  const answers = { 'POST /v1/messages/sms': answer, 'POST /v1/calls/outbound': answer };
  const { world, requests, stderr } = makeWorld(argv, { home, answers });
  const exitCode = await run({ ...world, random: randomBytes, now: () => dawn + later * 60_000 });
  return { exitCode, sent: requests.length, stderr: stderr() };
};

describe('one text or call', () => {
  test('is sent again as often as wanted, with a word about one that was sent within ten minutes', async () => {
    const home = makeHome();
    expect(await send(args, home, taken)).toMatchObject({ exitCode: 0, sent: 1, stderr: expect.not.stringContaining('the same was sent') });
    expect(await send(args, home, taken, 3)).toMatchObject({
      exitCode: 0,
      sent: 1,
      stderr: expect.stringContaining('the same was sent 3 minutes ago'),
    });
    const other = args.map((word) => (word === 'See you at 9' ? 'See you at 10' : word));
    expect((await send(other, home, taken, 4)).stderr).not.toContain('the same was sent');
    expect((await send(args, home, taken, 30)).stderr).not.toContain('the same was sent');
  });

  test('is refused where an equal earlier one has an unknown outcome, unless --again is given', async () => {
    const home = makeHome();
    expect((await send(args, home, { status: 500, body: {} })).exitCode).toBe(12);
    const refused = await send(args, home, taken, 2_000);
    expect(refused).toMatchObject({ exitCode: 2, sent: 0, stderr: expect.stringContaining('+14155550133 has an unknown outcome') });
    expect(refused.stderr).toContain('--again');
    const other = args.map((word) => (word === '+14155550133' ? '+14155550134' : word));
    expect((await send(other, home, taken)).exitCode).toBe(0);
    expect(await send([...args, '--again'], home, taken)).toMatchObject({ exitCode: 0, sent: 1 });
    expect(await send(args, home, taken)).toMatchObject({ exitCode: 0, sent: 1 });
  });

  test('that reached nobody is no obstacle', async () => {
    const home = makeHome();
    const blocked = { status: 422, body: { error: { code: 'validation_error', message: 'blocked', status: 422 } } };
    expect((await send(args, home, blocked)).exitCode).toBe(7);
    expect(await send(args, home, taken)).toMatchObject({ exitCode: 0, sent: 1, stderr: expect.not.stringContaining('the same was sent') });
  });

  test('counts a call by agent and context', async () => {
    const home = makeHome();
    const call = ['calls', 'outbound', '--agent-id', 'agent_1', '--to', '+14155550133', '--yes'];
    expect((await send(call, home, { status: 500, body: {} })).exitCode).toBe(12);
    expect((await send(call, home, taken)).exitCode).toBe(2);
    expect((await send([...call, '--context', 'Ask for a new date'], home, taken)).exitCode).toBe(0);
  });

  test('is sent where the ledger cannot be used, with a note', async () => {
    const home = makeHome();
    rmSync(join(home, 'state'), { recursive: true });
    writeFileSync(join(home, 'state'), '');
    const done = await send(args, home, taken);
    expect(done).toMatchObject({ exitCode: 0, sent: 1 });
    expect(done.stderr).toContain('Not recorded: ');
  });

  test('leaves no key in the ledger', async () => {
    const home = makeHome();
    await send(args, home, taken);
    expect(readFileSync(join(home, 'state', 'ledger'), 'utf8')).not.toContain('sk_test');
  });
});
