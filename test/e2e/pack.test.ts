import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { readSources, root } from '../architecture/source.ts';
import { cleanEnvironment, makeHome, program } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';
import { temporaryDirectory } from '../support/temporary.ts';

/** What a user installs, packed from the existing build: other tests are running it, so it is not rebuilt. */
let packed: { filename: string; unpackedSize: number; bundled: unknown[]; files: Array<{ path: string }> };
let prefix: string;
let environment: Record<string, string>;
const manifest: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const npm = (args: readonly string[], cwd: string) =>
  execa('npm', [...args, '--no-audit', '--no-fund', '--no-update-notifier'], { cwd, env: environment, extendEnv: false, stdin: 'ignore' });

beforeAll(async () => {
  const built = dirname(dirname(program));
  const source = temporaryDirectory('package');
  for (const part of ['package.json', 'README.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE', 'schemas', 'man'])
    if (existsSync(join(root, part))) cpSync(join(root, part), join(source, part), { recursive: true });
  for (const part of ['bin', 'dist', 'completions', 'skills'])
    if (existsSync(join(built, part))) cpSync(join(built, part), join(source, part), { recursive: true });
  const home = makeHome();
  prefix = join(home, 'prefix');
  environment = cleanEnvironment(home, { npm_config_cache: join(home, 'npm-cache'), npm_config_offline: 'true' });
  const { stdout } = await npm(['pack', '--ignore-scripts', '--json', '--pack-destination', source], source);
  [packed] = JSON.parse(stdout);
  await npm(['install', '--global', '--prefix', prefix, join(source, packed.filename)], source);
  environment = { ...environment, PATH: `${join(prefix, 'bin')}:${environment['PATH']}` };
});

const installed = () => join(prefix, 'lib/node_modules/@boltcall/cli');

test('boltcall is on the PATH after an installation without a network', async () => {
  const { stdout, exitCode } = await execa('boltcall', ['--version'], { env: environment, extendEnv: false });
  expect([stdout, exitCode]).toEqual([manifest['version'], 0]);
});

test('the installed program does its work: it shows help, and lists agents of a service', async () => {
  const help = await execa('boltcall', ['--help'], { env: environment, extendEnv: false });
  expect(help.stdout).toMatch(/agents[\s\S]*calls[\s\S]*webhooks/);
  const { env } = await sandboxHere();
  const list = await execa('boltcall', ['agents', 'list'], { env: { ...environment, ...env }, extendEnv: false });
  expect(list.stdout).toMatch(/^agent_\S+\t/m);
});

test('it is one package: no dependencies, nothing that runs at installation, nothing nested', () => {
  const { dependencies, optionalDependencies, peerDependencies, scripts } = JSON.parse(readFileSync(join(installed(), 'package.json'), 'utf8'));
  expect([dependencies, optionalDependencies, peerDependencies]).toEqual([undefined, undefined, undefined]);
  expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
  expect(packed.bundled).toEqual([]);
  expect(readdirSync(join(prefix, 'lib/node_modules'))).toEqual(['@boltcall']);
  expect(existsSync(join(installed(), 'node_modules'))).toBe(false);
});

test('publishing builds first, so that no old build is ever packed', () => {
  expect(manifest['scripts']).toMatchObject({ prepack: 'npm run build', build: 'node test/tool/build.mjs' });
});

test('it holds the program, its completions, its skill and its papers, and nothing else', () => {
  const unexpected = packed.files
    .map(({ path }) => path)
    .filter(
      (path) =>
        !/^(package\.json|README\.md|CHANGELOG\.md|SECURITY\.md|LICENSE|bin\/boltcall\.cjs|completions\/[\w.]+|schemas\/\w+\.json|man\/boltcall\.1|skills\/boltcall\/SKILL\.md)$/.test(
          path,
        ),
    )
    .filter((path) => !/^dist\/(package\.json|LICENSES\.txt|main\.cjs|chunks\/[\w.-]+\.cjs)$/.test(path));
  expect(unexpected).toEqual([]);
  const paths = packed.files.map(({ path }) => path);
  const expected = [
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'package.json',
    'bin/boltcall.cjs',
    'dist/main.cjs',
    'dist/LICENSES.txt',
    'skills/boltcall/SKILL.md',
    'SECURITY.md',
    'man/boltcall.1',
    'schemas/agents.json',
    'schemas/rules.json',
  ];
  expect(expected.filter((path) => !paths.includes(path))).toEqual([]);
});

test('it takes at most 4 MB', () => {
  expect(packed.unpackedSize).toBeLessThanOrEqual(4_000_000);
});

test('the licences of all bundled libraries are shipped', () => {
  const shipped = readFileSync(join(installed(), 'dist/LICENSES.txt'), 'utf8');
  const libraries = readSources()
    .flatMap(({ imports }) => imports)
    .filter(({ to, type, specifier }) => to === undefined && !type && !/^(node|boltcall):/.test(specifier))
    .map(({ specifier }) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  expect(libraries).toContain('commander');
  const missing = [...new Set(libraries)].filter((name) => !new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\\S* \\(.+\\)$`, 'm').test(shipped));
  expect(missing).toEqual([]);
});
