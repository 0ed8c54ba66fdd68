import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeHome } from '../support/program.ts';
import { type Answers, inWorld, listOf, type MadeAnswer } from '../support/world.ts';

const rulesFile = (text: string): string => {
  const file = join(makeHome(), 'rules.yaml');
  writeFileSync(file, text);
  return file;
};
const never = 'rules:\n  - name: no promises\n    never_say: guarantee\n';

const call = (id: string, said: string | undefined, more: Readonly<Record<string, unknown>> = {}) => ({
  id,
  created_at: '2025-03-05T14:00:00Z',
  direction: 'inbound',
  caller: '+14155550133',
  duration_seconds: 60,
  status: said === undefined ? 'missed' : 'completed',
  ...(said === undefined ? {} : { transcript: [{ role: 'agent', text: said }] }),
  ...more,
});
const one = (body: unknown): MadeAnswer => ({ body });
const service: Answers = {
  'GET /v1/calls': listOf([{ id: 'good' }, { id: 'bad' }, { id: 'missed' }, { id: 'gone' }]),
  'GET /v1/calls/good': one(call('good', 'Hello')),
  'GET /v1/calls/bad': one(call('bad', 'We guarantee it')),
  'GET /v1/calls/missed': one(call('missed', undefined)),
};

describe('calls check', () => {
  it('judges the calls of a period, and names call, rule and turn of the first that broke one: exit 14', async () => {
    const done = await inWorld(['calls', 'check', '--from', '1d', '--rules', rulesFile(never), '-o', 'json'], { answers: service });
    expect(done.exitCode, done.stderr).toBe(14);
    expect(JSON.parse(done.stdout)).toEqual([
      { call: 'good', rule: 'no promises', verdict: 'passed', turn: null, why: null },
      { call: 'bad', rule: 'no promises', verdict: 'failed', turn: 1, why: 'the agent said "We guarantee it"' },
      { call: 'missed', rule: 'no promises', verdict: 'unjudged', turn: null, why: 'the call has no transcript' },
      { call: 'gone', rule: 'no promises', verdict: 'unjudged', turn: null, why: 'the call is no longer there' },
    ]);
    expect(done.stderr).toContain('4 calls checked: 1 passed, 1 failed, 2 could not be judged');
    expect(done.stderr).toContain(JSON.stringify('bad, "no promises": failed in turn 1: the agent said "We guarantee it" (and 2 more)'));
    // Calls that begin while the list is being read are outside the period.
    const { searchParams } = new URL(done.requests[0]?.url ?? '');
    expect([searchParams.get('from'), searchParams.get('to')]).toEqual(['2025-03-04T15:00:00Z', '2025-03-05T15:00:00Z']);
  });

  it('a call that cannot be judged counts as failed, unless --skip-unjudged', async () => {
    const file = rulesFile(never);
    expect((await inWorld(['calls', 'check', 'good', '--rules', file], { answers: service })).exitCode).toBe(0);
    const strict = await inWorld(['calls', 'check', 'missed', '--rules', file], { answers: service });
    expect([strict.exitCode, strict.stdout]).toEqual([14, 'missed\tno promises\tunjudged\t\tthe call has no transcript\n']);
    expect((await inWorld(['calls', 'check', 'missed', '--rules', file, '--skip-unjudged'], { answers: service })).exitCode).toBe(0);
    const junit = await inWorld(['calls', 'check', 'good', 'missed', '--rules', file, '--skip-unjudged', '-o', 'junit'], { answers: service });
    expect([junit.exitCode, junit.stdout]).toEqual([0, expect.stringContaining('tests="2" failures="0" errors="0" skipped="1"')]);
  });

  it('a call named by its id that is not there is exit 5', async () => {
    expect((await inWorld(['calls', 'check', 'gone', '--rules', rulesFile(never)], { answers: service })).exitCode).toBe(5);
  });

  it('judges booked by leads and appointments', async () => {
    const apt = { id: 'apt_1', lead_id: 'lead_1', created_at: '2025-03-05T14:30:00Z' };
    const check = async (leads: readonly unknown[], appointments: readonly unknown[]) =>
      inWorld(['calls', 'check', 'good', '--rules', rulesFile('rules:\n  - booked: true\n'), '-o', 'csv'], {
        answers: { ...service, 'GET /v1/leads': listOf(leads), 'GET /v1/appointments': listOf(appointments) },
      });
    const lead = { id: 'lead_1', phone: '+1 415-555-0133' };
    expect((await check([lead], [apt])).exitCode).toBe(0);
    expect((await check([lead], [{ ...apt, lead_id: 'lead_2' }])).stdout).toContain('good,1: booked,failed,,no appointment was booked for lead_1');
    expect((await check([lead, { ...lead, id: 'lead_2' }], [apt])).stdout).toContain('unjudged,,more than one lead has the number');
  });

  it('refuses bad rules with the line, and asks for calls, before anything is sent', async () => {
    const bad = await inWorld(['calls', 'check', 'good', '--rules', rulesFile('rules:\n  - never_says: x\n')], { answers: service });
    expect([bad.exitCode, bad.requests.length]).toEqual([2, 0]);
    expect(bad.stderr).toMatch(/rules\.yaml:2: unknown key `never_says`/);
    const none = await inWorld(['calls', 'check', '--rules', rulesFile(never)], { answers: service });
    expect([none.exitCode, none.requests.length], none.stderr).toEqual([2, 0]);
    const placed = await inWorld(
      ['calls', 'outbound', '--agent-id', 'a', '--to', '+14155550133', '--yes', '--wait', '--rules', rulesFile('rules: []')],
      { answers: { 'POST /v1/calls/outbound': { body: { id: 'bad', status: 'ringing' } } } },
    );
    expect([placed.exitCode, placed.requests.length]).toEqual([2, 0]);
  });

  it('--explain says what a file demands and reads nothing from the service', async () => {
    const done = await inWorld(['calls', 'check', '--rules', '-', '--explain'], { answers: service, input: never });
    expect([done.exitCode, done.requests.length]).toEqual([0, 0]);
    expect(done.stdout).toBe('The rules are for transcripts in English.\nno promises: the agent must never say "guarantee"\n');
  });
});

describe('calls outbound --wait --rules', () => {
  const place = (id: string) =>
    inWorld(['calls', 'outbound', '--agent-id', 'a', '--to', '+14155550133', '--yes', '--wait', '--rules', rulesFile(never), '-o', 'id'], {
      answers: { ...service, 'POST /v1/calls/outbound': { body: { id, status: 'ringing' } } },
    });

  it('prints the call, and exits 14 if it broke a rule', async () => {
    const bad = await place('bad');
    expect([bad.exitCode, bad.stdout]).toEqual([14, 'bad\n']);
    expect(bad.stderr).toContain('bad, "no promises": failed in turn 1');
    const good = await place('good');
    expect([good.exitCode, good.stdout], good.stderr).toEqual([0, 'good\n']);
  });
});
