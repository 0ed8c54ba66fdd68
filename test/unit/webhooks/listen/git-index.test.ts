import { spawnSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isTracked } from '../../../../src/webhooks/listen/git-index.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

const has = spawnSync('git', ['--version']).status === 0;

const git = (cwd: string, ...args: string[]): void => {
  const words = ['-c', 'user.name=Mia', '-c', 'user.email=mia@example.com', '-c', 'protocol.file.allow=always', ...args];
  const done = spawnSync('git', words, { cwd, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: cwd } });
  if (done.status !== 0) throw new Error(`git ${args.join(' ')}: ${done.stderr}`);
};

const put = (root: string, ...names: string[]): void => {
  for (const name of names) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), name);
  }
};

const long = `deep/${'a'.repeat(200)}/${'b'.repeat(200)}/.env`;
const tracked = ['.env', 'app/.env', 'app/.env.b', 'app/z/.env', 'ü/.env', 'name with space', long];
const others = ['.env.local', 'app/.env.', 'app/z', 'env', 'app/.ENV'];

/** Creates a repository, adds the `tracked` files and returns its root. */
const made = (...init: string[]): string => {
  const root = realpathSync(temporaryDirectory('repository'));
  git(root, 'init', '-q', ...init);
  put(root, ...tracked);
  git(root, 'add', '--', ...tracked);
  return root;
};

const expectRight = (root: string): void => {
  for (const name of tracked) expect(isTracked(join(root, name), false), name).toBe(true);
  for (const name of others) expect(isTracked(join(root, name), false), name).toBe(false);
};

describe.skipIf(!has)('what git tracks, read without git (needs git to make it)', () => {
  test.each(['2', '3', '4'])('index version %s', (version) => {
    const root = made();
    git(root, 'update-index', '--index-version', version);
    // Intent to add needs two more bytes of flags, so version 3 is really used.
    put(root, 'meant');
    git(root, 'add', '-N', 'meant');
    expectRight(root);
    expect(isTracked(join(root, 'meant'), false)).toBe(true);
  });

  test('object ids of SHA-256', () => expectRight(made('--object-format=sha256')));

  test('an index that is the difference to another', () => {
    const root = made();
    git(root, 'update-index', '--split-index');
    put(root, 'later');
    git(root, 'add', 'later');
    expectRight(root);
    expect(isTracked(join(root, 'later'), false)).toBe(true);
  });

  test('a second work tree, a folder of a repository in another, and one without anything', () => {
    const root = made();
    git(root, 'commit', '-qm', 'all');
    git(root, 'worktree', 'add', '-q', 'second');
    expectRight(join(root, 'second'));
    mkdirSync(join(root, 'app', 'inner'));
    git(join(root, 'app', 'inner'), 'init', '-q');
    put(root, 'app/inner/.env');
    expect(isTracked(join(root, 'app/inner/.env'), false)).toBe(false);
    git(root, 'rm', '-q', '--cached', 'app/.env');
    expect(isTracked(join(root, 'app/.env'), false)).toBe(false);
    expect(isTracked(join(realpathSync(temporaryDirectory('plain')), '.env'), false)).toBe(false);
  });

  test('letters of another case, where the file system takes them for the same', () => {
    expect(isTracked(join(made(), 'APP/.Env'), true)).toBe(true);
  });

  test('what cannot be understood is no permission', () => {
    const root = made();
    for (const content of ['', 'DIRC', 'something else, of some length', 'DIRC\0\0\0\x02\0\0\0\x09short']) {
      writeFileSync(join(root, '.git', 'index'), content);
      expect(() => isTracked(join(root, '.env'), false)).toThrow('index');
    }
  });
});
