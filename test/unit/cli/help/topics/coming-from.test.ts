import { expect, test } from 'vitest';
import { flagNames, globalOptions } from '../../../../../src/cli/command/global-options.ts';
import { comingFrom } from '../../../../../src/cli/help/topics/coming-from.ts';
import { route } from '../../../../../src/cli/tree/route.ts';
import { leaves } from '../../../../../src/cli/tree/tree.ts';
import { entries } from '../../../../../src/commands/index.ts';

const sections = comingFrom.parts.flatMap((part) => (typeof part === 'object' && 'body' in part && typeof part.body !== 'string' ? [part] : []));
const lines = sections
  .flatMap(({ body }) => (typeof body === 'string' ? [] : body.map(([, here]) => here)))
  .filter((here) => here.startsWith('boltcall '));

test.each(lines)('%s is a command with these options', async (line) => {
  const { leaf } = route(line.split(' ').slice(1), leaves(entries));
  const command = await leaf?.load();
  const known = [...(command?.options ?? []).map(({ name }) => `--${name}`), ...globalOptions.flatMap(flagNames)];
  const typed = line.split(' ').filter((word) => word.startsWith('--'));
  expect({ found: leaf !== undefined, unknown: typed.filter((word) => !known.includes(word)) }).toEqual({ found: true, unknown: [] });
});

test('all five tools are there', () => {
  expect(sections.map(({ title }) => title)).toEqual(['stripe', 'ngrok', 'hookdeck', 'twilio', 'gh'].map((tool) => `From ${tool}`));
  expect(lines.length).toBeGreaterThan(25);
});
