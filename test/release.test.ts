import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from './architecture/source.ts';
import { cleanEnvironment, makeHome, program } from './support/program.ts';
import { temporaryDirectory } from './support/temporary.ts';

const manifest: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The directory that is published, with the built program, so that nothing is built while other tests run it. */
let folder: string;
beforeAll(() => {
  folder = temporaryDirectory('release');
  const built = dirname(dirname(program));
  for (const part of ['package.json', 'README.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE', 'schemas', 'man'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  for (const part of ['bin', 'dist', 'completions']) cpSync(join(built, part), join(folder, part), { recursive: true });
});

test('publint finds nothing', async () => {
  const { messages } = await publint({ pkgDir: folder, strict: true });
  expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
});

test('npm publish --dry-run says what it would publish, and warns of nothing', async () => {
  const home = makeHome();
  const env = cleanEnvironment(home, { npm_config_cache: join(home, 'cache'), npm_config_update_notifier: 'false' });
  // If the registry cannot be asked whether the version already exists, npm still packs and checks.
  const args = ['publish', '--dry-run', '--ignore-scripts', '--json', '--registry', 'http://127.0.0.1:1', '--fetch-retries', '0'];
  const done = await execa('npm', args, { cwd: folder, env, extendEnv: false, reject: false, stdin: 'ignore' });
  const warnings = done.stderr.split('\n').filter((line) => /^npm warn/i.test(line) && !line.includes('to be logged in'));
  expect(warnings).toEqual([]);
  expect(done.exitCode, done.stderr).toBe(0);
  expect(done.stdout).toContain('"@boltcall/cli"');
});

test('repository, homepage and bugs are of one place, which the owner fills in', () => {
  const slug = /github\.com\/([^/]+\/[^/.#]+)/;
  const { repository, homepage, bugs } = manifest;
  const places = [JSON.stringify(repository), homepage, JSON.stringify(bugs)].map((text) => slug.exec(String(text))?.[1]);
  expect(new Set(places).size).toBe(1);
  expect(places[0]).toMatch(/^\S+\/\S+$/);
});

describe('workflows', () => {
  const directory = join(root, '.github/workflows');
  const files = readdirSync(directory);
  const textOf = (file: string): string => readFileSync(join(directory, file), 'utf8');

  test.each(files)('actions are pinned by their commit, and permissions are the least: %s', (file) => {
    const used = [...textOf(file).matchAll(/uses: *(\S+)(.*)/g)];
    expect(used.length).toBeGreaterThan(0);
    for (const [, action, comment] of used) expect(`${action}${comment}`).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$/);
    expect(parse(textOf(file))).toMatchObject({ permissions: { contents: 'read' }, jobs: expect.any(Object) });
    // Untrusted input, such as the title of a pull request, must not become part of a script.
    for (const [, line] of textOf(file).matchAll(/run: (.*(?:\n {10}.*)*)/g)) expect(line).not.toContain('${{');
  });

  test('tests run on Linux, macOS and Windows with each Node that is supported', () => {
    expect(parse(textOf('test.yml')).jobs.test.strategy.matrix).toEqual({
      os: ['ubuntu-latest', 'macos-latest', 'windows-latest'],
      node: [20, 22, 24, 26],
    });
  });

  test('a release has provenance, checksums and an SBOM, and is made by a tag alone', () => {
    const text = textOf('release.yml');
    expect(parse(text).on).toEqual({ push: { tags: ['v*'] } });
    for (const needed of ['--provenance', 'SHA256SUMS', 'npm sbom', 'id-token: write']) expect(text).toContain(needed);
  });
});

describe('the man page', () => {
  const page = join(root, 'man/boltcall.1');
  const here = existsSync('/usr/bin/mandoc');

  test('is what the program says of itself (npm run man)', async () => {
    const { exitCode } = await execa(process.execPath, [join(root, 'test/tool/man.mjs'), '--check'], {
      reject: false,
      env: { BOLTCALL_PROGRAM: program },
    });
    expect(exitCode).toBe(0);
  });

  test('has every command', () => {
    const text = readFileSync(page, 'utf8').replaceAll('\\-', '-');
    for (const words of ['calls check', 'leads timeline', 'agents check', 'webhooks listen']) expect(text).toContain(`.Ss "boltcall ${words}`);
  });

  test.skipIf(!here)('mandoc finds nothing wrong with it', async () => {
    expect((await execa('mandoc', ['-T', 'lint', page], { reject: false })).stdout).toBe('');
  });
});

describe('SECURITY.md', () => {
  const rows = [...readFileSync(join(root, 'SECURITY.md'), 'utf8').matchAll(/\| `(test\/[\w./-]+)`: (.+) \|$/gm)];

  test.each(rows.map(([, file = '', title = '']) => [file, title] as const))('%s has a test: %s', (file, title) => {
    expect(readFileSync(join(root, file), 'utf8')).toContain(title);
  });

  test('each row of its table names a test', () => {
    expect(rows.length).toBe(readFileSync(join(root, 'SECURITY.md'), 'utf8').match(/^\| (?!Attack|---)/gm)?.length);
  });
});
