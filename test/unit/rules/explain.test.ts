import { expect, test } from 'vitest';
import { explain } from '../../../src/rules/explain.ts';
import { readRules } from '../../../src/rules/read.ts';

test('says in words what a file demands, a line a rule', async () => {
  const file = `
language: [en, es]
rules:
  - {name: greets, must_say: [hello, /hi+/i], within_first: 1}
  - {name: quiet, never_say: guarantee, by: anyone, within_last: 2, when: direction == 'inbound'}
  - {name: stops, after: {caller: stop, agent_turns_at_most: 1}}
  - {name: ends, status: [completed, missed]}
  - {name: short, max_duration: 2m}
`;
  expect(explain(await readRules(file, 'rules.yaml'))).toEqual([
    'The rules are for transcripts in English, Spanish.',
    'greets: the agent must say "hello" or /hi+/i in the first turn of the call',
    'quiet: where direction == \'inbound\' is true, nobody may say "guarantee" in the last 2 turns of the call',
    'stops: after the caller said "stop", the agent may take at most 1 turn',
    'ends: the status must be completed or missed',
    'short: the call must take at most 120 s',
  ]);
});
