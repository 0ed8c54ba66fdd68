import { describe, expect, test } from 'vitest';
import { type Kind, kinds, prefixes } from '../../../../src/sandbox/data/records.ts';
import { seed } from '../../../../src/sandbox/seed/seed.ts';
import { Workspace } from '../../../../src/sandbox/workspace/workspace.ts';

const anchor = Date.parse('2025-03-03T10:00:00Z');
const recipe = { seed: 1, empty: false, anchor };
const everything = (of: { seed: number }): unknown => {
  const workspace = new Workspace({ ...recipe, ...of });
  return JSON.stringify(kinds.map((kind) => [...workspace[kind].all()]));
};

test('the same seed makes the same workspace, another seed another one', () => {
  expect(everything({ seed: 5 })).toBe(everything({ seed: 5 }));
  expect(everything({ seed: 5 })).not.toBe(everything({ seed: 6 }));
});

test('ids given out later repeat too, and are never seeded ones', () => {
  const ids = (): string[] => {
    const workspace = new Workspace(recipe);
    return Array.from({ length: 50 }, () => workspace.nextId('leads'));
  };
  expect(ids()).toEqual(ids());
  expect(new Set(ids()).size).toBe(50);
  expect(ids().every((id) => /^lead_[a-z][a-z0-9]{9}$/.test(id))).toBe(true);
});

test('the usual workspace is of a believable size, without webhooks', () => {
  expect(new Workspace(recipe).counts).toEqual({ agents: 4, calls: 150, leads: 40, messages: 90, appointments: 12, webhooks: 0 });
  expect(new Workspace({ ...recipe, size: 7 }).counts).toEqual({ agents: 4, calls: 7, leads: 7, messages: 7, appointments: 7, webhooks: 0 });
  expect(new Workspace({ ...recipe, empty: true }).counts).toEqual({ agents: 0, calls: 0, leads: 0, messages: 0, appointments: 0, webhooks: 0 });
});

describe.each([1, 2, 77, 123456])('with seed %i', (number) => {
  const workspace = new Workspace({ ...recipe, seed: number });

  test('the ids of the documentation are there', () => {
    expect(workspace.agents.find('agent_abc123')?.status).toBe('active');
    expect(workspace.agents.find('agent_def456')).toBeDefined();
    expect(workspace.leads.find('lead_001')).toBeDefined();
    expect(workspace.messages.find('msg_sms001')?.channel).toBe('sms');
    const appointment = workspace.appointments.find('apt_001');
    expect(appointment?.status).toBe('upcoming');
    expect(Date.parse(appointment?.start_time ?? '')).toBeGreaterThan(anchor);
    const [newest] = workspace.calls.all();
    expect(newest).toMatchObject({ id: 'call_xyz789', status: 'completed', recorded: true });
    expect(newest?.transcript?.length).toBeGreaterThan(2);
  });

  test('every row is found by its id, and lists are newest first and in the past', () => {
    for (const kind of kinds) {
      const rows: { id: string; created_at: string }[] = [...workspace[kind].all()];
      expect(rows.map(({ id }) => workspace[kind].find(id))).toEqual(rows);
      expect(rows.map(({ created_at }) => created_at)).toEqual(
        rows
          .map(({ created_at }) => created_at)
          .toSorted()
          .reverse(),
      );
      expect(rows.every(({ created_at }) => Date.parse(created_at) < anchor)).toBe(true);
    }
  });

  test('what belongs together fits together', () => {
    const leads = [...workspace.leads.all()];
    for (const call of workspace.calls.all()) {
      expect(workspace.agents.find(call.agent_id)).toBeDefined();
      expect(leads.some(({ phone }) => phone === (call.direction === 'inbound' ? call.caller : call.to))).toBe(true);
      expect([call.summary, call.transcript].some((part) => JSON.stringify(part)?.includes('{'.concat('name}')))).toBe(false);
    }
    for (const appointment of workspace.appointments.all()) {
      expect(workspace.leads.find(appointment.lead_id ?? '')).toBeDefined();
      expect(appointment.start_time < appointment.end_time).toBe(true);
    }
    for (const message of workspace.messages.all()) expect(workspace.leads.find(message.lead_id ?? '')).toBeDefined();
  });
});

test('names come in many scripts, numbers are all different', () => {
  const names = [...new Workspace(recipe).leads.all()].map(({ name }) => name).join('\n');
  for (const script of [
    /\p{Script=Han}/u,
    /\p{Script=Hangul}/u,
    /\p{Script=Arabic}/u,
    /\p{Script=Cyrillic}/u,
    /\p{Emoji_Presentation}/u,
    /\u200d/,
    /\p{M}/u,
    /[",]/,
  ]) {
    expect(names).toMatch(script);
  }
  const leads = seed({ ...recipe, size: 30_000 }).leads;
  expect(new Set(Array.from({ length: leads.count }, (_, place) => leads.at(place).phone)).size).toBe(leads.count);
});

test('no other id leads to a seeded row', () => {
  const { leads, calls } = seed(recipe);
  const wrong = (kind: Kind, ids: readonly string[]): string[] => ids.map((id) => prefixes[kind] + id);
  for (const id of [...wrong('leads', ['1', '0', '000', '041', '-1', '1e1', ' 1', '001 ', '0001', '']), 'call_001', 'LEAD_001', '__proto__']) {
    expect(leads.placeOf(id)).toBeUndefined();
  }
  expect(calls.placeOf('call_001')).toBeUndefined();
  expect(calls.placeOf('call_xyz789')).toBe(0);
});
