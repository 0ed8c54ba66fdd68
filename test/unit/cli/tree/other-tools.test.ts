import { describe, expect, test } from 'vitest';
import { flagNames, globalOptions } from '../../../../src/cli/command/global-options.ts';
import { commandsElsewhere, optionElsewhere } from '../../../../src/cli/tree/other-tools.ts';
import { route } from '../../../../src/cli/tree/route.ts';
import { leaves } from '../../../../src/cli/tree/tree.ts';
import { entries } from '../../../../src/commands/index.ts';
import { Failure } from '../../../../src/errors.ts';

const all = leaves(entries);

const hintOf = (line: string): string | undefined => {
  try {
    route(line.split(' '), all);
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.kind === 'usage') return thrown.details.hint;
    throw thrown;
  }
  return undefined;
};

describe('what people of other tools type is answered with what to type here', () => {
  test.each([
    ['status', 'boltcall whoami'],
    ['auth token', 'boltcall whoami'],
    ['config set output json', 'boltcall profiles set KEY VALUE'],
    ['get agents', 'boltcall agents list'],
    ['get agent agent_abc123', 'boltcall agents get agent_abc123'],
    ['describe agent agent_abc123', 'boltcall agents get agent_abc123'],
    ['list calls', 'boltcall calls list'],
    ['export calls', 'boltcall calls export'],
    ['import leads x.csv', 'boltcall leads import x.csv'],
    ['delete agent agent_abc123', 'boltcall agents delete agent_abc123'],
    ['send sms', 'boltcall messages sms --to NUMBER --body TEXT'],
    ['call +14155550133', 'boltcall calls outbound --to NUMBER'],
    ['events resend evt_1', 'boltcall webhooks replay --last 1'],
    ['events', 'boltcall webhooks events'],
    ['logs', 'boltcall webhooks log list'],
    ['logs tail', 'boltcall calls tail'],
    ['webhooks forward', 'boltcall listen --forward-to 3000'],
    ['webhooks test', 'boltcall trigger call.completed'],
    ['get /agents', 'boltcall api GET PATH'],
    ['docs', 'boltcall open docs'],
    ['upgrade', 'npm install --global @boltcall/cli@latest'],
    ['outbound', 'boltcall calls outbound'],
    ['agnets list', 'boltcall agents'],
    ['agents lsit', 'boltcall agents list'],
  ])('%s', (typed, meant) => expect(hintOf(typed)).toBe(`Did you mean \`${meant}\`?`));

  test.each(Object.keys(commandsElsewhere).filter((line) => !/^(--|npm )/.test(line)))('what is told exists: %s', (line) => {
    expect(route(line.split(' '), all).leaf).toBeDefined();
  });

  // The table is never consulted for a word that is a real command. Options (`calls --watch`) are looked up elsewhere.
  test.each(
    Object.values(commandsElsewhere)
      .flat()
      .filter((typed) => !typed.includes(' -')),
  )('%s is no command here', (typed) => {
    expect(hintOf(typed.replace('#', '5'))).toMatch(/^Did you mean `/);
  });

  test('what the API cannot do is said, and what nobody knows is not guessed', () => {
    expect(hintOf('leads delete lead_001')).toBe('The API has no such endpoint. `boltcall leads --help` lists what there is.');
    expect(hintOf('appointments reschedule apt_001')).toContain('The API has no such endpoint.');
    expect(hintOf('wat')).toBe('`boltcall --help` lists what there is.');
  });
});

describe('options of other tools', () => {
  const existing = ['--limit', '--all', '--from', '--to', ...globalOptions.flatMap(flagNames)];
  test.each([
    ['--format', '--output'],
    ['--verbose', '--debug'],
    ['--force', '--yes'],
    ['-n', '--limit'],
    ['-L', '--limit'],
    ['--paginate', '--all'],
    ['--jq', '--query'],
    ['--properties', '--columns'],
    ['--start-date', '--from'],
    ['--sort-by', '--query'],
    ['--token', '--api-key'],
  ])('%s is %s', (typed, meant) => expect(optionElsewhere(typed, existing)).toBe(meant));

  test('what the command at hand lacks is not told', () => {
    expect(optionElsewhere('--message', existing)).toBeUndefined();
    expect(optionElsewhere('--message', ['--body'])).toBe('--body');
  });
});
