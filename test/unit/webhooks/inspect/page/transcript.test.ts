import { expect, test } from 'vitest';
import { turnsOf } from '../../../../../src/webhooks/inspect/page/transcript.ts';

const inData = (transcript: unknown): string => JSON.stringify({ event: 'call.completed', data: { transcript } });

test('a transcript is a list of turns, in any of the usual members', () => {
  expect(
    turnsOf(
      inData([
        { role: 'agent', text: 'Hello.' },
        { speaker: 'caller', content: 'Hi.' },
      ]),
    ),
  ).toEqual([
    { speaker: 'agent', text: 'Hello.', ours: true },
    { speaker: 'caller', text: 'Hi.', ours: false },
  ]);
});

test('or lines with a speaker in front', () => {
  expect(turnsOf(inData('Agent: Hello.\n\nAna Ruiz: Hi: it is me.'))).toEqual([
    { speaker: 'Agent', text: 'Hello.', ours: true },
    { speaker: 'Ana Ruiz', text: 'Hi: it is me.', ours: false },
  ]);
});

test('anything else is none, rather than a part of one', () => {
  for (const body of [
    '',
    '[]',
    '"transcript"',
    '{}',
    inData(null),
    inData(7),
    inData([{ role: 'agent', text: 'Hello.' }, 'hi']),
    inData('no speakers'),
  ])
    expect(turnsOf(body)).toEqual([]);
});
