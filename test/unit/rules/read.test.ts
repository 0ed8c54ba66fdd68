import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { Failure } from '../../../src/errors.ts';
import { readRules } from '../../../src/rules/read.ts';

/** Returns the error message that a user gets for a file. */
const refusal = async (text: string): Promise<string> => {
  const error: unknown = await readRules(text, 'rules.yaml').catch((thrown: unknown) => thrown);
  if (!(error instanceof Failure)) throw new Error(`not refused: ${text}`);
  expect(error.exitCode).toBe(2);
  return error.message;
};

const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(new URL('../../../schemas/rules.json', import.meta.url), 'utf8')),
);

const good: readonly string[] = [
  'rules:\n  - must_say: hello\n',
  '- never_say: [guarantee, "/cure[sd]?/i"]\n  by: anyone\n  within_last: 2\n',
  'language: [en, es]\nrules:\n  - name: stops\n    after: {caller: stop calling, agent_turns_at_most: 1}\n',
  "rules:\n  - status: [completed, ended]\n    when: direction == 'inbound'\n  - sentiment: positive\n  - summary: booked\n",
  'rules:\n  - max_duration: 5m\n  - max_duration: 300\n  - booked: false\n',
];

test.each(good)('a file that rules can be read from also fits the packed schema: %j', async (text) => {
  await expect(readRules(text, 'rules.yaml')).resolves.toMatchObject({ rules: expect.any(Array) });
  expect([validate(parse(text)), validate.errors]).toEqual([true, null]);
});

/** Errors that the schema cannot catch, such as invalid expressions and duplicate names. */
const beyondSchema = ['regular expression', 'JMESPath', 'called', 'duration', 'not a valid duration', 'is not', 'not valid YAML'];

test.each([
  ['rules:\n  - name: x\n    must_says: hi\n', 'rules.yaml:3: unknown key `must_says`'],
  ['rule: []\n', 'rules.yaml:1: unknown key `rule`'],
  ['rules:\n  - must_say: hi\n\n  - name: empty\n', 'rules.yaml:4: rule 2 demands nothing'],
  ['rules:\n  - must_say: hi\n    never_say: ho\n', 'rules.yaml:3: `must_say` and `never_say` are in one rule'],
  ['rules:\n  - status: completed\n    by: agent\n', 'rules.yaml:3: unknown key `by`'],
  ['rules:\n  - must_say: /(/\n', 'rules.yaml:2: `/(/` is not a valid regular expression'],
  ['rules:\n  - must_say:\n      - fine\n      - /[/\n', 'rules.yaml:4: `/[/` is not a valid regular expression'],
  ['rules:\n  - must_say: hi\n    when: "a =="\n', 'rules.yaml:3: `when` is not a valid JMESPath expression'],
  ['rules:\n  - must_say: hi\n    when: "nope(@)"\n', 'rules.yaml:3: `when` is not a valid JMESPath expression: JMESPath has no function `nope`'],
  ['rules:\n  - must_say: 123\n', 'rules.yaml:2: `must_say` must be text; put it in quotes'],
  ['rules:\n  - must_say: ""\n', 'rules.yaml:2: `must_say` is empty'],
  ['rules:\n  - must_say: hi\n    within_first: 0\n', 'rules.yaml:3: `within_first` must be a whole number of at least 1'],
  ['rules:\n  - must_say: hi\n    within_first: 1\n    within_last: 1\n', 'rules.yaml:4: `within_first` and `within_last` cannot be used together'],
  ['rules:\n  - must_say: hi\n    by: robot\n', 'rules.yaml:3: `by` must be one of agent, caller, anyone'],
  ['rules:\n  - after: {caller: stop}\n', 'rules.yaml:2: `agent_turns_at_most` must be a whole number of at least 0'],
  ['rules:\n  - after: {caller: a, agent: b, agent_turns_at_most: 1}\n', 'rules.yaml:2: `after` must have either `caller` or `agent`'],
  ['rules:\n  - after:\n      caller: a\n      turns: 1\n', 'rules.yaml:4: unknown key `turns`'],
  ['rules:\n  - max_duration: soon\n', 'rules.yaml:2: max_duration: `soon` is not a valid duration'],
  ['rules:\n  - booked: yes please\n', 'rules.yaml:2: `booked` must be true or false'],
  ['rules:\n  - {name: x, must_say: a}\n  - {name: x, must_say: b}\n', 'rules.yaml:3: two rules are called `x`'],
  ['language: English\nrules:\n  - must_say: hi\n', 'rules.yaml:1: `english` is not a language code'],
  ['rules: []\n', 'rules.yaml:1: `rules` must be a list of at least one rule'],
  ['', 'rules.yaml: the file has no rules'],
  ['rules:\n  - must_say: "x\n', 'rules.yaml:'],
  ['rules:\n  - must_say: a\n    must_say: b\n', 'rules.yaml:3: not valid YAML or JSON: Map keys must be unique'],
])('refuses %j with its line', async (text, message) => {
  const said = await refusal(text);
  expect(said.slice(0, message.length)).toBe(message);
  if (beyondSchema.some((words) => said.includes(words)) || text.includes('"x\n')) return;
  expect(validate(parse(text) ?? null), said).toBe(false);
});

test('a hint names the key that was meant', async () => {
  await expect(readRules('rules:\n  - must_sya: hi\n', 'r.yaml')).rejects.toMatchObject({ details: { hint: 'Did you mean `must_say`?' } });
});
