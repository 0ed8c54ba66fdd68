import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Leaf } from '../../src/cli/command/command.ts';
import { topics } from '../../src/cli/help/topics/topics.ts';
import { leaves } from '../../src/cli/tree/tree.ts';
import { entries } from '../../src/commands/index.ts';
import { inWorld } from '../support/world.ts';

const commands = leaves(entries).filter((leaf) => !leaf.hidden);
const name = (leaf: Leaf): string => leaf.words.join(' ');

/** The command groups, such as `webhooks` and `webhooks log`: all words of a command but the last. */
const groups = [...new Set(commands.flatMap(({ words }) => words.slice(0, -1).map((_, at) => words.slice(0, at + 1).join(' '))))];

const pages: Readonly<Record<string, readonly string[]>> = {
  boltcall: ['--help'],
  ...Object.fromEntries([...groups, ...commands.map(name)].map((words) => [words.replaceAll(' ', '-'), [...words.split(' '), '--help']])),
  ...Object.fromEntries([...Object.keys(topics), 'topics', 'options'].map((topic) => [`help-${topic}`, ['help', topic]])),
};

const lines = (text: string): string[] => text.trimEnd().split('\n');

/** Update with `vitest -u` and review the changes before committing. */
describe.each([120, 80, 40])('help at %i columns', (columns) => {
  test.each(Object.entries(pages))('%s', async (file, argv) => {
    const { stdout, stderr, exitCode, requests } = await inWorld(argv, { columns, env: { BOLTCALL_API_KEY: undefined, NO_COLOR: '1' } });
    expect({ exitCode, stderr, requests }).toEqual({ exitCode: 0, stderr: '', requests: [] });
    // Only commands meant to be pasted, and words that must not be broken, may be wider than the terminal.
    const pasted = (line: string): boolean => /^ {2}(boltcall|# ) ?|`[^`]{20,}`|^ +set: \{/.test(line);
    const words = (line: string): string[] => line.split(' ');
    expect(lines(stdout).filter((line) => line.length > columns && !pasted(line) && words(line).every((word) => word.length < columns - 8))).toEqual(
      [],
    );
    expect(lines(stdout).filter((line) => line !== line.trimEnd())).toEqual([]);
    await expect(stdout).toMatchFileSnapshot(`golden/help/${columns}/${file}.txt`);
  });
});

test('there is no golden file of a page that is gone', () => {
  for (const columns of [120, 80, 40]) {
    const files = readdirSync(new URL(`golden/help/${columns}`, import.meta.url)).map((file) => file.replace(/\.txt$/, ''));
    expect(files.filter((file) => !Object.hasOwn(pages, file))).toEqual([]);
  }
});

describe('what a help text says', () => {
  test.each(commands.map((leaf) => [name(leaf), leaf] as const))(
    '%s: purpose, arguments, options, examples, exit codes, where to read on',
    async (words, leaf) => {
      const command = await leaf.load();
      const { stdout } = await inWorld([...leaf.words, '--help'], { columns: 120, env: { NO_COLOR: '1' } });
      expect(stdout).toContain(`Usage: boltcall ${words}`);
      expect(stdout).toContain(leaf.about);
      for (const option of command.options ?? []) if (!option.hidden) expect(stdout).toContain(`--${option.name}`);
      for (const argument of command.arguments ?? []) expect(stdout).toContain(argument.name);
      expect(stdout).toMatch(/^Examples:\n {2}boltcall /m);
      for (const code of Object.keys(command.exits ?? {})) expect(stdout).toMatch(new RegExp(`^  ${code}  `, 'm'));
      if ((command.effect ?? 'none') !== 'none') expect(stdout).toMatch(/^ {2}12 {2}/m);
      expect(stdout).toContain('boltcall help exit-codes');
    },
  );

  test('help WORDS is WORDS --help, for groups and commands', async () => {
    for (const words of [['agents'], ['agents', 'delete'], ['webhooks', 'log'], ['sandbox', 'start']]) {
      const [long, short] = await Promise.all([inWorld(['help', ...words], { columns: 80 }), inWorld([...words, '--help'], { columns: 80 })]);
      // A help topic takes precedence over a group of the same name.
      expect(long.stdout).toBe(short.stdout);
      if (words.length < 2) continue;
      const inside = await inWorld([...words.slice(0, -1), 'help', ...words.slice(-1)], { columns: 80 });
      expect(inside.stdout).toBe(short.stdout);
    }
  });

  test('-h does the same; in a pipe lines are as on 80 columns', async () => {
    const [short, piped] = await Promise.all([
      inWorld(['calls', 'outbound', '-h'], { columns: 80, env: { NO_COLOR: '1' } }),
      inWorld(['calls', 'outbound', '--help']),
    ]);
    expect(short.stdout).toBe(piped.stdout);
  });
});

test('examples are whole lines at any width, so that they can be pasted', async () => {
  for (const leaf of commands) {
    const { examples } = await leaf.load();
    const { stdout } = await inWorld([...leaf.words, '--help'], { columns: 40, env: { NO_COLOR: '1' } });
    const shown = (/^Examples:\n((?: .*\n)+)/m.exec(stdout)?.[1] ?? '').trimEnd().split('\n');
    expect(shown).toEqual(examples.map((example) => `  boltcall ${example}`));
  }
});

test("the program's own help fits 40 lines of 80 columns, names every group and command, and says where to begin", async () => {
  const { stdout } = await inWorld(['--help'], { columns: 80, env: { NO_COLOR: '1' } });
  expect(lines(stdout).length).toBeLessThanOrEqual(40);
  for (const [first = ''] of commands.map(({ words }) => words)) expect(stdout).toMatch(new RegExp(`^  (.*, )?${first}[, ]`, 'm'));
  expect(stdout).toContain('`boltcall sandbox start`, then `boltcall listen --sandbox`');
});

test('headings stand out on a terminal, and nothing is coloured elsewhere', async () => {
  const page = async (more: { columns?: number; env?: Record<string, string> }, ...args: string[]) =>
    (await inWorld(['calls', 'list', '--help', ...args], more)).stdout;
  const bold = await page({ columns: 80 });
  expect(bold.match(/\u001b\[1m[^\u001b]+\u001b\[22m/g)).toEqual(
    ['Usage', 'Options', 'Examples', 'See also', 'Documentation'].map((heading) => `\u001b[1m${heading}\u001b[22m`),
  );
  const plain = bold.replace(/\u001b\[\d+m/g, '');
  expect(await page({})).toBe(plain);
  expect(await page({ columns: 80, env: { NO_COLOR: '1' } })).toBe(plain);
  expect(await page({ columns: 80 }, '--no-color')).toBe(plain);
});

test('no command of a help topic holds what a shell would run inside double quotes', async () => {
  for (const topic of Object.keys(topics)) {
    const { stdout } = await inWorld(['help', topic], { columns: 120, env: { NO_COLOR: '1' } });
    expect(lines(stdout).filter((line) => /^ +boltcall .*"[^"]*`/.test(line))).toEqual([]);
  }
});
