import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { boltcall, cleanEnvironment, makeHome, program, start } from '../support/program.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const key = 'sk_test_0123456789abcdefghij';

describe('a version of Node that is too old', () => {
  it('is told before anything of ours is loaded', async () => {
    const file = join(makeHome(), 'old.cjs');
    writeFileSync(file, "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '16.20.2' } });");
    const { exitCode, stdout, stderr } = await boltcall(['--version'], { env: { NODE_OPTIONS: `--require=${file}` } });
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toBe('error: boltcall needs Node 20.19 or newer; this is 16.20.2\nInstall a newer one from https://nodejs.org.\n');
  });

  it('can read the shim, which has no syntax younger than it', () => {
    const code = readFileSync(program, 'utf8').replace(/\/\/.*$/gm, '');
    expect(code).not.toMatch(/\b(const|let|class|async|await|import)\b|=>|`|\?\.|\?\?|\.\.\./);
  });
});

describe('without a home or a current directory', () => {
  const barely: ReadonlyArray<[args: string[], stdout: RegExp]> = [
    [['--version'], /^\d+\.\d+\.\d+/],
    [['--help'], /^Usage: boltcall/],
    [['leads', 'list', '--help'], /^Usage: boltcall leads list/],
    [['__complete', 'zsh', 'agents', 'l'], /^words\nlist\t/],
    [['__complete', 'zsh', 'agents', 'get', ''], /^words$/],
  ];

  it.each(barely)('%j works in a directory that has been removed', async (args, stdout) => {
    const gone = temporaryDirectory('gone');
    const script = `cd "$1" && rmdir "$1" && shift && exec "$@"`;
    const done = await execa('sh', ['-c', script, 'sh', gone, process.execPath, program, ...args], {
      env: cleanEnvironment(makeHome()),
      extendEnv: false,
      reject: false,
    });
    expect([done.exitCode, done.stdout, done.stderr]).toEqual([0, expect.stringMatching(stdout), '']);
  });

  it('what needs the directory says so in two lines', async () => {
    const gone = temporaryDirectory('gone');
    const done = await execa('sh', ['-c', 'cd "$1" && rmdir "$1" && shift && exec "$@"', 'sh', gone, process.execPath, program, 'whoami'], {
      env: cleanEnvironment(makeHome()),
      extendEnv: false,
      reject: false,
    });
    expect([done.exitCode, done.stderr]).toEqual([2, 'error: the current directory has been removed\nChange to one that is there, with `cd`.']);
  });

  const homeless = {
    HOME: '',
    XDG_CONFIG_HOME: undefined,
    XDG_STATE_HOME: undefined,
    XDG_CACHE_HOME: undefined,
    BOLTCALL_CONFIG_DIR: undefined,
    BOLTCALL_STATE_DIR: undefined,
    BOLTCALL_CACHE_DIR: undefined,
  };

  it.each(barely)('%j works without a home', async (args, stdout) => {
    const done = await boltcall(args, { env: homeless });
    expect([done.exitCode, done.stdout.trimEnd(), done.stderr]).toEqual([0, expect.stringMatching(stdout), '']);
  });

  it.each(['', '.', '~', '~/mia'])('no key is stored below the current directory where HOME is %j', async (HOME) => {
    const home = makeHome();
    const before = readdirSync(home);
    const done = await boltcall(['login', '--with-key', '--no-verify'], { home, env: { ...homeless, HOME }, input: key });
    expect([done.exitCode, done.stdout]).toEqual([2, '']);
    expect(done.stderr).toMatch(/^error: HOME is .*\nSet it to an absolute path, or unset it\.\n$/);
    expect(readdirSync(home)).toEqual(before);
  });
});

describe('a signal while standard input is read', () => {
  const readers = [
    ['messages', 'sms', '--to', '+14155550133', '--body', '-'],
    ['api', 'POST', 'leads', '--input', '-'],
    ['login', '--with-key', '--no-verify'],
    ['trigger', 'call.completed', '--data', '-', '--forward-to', '3000'],
    ['listen', '--via', 'local', '--secret', '-'],
    ['agents', 'list', '--api-key', '-'],
    ['agents', 'create', '--file', '-', '--yes'],
    ['trigger', '--fixture', '-', '--forward-to', '3000'],
    ['calls', 'check', 'call_1', '--rules', '-'],
  ];
  const signals = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ] as const;

  it.each(readers.flatMap((args) => signals.map(([signal, code]) => [signal, args, code] as const)))(
    '%s ends %j at once',
    async (signal, args, code) => {
      const home = makeHome();
      // Signals when standard input is being read.
      const file = join(home, 'reading.cjs');
      writeFileSync(
        file,
        "const { stdin } = process; stdin.once('newListener', () => setImmediate(() => require('node:fs').writeFileSync(process.env.MARK, '')));",
      );
      const mark = join(home, 'mark');
      const env = { BOLTCALL_API_KEY: key, BOLTCALL_BASE_URL: 'http://127.0.0.1:9/v1', NODE_OPTIONS: `--require=${file}`, MARK: mark };
      const running = start(args, { home, env, stdin: 'pipe' });
      await eventually('it reads', () => readdirSync(home).includes('mark'));
      running.signal(signal);
      const done = await running.ended;
      expect([done.exitCode, done.signal, done.stdout]).toEqual([code, undefined, '']);
      expect(done.stderr).toContain(`ended by ${signal} while standard input was read`);
    },
  );
});
