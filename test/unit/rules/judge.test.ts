import { describe, expect, test } from 'vitest';
import { type Bookings, judge, type Subject } from '../../../src/rules/judge.ts';
import { readRules } from '../../../src/rules/read.ts';

const dialogue = (...lines: readonly string[]) =>
  lines.map((line) => {
    const [role = '', ...text] = line.split(': ');
    return { role, text: text.join(': ') };
  });

const call: Subject = {
  id: 'call_1',
  call: { id: 'call_1', direction: 'inbound', status: 'completed', tags: ['booking'], duration_seconds: 100 },
  ended: true,
  status: 'completed',
  sentiment: 'positive',
  summary: 'Ana booked a cleaning.',
  duration: 100,
  began: Date.parse('2025-03-05T15:00:00Z'),
  number: '+14155550133',
  turns: dialogue(
    'agent: Thank you for calling Bright Smile, this is Sarah.',
    'caller: Hi, I’d like to book, please.',
    'agent: We GUARANTEE  a slot on Monday.',
    'caller: Please stop calling me.',
    'agent: Understood.',
    'agent: One more thing, you know.',
  ),
};

const bookings = (created: Readonly<Record<string, readonly string[]>>, leads: readonly string[] = Object.keys(created)): Bookings => ({
  leads: (number) => (number === '+14155550133' ? leads : []),
  created: (lead) => (created[lead] ?? []).map((time) => Date.parse(time)),
});

/** Returns the verdict of one rule (`verdict`, or `verdict@turn` if a turn decides it), the reason and the notes. */
const verdictOf = async (rule: string, subject: Partial<Subject> = {}, known?: Bookings) => {
  const { verdicts, notes } = judge({ ...call, ...subject }, await readRules(`- ${rule}`, 'rules.yaml'), known);
  const [one] = verdicts;
  return { verdict: `${one?.verdict}${one?.turn === null ? '' : `@${one?.turn}`}`, why: one?.why, notes };
};

describe('what is said', () => {
  test.each([
    ['must_say: bright smile', 'passed@1'],
    ['must_say: [nothing, "this is sarah"]', 'passed@1'],
    ['must_say: "I\'d like"\n  by: caller', 'passed@2'],
    ['must_say: "I\'d like"', 'failed'],
    ['must_say: /guarantee/', 'failed'],
    ['must_say: /guarantee/i', 'passed@3'],
    ['must_say: guarantee a slot\n  within_first: 2', 'failed@3'],
    ['must_say: one more thing\n  within_last: 1', 'passed@6'],
    ['never_say: guarantee', 'failed@3'],
    ['never_say: guarantee\n  within_last: 3', 'passed'],
    ['never_say: stop calling', 'passed'],
    ['never_say: stop calling\n  by: anyone', 'failed@4'],
    ['after: {caller: stop calling, agent_turns_at_most: 1}', 'failed@6'],
    ['after: {caller: stop calling, agent_turns_at_most: 2}', 'passed@4'],
    ['after: {caller: [quit, stop calling], agent_turns_at_most: 0}', 'failed@5'],
    ['after: {caller: not said, agent_turns_at_most: 0}', 'passed'],
    ['after: {agent: guarantee, agent_turns_at_most: 2}', 'passed@3'],
  ])('%s: %s', async (rule, verdict) => {
    expect((await verdictOf(rule)).verdict).toBe(verdict);
  });

  test.each(['must_say: x', 'never_say: x', 'after: {caller: x, agent_turns_at_most: 1}'])(
    'cannot be judged without a transcript: %s',
    async (rule) => {
      for (const turns of [undefined, []])
        expect(await verdictOf(rule, { turns })).toMatchObject({ verdict: 'unjudged', why: 'the call has no transcript' });
    },
  );

  test('cannot be judged by speaker where nobody is named, but can for anyone', async () => {
    const turns = [{ role: '', text: 'Bright Smile, hello' }];
    expect(await verdictOf('must_say: bright smile', { turns })).toMatchObject({
      verdict: 'unjudged',
      why: 'the transcript does not say who speaks',
    });
    expect((await verdictOf('must_say: bright smile\n  by: anyone', { turns })).verdict).toBe('passed@1');
  });

  test('speakers have other names in other transcripts', async () => {
    const turns = dialogue('assistant: Hello', 'user: Stop calling');
    expect((await verdictOf('must_say: stop calling\n  by: caller', { turns })).verdict).toBe('passed@2');
  });

  test('turns out of order are judged in the order of their times, and that is stated', async () => {
    const turns = [
      { role: 'agent', text: 'Goodbye', time: '00:20' },
      { role: 'agent', text: 'Bright Smile', time: '00:01' },
    ];
    const { verdict, notes } = await verdictOf('must_say: bright smile\n  within_first: 1', { turns });
    expect([verdict, notes]).toEqual(['passed@2', ['the turns of the transcript are out of order; they were judged in the order of their times']]);
    const inOrder = await verdictOf('must_say: bright smile\n  within_first: 1', { turns: turns.toReversed() });
    expect(inOrder).toMatchObject({ verdict: 'passed@1', notes: [] });
  });

  test('a transcript in another language is stated, unless the file names that language', async () => {
    const turns = dialogue('agent: Bright Smile, ¿en qué puedo ayudarle?', 'caller: Buenos días, quería pedir una cita para las tres, por favor.');
    const { notes } = await verdictOf('must_say: bright smile', { turns });
    expect(notes).toEqual(['the transcript seems to be in Spanish, the rules are for English']);
    const both = judge({ ...call, turns }, await readRules('language: [en, es]\nrules: [{must_say: bright smile}]', 'r.yaml'));
    expect(both.notes).toEqual([]);
    expect((await verdictOf('must_say: bright smile')).notes).toEqual([]);
  });
});

describe('what the call is', () => {
  test.each([
    ['status: Completed', 'passed'],
    ['status: [missed, failed]', 'failed'],
    ['sentiment: [positive, neutral]', 'passed'],
    ['summary: booked', 'passed'],
    ['summary: /cancel/', 'failed'],
    ['max_duration: 100', 'passed'],
    ['max_duration: 1m39s', 'failed'],
    ["max_duration: 1s\n  when: direction == 'outbound'", 'skipped'],
    ["max_duration: 1s\n  when: contains(tags, 'booking')", 'failed'],
    ["max_duration: 1s\n  when: tags[?@ == 'none']", 'skipped'],
    ['max_duration: 1s\n  when: length(direction.x)', 'unjudged'],
  ])('%s: %s', async (rule, verdict) => {
    expect((await verdictOf(rule)).verdict).toBe(verdict);
  });

  test('what the service did not say cannot be judged', async () => {
    const nothing = { status: undefined, sentiment: undefined, summary: undefined, duration: undefined };
    for (const rule of ['status: x', 'sentiment: x', 'summary: x', 'max_duration: 1m'])
      expect((await verdictOf(rule, nothing)).verdict, rule).toBe('unjudged');
  });

  test('a call that goes on cannot be judged by anything', async () => {
    expect(await verdictOf('max_duration: 1m', { ended: false })).toMatchObject({ verdict: 'unjudged', why: 'the call has not ended' });
  });
});

describe('booked', () => {
  test.each([
    ['during the call', ['2025-03-05T15:01:00Z'], 'passed'],
    ['an hour after its end', ['2025-03-05T16:01:40Z'], 'passed'],
    ['later', ['2025-03-05T16:01:41Z'], 'failed'],
    ['before the call', ['2025-03-05T14:59:59Z'], 'failed'],
    ['never', [], 'failed'],
  ])('an appointment created %s', async (_, created, verdict) => {
    expect((await verdictOf('booked: true', {}, bookings({ lead_1: created }))).verdict).toBe(verdict);
    expect((await verdictOf('booked: false', {}, bookings({ lead_1: created }))).verdict).toBe(verdict === 'passed' ? 'failed' : 'passed');
  });

  test('no lead with the number is a failure, two are not judged', async () => {
    expect(await verdictOf('booked: true', {}, bookings({}))).toMatchObject({ verdict: 'failed', why: 'no lead has the number +14155550133' });
    expect(await verdictOf('booked: true', {}, bookings({ lead_1: ['2025-03-05T15:01:00Z'], lead_2: [] }))).toMatchObject({
      verdict: 'unjudged',
      why: 'more than one lead has the number +14155550133',
    });
  });

  test('it is not judged where the number or the end of the call is not known', async () => {
    const known = bookings({ lead_1: [] });
    for (const subject of [{ number: undefined }, { began: undefined }, { duration: undefined }])
      expect((await verdictOf('booked: true', subject, known)).verdict).toBe('unjudged');
  });
});
