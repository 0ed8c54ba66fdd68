import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rules, strangers } from './architecture/rules.ts';
import { readSource, readSources, root, type Source } from './architecture/source.ts';

const sources = readSources();

test('there is something to look at', () => {
  expect(sources.map(({ path }) => path)).toEqual(expect.arrayContaining(['src/main.ts', 'src/world.ts', 'src/resources/index.ts']));
  expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(sources.length);
});

describe('in src', () => {
  test.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_, rule) => {
    expect(rule.broken(sources)).toEqual([]);
  });
});

test('the top of the repository holds what a newcomer expects there, and nothing else', () => {
  const listed = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).stdout ?? '';
  const names = new Set(listed.split('\0').flatMap((path) => (path === '' ? [] : [path.split('/')[0] ?? ''])));
  expect(strangers([...names])).toEqual([]);
  expect(strangers(['src', 'utils.js'])).toEqual(['utils.js']);
});

test('every path that CONTRIBUTING.md names is there', () => {
  const named = [...readFileSync(`${root}CONTRIBUTING.md`, 'utf8').matchAll(/`((?:src|test|bin|\.ci)\/[\w./-]*)`/g)].map((match) => match[1] ?? '');
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !existsSync(root + path))).toEqual([]);
});

test('every script of package.json starts files that are there', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  const named = Object.values(scripts).flatMap((script) => script.match(/\btest\/[\w./-]+/g) ?? []);
  expect(named).toContain('test/tool/test.mjs');
  expect(named.filter((path) => !existsSync(root + path))).toEqual([]);
});

describe('a planted violation is found', () => {
  /** Returns the tree with one file added or replaced. */
  const planted = (path: string, text: string): Source[] => [...sources.filter((source) => source.path !== path), readSource(path, text)];

  const violations: Array<[string, string, string]> = [
    ['src/client/new.ts', "const windows = platform === 'win32';", "src/client/new.ts names 'win32': ask platformOf"],
    ['src/values/new.ts', "import { judge } from '../rules/judge.ts';", ': values does not stand above rules'],
    ['src/resources/new.ts', "import { usage } from '../errors.ts';", 'src/resources/new.ts imports ../errors.ts: resources imports nothing'],
    ['src/resources/new.ts', "import { join } from 'node:path';", 'src/resources/new.ts imports node:path: resources imports nothing'],
    ['src/errors.ts', "import type { World } from './world.ts';", 'src/errors.ts imports ./world.ts: errors.ts imports nothing'],
    ['src/transport/new.ts', "import { resources } from '../resources/index.ts';", ': transport does not stand above resources'],
    ['src/transport/new.ts', "import type { Resource } from '../resources/resource.ts';", ': transport does not stand above resources'],
    ['src/client/new.ts', "import type { View } from '../output/view.ts';", ': client does not stand above output'],
    ['src/client/new.ts', "export { command } from '../commands/command.ts';", ': client does not stand above commands'],
    ['src/client/new.ts', "export * from '../profiles/settings.ts';", ': client does not stand above profiles'],
    ['src/client/new.ts', "const load = () => import('../sandbox/server.ts');", ': client does not stand above sandbox'],
    ['src/sandbox/new.ts', "import { header } from '../transport/transport.ts';", 'the two sides share only resources'],
    ['src/sandbox/new.ts', "type Client = import('../client/client.ts').Client;", ': sandbox does not stand above client'],
    ['src/sandbox/new.ts', "import { samples } from '../webhooks/samples.ts';", ': sandbox does not stand above webhooks'],
    ['src/webhooks/new.ts', "import { command } from '../commands/command.ts';", ': webhooks does not stand above commands'],
    ['src/output/new.ts', "import type { Client } from '../client/client.ts';", ': output does not stand above client'],
    ['src/commands/new.ts', "import { header } from '../transport/transport.ts';", 'only its types may be'],
    ['src/values/new.ts', "import type { View } from '../output/text/view.ts';", ': values does not stand above output'],
    ['src/cli/new.ts', "const load = () => import('../commands/index.ts');", ': cli does not stand above commands'],
    ['src/cli/new.ts', "import type { Completion } from '../completion/complete.ts';", ': cli does not stand above completion'],
    ['src/profiles/new.ts', "import type { Command } from '../cli/command/command.ts';", ': profiles does not stand above cli'],
    ['src/webhooks/new.ts', "import { runJob } from '../bulk/run.ts';", ': webhooks does not stand above bulk'],
    ['src/world.ts', "import type { View } from './output/text/view.ts';", ': world.ts does not stand above output'],
    ['src/errors.ts', "export type Text = import('./version.ts').Text;", ': errors.ts does not stand above version.ts'],
    [
      'src/output/text/safe.ts',
      "import type { Heading } from './heading.ts';",
      'a circle of files: src/output/text/heading.ts, src/output/text/safe.ts',
    ],
    ['src/webhooks/via.ts', "export type Way = import('./tunnels/open.ts').Tunnel;", 'a circle of folders: src/webhooks, src/webhooks/'],
    ['src/sandbox/data/new.ts', "export const late = () => import('../http/handle.ts');", 'a circle of folders: '],
    ['src/output/text/index.ts', "export * from '../format/formats.ts';", 'a circle of folders: src/output/format, src/output/text'],
    ['src/spare/new.ts', 'export {};', 'no layer has spare'],
    ['src/client/new.ts', "import { gone } from './gone.ts';", 'src/client/new.ts imports src/client/gone.ts, which is no file of src'],
    ['src/output/new.ts', "import { Command } from 'commander';", 'src/output/new.ts imports commander: only cli knows it'],
    ['src/main.ts', "import chalk from 'chalk';", 'src/main.ts is loaded at every start and imports chalk'],
    ['src/client/new.ts', 'export const home = process.env.HOME;', 'src/client/new.ts uses process'],
    ['src/client/new.ts', "import { env } from 'node:process';", 'src/client/new.ts imports node:process'],
    ['src/commands/new.ts', "import { spawn } from 'node:child_process';", 'src/commands/new.ts imports node:child_process: start programs through'],
    ['src/webhooks/new.ts', "const { execa } = await import('execa');", 'src/webhooks/new.ts imports execa: start programs through src/programs'],
    ['src/client/new.ts', "export const home = globalThis['process'];", 'src/client/new.ts uses process'],
    ['src/world.ts', 'process.exit(1);', 'src/world.ts calls process.exit'],
    ['src/client/new.ts', "console.log('hello');", 'src/client/new.ts uses console'],
    ['src/client/new.ts', 'setTimeout(() => {}, 1000);', 'src/client/new.ts uses setTimeout: take it from World'],
    ['src/client/new.ts', 'export const at = Date.now();', 'src/client/new.ts uses Date.now: take it from World'],
    ['src/client/new.ts', 'export const chance = Math.random();', 'src/client/new.ts uses Math.random: take it from World'],
    ['src/bulk/new.ts', "import { hostname } from 'node:os'; export const me = hostname();", 'src/bulk/new.ts uses hostname(): take it from World'],
    ['src/client/new.ts', "import { setTimeout as wait } from 'node:timers/promises';", 'src/client/new.ts uses node:timers/promises: take it'],
    ['src/client/new.ts', "import { randomBytes } from 'node:crypto'; randomBytes(4);", 'src/client/new.ts uses randomBytes: take it from World'],
    ['src/bulk/new.ts', "import { mkdir } from 'node:fs/promises'; await mkdir(path);", 'src/bulk/new.ts uses mkdir: call makeDirectory'],
    [
      'src/bulk/new.ts',
      "import { writeFile } from 'node:fs/promises'; await writeFile(path, '');",
      'src/bulk/new.ts uses writeFile: call writeWhole',
    ],
    ['src/bulk/new.ts', "import * as fs from 'node:fs'; fs.renameSync(one, other);", 'src/bulk/new.ts uses renameSync: call writeWhole'],
    ['src/bulk/new.ts', "const load = () => import('write-file-atomic');", 'src/bulk/new.ts imports write-file-atomic: call writeWhole'],
    ['src/bulk/new.ts', "world.stdout.write('hello');", 'src/bulk/new.ts calls stdout.write'],
    ['src/output/print.ts', "world.stderr.write('hello');", 'src/output/print.ts calls stderr.write'],
    ['src/bulk/new.ts', 'body.pipe(world.stdout);', 'src/bulk/new.ts has pipe(world.stdout'],
    [
      'src/webhooks/new.ts',
      'export const targets = settings.forwardTo?.value;',
      'src/webhooks/new.ts reads targets of the settings: take keptTargets',
    ],
    ['src/webhooks/new.ts', 'export const routes = settings.routes?.value;', 'src/webhooks/new.ts reads targets of the settings: take keptTargets'],
    ['src/client/new.ts', "if (id === 'calls.list') late();", "src/client/new.ts names 'calls.list'"],
    ['src/client/new.ts', "const { agents } = resources['agents'];", "src/client/new.ts names 'agents'"],
    ['src/completion/new.ts', "import { leads } from '../resources/leads.ts';", 'src/completion/new.ts imports src/resources/leads.ts'],
    ['src/sandbox/api/routes.ts', "const at = '/agents/{agent_id}';", "src/sandbox/api/routes.ts names '/agents/{agent_id}'"],
    ['src/commands/new.ts', "run: (context, options) => late(options['limit']);", 'src/commands/new.ts reads options[…]'],
    ['src/commands/new.ts', 'export const read = (given, name) => given.values[name];', 'src/commands/new.ts reads values[…]'],
    ['src/commands/new.ts', 'const { limit }: Values = options;', 'src/commands/new.ts takes Values'],
    ['src/commands/new.ts', "Reflect.get(typed, 'limit');", 'src/commands/new.ts calls Reflect.get'],
    ['src/client/new.ts', 'export const read = (value: any) => value;', 'src/client/new.ts has any'],
    ['src/client/new.ts', 'export const size = (value as unknown as string).length;', 'src/client/new.ts has as … as'],
    ['src/client/new.ts', 'export const size = list[0]!.length;', 'src/client/new.ts has a non-null !'],
    ['src/client/new.ts', '// @ts-ignore\nexport const size = 1;', 'src/client/new.ts has @ts-ignore'],
    ['src/client/utils/new.ts', 'export {};', "src/client/utils/new.ts: 'utils' says nothing"],
    ['src/client/helpers.ts', 'export {};', "src/client/helpers.ts: 'helpers' says nothing"],
    ['src/client/new.ts', `// ${'x'.repeat(14 * 1024)}`, 'src/client/new.ts has 14339 bytes: split it'],
  ];
  test.each(violations.map(([path, text, sentence]) => [sentence, path, text] as const))('%s', (sentence, path, text) => {
    const before = rules.flatMap((rule) => rule.broken(sources));
    const found = rules.flatMap((rule) => rule.broken(planted(path, text))).filter((broken) => !before.includes(broken));
    expect(found.join('\n')).toContain(sentence);
  });

  test.each([
    ['src/client/new.ts', "import type { Operation } from '../resources/resource.ts';"],
    ['src/client/new.ts', 'const about = { process: 1 }; export const text = `the process, console.log`; about.process; // process.exit()'],
    ['src/client/new.ts', "import { type Kind, usage } from '../errors.ts';"],
    ['src/commands/new.ts', "import type { Effect } from '../transport/transport.ts';"],
    ['src/sandbox/service/operations.ts', "const at = 'calls.outbound';"],
    ['src/commands/leads/import.ts', "import { parse } from 'csv-parse';"],
    ['src/commands/new.ts', "export const read = (world, options) => [world.env['BOLTCALL_VIA'], options.limit];"],
  ])('but not in %s: %s', (path, text) => {
    const before = rules.flatMap((rule) => rule.broken(sources));
    expect(rules.flatMap((rule) => rule.broken(planted(path, text))).filter((broken) => !before.includes(broken))).toEqual([]);
  });
});
