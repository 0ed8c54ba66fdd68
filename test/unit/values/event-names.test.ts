import { describe, expect, test } from 'vitest';
import { readEvents, readPatterns, takes } from '../../../src/values/event-names.ts';

describe('names to register for', () => {
  test.each([
    [['call.missed'], ['call.missed']],
    [
      ['call.missed, lead.created', 'call.missed'],
      ['call.missed', 'lead.created'],
    ],
    [['call.*'], ['call.started', 'call.completed', 'call.missed']],
    [['call.*,lead.created'], ['call.started', 'call.completed', 'call.missed', 'lead.created']],
    [['*.completed'], ['call.completed']],
    [['new_lead'], ['new_lead']],
    [[' call.missed\r\n'], ['call.missed']],
    [[], []],
  ])('%j are %j', (typed, wanted) => expect(readEvents(typed, '--event', {})).toEqual(wanted));

  test('* is all nine', () => expect(readEvents(['*'], '--event', {})).toHaveLength(9));

  test.each([
    ['call.complete', 'Did you mean `call.completed`?'],
    ['Call.Missed', 'Did you mean `call.missed`?'],
    ['lead.create', 'Did you mean `lead.created`?'],
    ['new_leed', 'Did you mean `new_lead`?'],
    ['something', 'Events: call.started'],
    ['a b.c', 'Events: call.started'],
    ['invoice.*', 'Events: call.started'],
  ])('%s is refused with a suggestion', (typed, hint) => {
    expect(() => readEvents([typed], '--event', {})).toThrow(
      expect.objectContaining({ kind: 'usage', details: { hint: expect.stringContaining(hint) } }),
    );
  });

  test('a slip is taken where that is asked for; another unknown name is warned about', () => {
    expect(readEvents(['call.complete'], '--event', { unknownEvents: 'allowed' })).toEqual(['call.complete']);
    const warned: string[] = [];
    expect(readEvents(['call.finished'], '--event', {})).toEqual(['call.finished']);
    expect(readEvents(['invoice.paid'], '--event', { warn: (line) => void warned.push(line) })).toEqual(['invoice.paid']);
    expect(warned).toEqual([expect.stringContaining('`invoice.paid` is not a documented event')]);
  });
});

test('patterns of routes and of the log are kept, their names checked', () => {
  const warned: string[] = [];
  const how = { warn: (line: string) => void warned.push(line) };
  expect(readPatterns(['call.*,lead.created', 'invoice.*'], '--route', how)).toEqual(['call.*', 'lead.created', 'invoice.*']);
  expect(warned).toEqual(['--route: `invoice.*` matches no known event; using it anyway']);
  expect(() => readPatterns(['call.complete'], '--route', how)).toThrow('`call.complete` is not a known event');
});

test.each([
  ['cal.*', 'Did you mean `call.*`?'],
  ['Lead.*', 'Did you mean `lead.*`?'],
  ['calls.miss*', 'Did you mean `call.miss*`?'],
  ['foo*', 'Events: call.started'],
  ['a b.*', 'Events: call.started'],
])('the pattern %s is refused with a suggestion, in a route and in a subscription', (pattern, hint) => {
  const refusal = expect.objectContaining({ kind: 'usage', details: { hint: expect.stringContaining(hint) } });
  expect(() => readPatterns([pattern], '--route', {})).toThrow(refusal);
  expect(() => readEvents([pattern], '--event', {})).toThrow(refusal);
  expect(readPatterns([pattern], '--route', { unknownEvents: 'allowed' })).toEqual([pattern]);
});

test.each(['mail.*', '*.paid', 'call.mis*', '*'])('the pattern %s is taken', (pattern) =>
  expect(readPatterns([pattern], '--route', {})).toEqual([pattern]),
);

test('a pattern with commas takes what one of its parts takes', () => {
  expect(['call.missed', 'missed_call', 'lead.created', 'lead.updated'].map((event) => takes('call.missed, lead.created', event))).toEqual([
    true,
    true,
    true,
    false,
  ]);
});
