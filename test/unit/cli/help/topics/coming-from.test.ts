import { expect, test } from 'vitest';
import { flagNames, globalOptions } from '../../../../../src/cli/command/global-options.ts';
import { comingFrom } from '../../../../../src/cli/help/topics/coming-from.ts';
import { route } from '../../../../../src/cli/tree/route.ts';
import { leaves } from '../../../../../src/cli/tree/tree.ts';
import { entries } from '../../../../../src/commands/index.ts';

const lines = comingFrom.parts
  .flatMap((part) => (typeof part === 'string' ? [] : part.map(([, here]) => here)))
  .filter((here) => /^boltcall /.test(here));

test.each(lines)('%s is a command with these options', async (line) => {
  const { leaf } = route(line.split(' ').slice(1), leaves(entries));
  const command = await leaf?.load();
  const known = [...(command?.options ?? []).map(({ name }) => `--${name}`), ...globalOptions.flatMap(flagNames)];
  const typed = line.split(' ').filter((word) => word.startsWith('--'));
  expect({ line, found: leaf !== undefined, unknown: typed.filter((word) => !known.includes(word)) }).toEqual({ line, found: true, unknown: [] });
});

test('all five tools are there', () => {
  expect(sections.map(({ title }) => title)).toEqual(['stripe', 'ngrok', 'hookdeck', 'twilio', 'gh'].map((tool) => `From ${tool}`));
  expect(lines.length).toBeGreaterThan(25);
});
