import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readDuration } from '../../../../src/values/duration.ts';
import { type Fixture, playStep, readFixture } from '../../../../src/webhooks/trigger/fixture.ts';
import { parseFile } from '../../../../src/webhooks/trigger/fixture-file.ts';
import { fill, fillInOrder } from '../../../../src/webhooks/trigger/fixture-values.ts';
import type { Payload } from '../../../../src/webhooks/trigger/sample.ts';

const fresh = { now: Date.parse('2026-11-25T09:30:00Z'), random: randomBytes };
const read = async (text: string): Promise<Fixture> => readFixture(await parseFile(text, 'f.yaml'), 'f.yaml', readDuration);
const play = (fixture: Fixture): Payload[] => {
  let known = fixture.values;
  return fixture.steps.flatMap((step, index) => {
    const { event } = step;
    if (event === undefined) return [];
    const played = playStep({ ...step, event }, known, fresh, `step ${index + 1}`);
    known = played.known;
    return [played.payload];
  });
};
const file = (name: string): string => readFileSync(fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url)), 'utf8');

test('values carry over from step to step', async () => {
  const fixture = await read(file('new-customer.yaml'));
  const [lead, call, appointment, later] = play(fixture).map(({ data }) => data);
  expect(fixture.steps.map(({ wait }) => wait)).toEqual([0, 500, 500, 0]);
  expect(lead).toMatchObject({ name: 'Ana Ruiz', phone: '+14155550133', source: 'form' });
  expect(call).toMatchObject({ caller: '+14155550133', summary: 'Ana Ruiz wants an appointment on Thursday.', tags: ['callback'] });
  expect(appointment).toMatchObject({ lead_id: lead?.['id'], agent_id: call?.['agent_id'] });
  expect(later).toMatchObject({ id: lead?.['id'], status: 'converted' });
});

test('JSON is read as YAML is, and the second set of events has the same nouns', async () => {
  const [missed, lead] = play(await read(file('missed-call.json')));
  expect(missed).toMatchObject({ event: 'missed_call', data: { caller_number: '+12125550177' } });
  expect(lead?.data).toMatchObject({ id: missed?.data['lead_id'], phone: '+12125550177' });
});

test('a plus and leading zeros are not lost, and other numbers are numbers', async () => {
  const fixture = await read(
    'values: {a: +14155550133, b: 007, c: 7, d: -1.5, e: 12345678901234567890, f: 2026-01-01}\nsteps: [{event: call.missed}]',
  );
  expect(fixture.values).toEqual({ a: '+14155550133', b: '007', c: 7, d: -1.5, e: '12345678901234567890', f: '2026-01-01' });
});

test('two of a kind are told apart by `as`', async () => {
  const steps = play(
    await read(
      '- event: lead.created\n  as: first\n- event: lead.created\n- event: lead.updated\n  set: {id: "{{first.id}}", score: "{{lead.score}}"}',
    ),
  );
  expect(steps[2]?.data).toMatchObject({ id: steps[0]?.data['id'], score: 62 });
});

test('data replaces the whole sample', async () => {
  const [only] = play(await read('values: {n: 5}\nsteps: [{event: custom.thing, data: {list: [1, "{{n}}", "n is {{n}}"]}}]'));
  expect(only).toMatchObject({ event: 'custom.thing', data: { list: [1, 5, 'n is 5'] } });
});

describe('what is wrong is said with its place', () => {
  test.each([
    ['steps: []', 'f.yaml: has no `steps`'],
    ['name: x', 'f.yaml: has no `steps`'],
    ['just text', 'f.yaml: is not a valid fixture'],
    ['step: [{event: a}]', 'f.yaml: unknown key `step`; expected one of name, values, steps'],
    ['- event: lead.created\n- evnt: x', 'f.yaml:2: step 2: unknown key `evnt`; expected one of event, as, data, set, wait'],
    ['- wait: soon', 'f.yaml:1: step 1: wait: `soon` is not a valid duration'],
    ['- set: {a: 1}', 'f.yaml:1: step 1: has neither `event` nor `wait`'],
    ['- wait: 1s\n  set: {a: 1}', 'f.yaml:1: step 1: has no `event`'],
    ['- event: a\n  set: text', 'f.yaml:1: step 1: set: must be a mapping'],
    ['a: [1', 'f.yaml:1: not valid YAML or JSON: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['steps:\n  - event: a\n    data: &d { x: *d }', 'f.yaml: it contains a circular reference'],
    ['steps: &s\n  - *s', 'f.yaml: it contains a circular reference'],
    [
      `a: &a [${'x,'.repeat(20)}]\nb: &b [${'*a,'.repeat(20)}]\nc: [${'*b,'.repeat(20)}]\nsteps: [{event: a}]`,
      'f.yaml: its aliases expand to too much data',
    ],
  ])('%j', async (text, message) => {
    await expect(read(text)).rejects.toMatchObject({ kind: 'usage', message });
  });

  test('nesting without end', async () => {
    const failure = await read(`${'['.repeat(20_000)}1${']'.repeat(20_000)}`).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'usage', message: expect.stringMatching(/^f\.yaml.*(?:deeply|not valid YAML or JSON)/) });
  });

  test('a place in a payload that cannot be', async () => {
    const step = (set: string): Promise<unknown> => read(`- event: lead.created\n  set: {${set}}`).then(play);
    await expect(step('tags.99: x')).rejects.toThrow('step 1: set tags.99: 99 is not an index of a list of 1');
    await expect(step('__proto__.x: x')).rejects.toThrow('step 1: set __proto__.x: is not a valid path');
  });

  test('values use those before them, and never each other', () => {
    expect(fillInOrder({ a: 1, b: '{{a}}', c: 'x{{b}}' }, 'f.yaml')).toEqual({ a: 1, b: 1, c: 'x1' });
    expect(() => fillInOrder({ a: '{{b}}', b: '{{a}}' }, 'f.yaml')).toThrow('f.yaml: values: a: {{b}}: there is no `b` here yet');
  });

  test('a name that is not known', () => {
    const known = { lead: { id: 'x' } };
    expect(() => fill('{{call.id}}', known, 'step 2')).toThrow(
      expect.objectContaining({ message: 'step 2: {{call.id}}: there is no `call` here yet', details: { hint: 'Available: lead.' } }),
    );
    expect(() => fill('{{lead.phone}}', known, 'step 2')).toThrow('step 2: {{lead.phone}}: there is no `phone` in lead');
    expect(() => fill('{{lead.constructor}}', known, 'step 2')).toThrow('no `constructor`');
  });
});
