import { describe, expect, test } from 'vitest';
import { leaves } from '../../src/cli/tree/tree.ts';
import { entries } from '../../src/commands/index.ts';
import { runExample } from './examples.ts';

const commands = await Promise.all(
  leaves(entries)
    .filter((leaf) => leaf.hidden !== true)
    .map(async (leaf) => ({ words: leaf.words.join(' '), examples: (await leaf.load()).examples })),
);

test('every command has an example, and each example is one of its own command', () => {
  expect(commands.length).toBeGreaterThan(21);
  expect(commands.filter(({ examples }) => examples.length === 0).map(({ words }) => words)).toEqual([]);
  // `webhooks listen` and `webhooks trigger` are also top-level commands.
  const short = (words: string): string => words.replace(/^webhooks /, '');
  const strange = commands.flatMap(({ words, examples }) => examples.filter((example) => !short(`${example} `).startsWith(short(`${words} `))));
  expect(strange).toEqual([]);
});

describe('runs as typed:', () => {
  test.each([...new Set(commands.flatMap(({ examples }) => examples))])('boltcall %s', async (example) => {
    const { exitCode, signal, stdout, stderr } = await runExample(example);
    expect({ exitCode, signal, stdout, stderr }).toMatchObject({ exitCode: 0, signal: undefined });
  });
});
