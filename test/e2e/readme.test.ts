import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeLog } from '../support/log.ts';
import { boltcall, cleanEnvironment, makeHome, program } from '../support/program.ts';

/**
 * Runs every command of the README as written, in order, in one home, against the sandbox that the README itself
 * starts. Exceptions:
 * - The sandbox gets a free port, and so does the app that the README expects on port 3000: other programs may use those ports.
 * - `boltcall login` alone prompts on a terminal (test/terminal tests that); here the key comes from key.txt.
 * - The log holds a delivery, signed with the secret of the sandbox.
 * - A new profile takes no URL from the environment; it is given the sandbox's.
 * - A listener is stopped with Ctrl-C once it reports that it is ready, and must then exit with 130.
 * - `npm run quickstart` has a test of its own.
 */
const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');

const commands = [...readme.matchAll(/^```sh[^\n]*\n([\s\S]*?)^```$/gm)]
  .flatMap(([, block = '']) => block.trim().split('\n'))
  .map((line) => line.replace(/\s+#.*$/, ''))
  .filter((line) => line !== '' && line !== 'npm run quickstart');

const listens = (line: string): boolean => line.startsWith('boltcall listen') && !line.includes('--print-secret');

const home = makeHome();
const env: Record<string, string> = {};

/** The app, on a free port. */
const app = createServer((request, response) => {
  request.resume().on('end', () => response.end('ok'));
});

beforeAll(async () => {
  symlinkSync(program, join(home, 'boltcall'));
  const clean = cleanEnvironment(home, { SHELL: '/bin/bash' });
  Object.assign(env, clean, { PATH: `${home}:${dirname(process.execPath)}:${clean['PATH']}` });
  writeFileSync(join(home, 'key.txt'), 'sk_test_readme_key\n');
  writeFileSync(join(home, 'package.json'), JSON.stringify({ scripts: { dev: 'sleep 60' } }));
  const { stdout } = await boltcall(['listen', '--print-secret', '--sandbox', '--json'], { home });
  await writeLog(home, [{ event: 'call.completed', secret: JSON.parse(stdout).secret }]);
  await new Promise<void>((resolve, reject) => app.once('error', reject).listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  app.close();
  await boltcall(['sandbox', 'stop'], { home });
});

/** Adapts a line to the rules above. */
const typed = (line: string): string => {
  const { port } = app.address() as AddressInfo;
  if (line === 'boltcall login') return 'boltcall login --with-key < key.txt';
  return line
    .replace(/^boltcall sandbox start\b/, '$& --port 0')
    .replace(/^boltcall login --profile\b/, `boltcall login --base-url ${env['BOLTCALL_BASE_URL']} --profile`)
    .replace(/\blocalhost:3000\b/g, `localhost:${port}`);
};

const run = async (line: string): Promise<{ exitCode: number | undefined; all: string | undefined }> => {
  const shell = execa('bash', ['-c', line], {
    cwd: home,
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    all: true,
    detached: true,
    cleanup: false,
  });
  if (listens(line)) {
    let heard = '';
    shell.all?.on('data', (chunk: Buffer) => {
      heard += String(chunk);
      if (/^ready/m.test(heard) && shell.pid !== undefined) process.kill(-shell.pid, 'SIGINT');
    });
  }
  const { exitCode, all, signal } = await shell;
  return { exitCode: exitCode ?? (signal === 'SIGINT' ? 130 : undefined), all };
};

describe('the README', () => {
  it('has commands to try', () => {
    expect(commands.length).toBeGreaterThan(50);
  });

  it.each(commands)('%s', async (line) => {
    const done = await run(typed(line));
    const started = /^export (BOLTCALL_BASE_URL)=(\S+)/m.exec(done.all ?? '');
    if (line.startsWith('boltcall sandbox start') && started?.[1] && started[2]) env[started[1]] = started[2];
    expect(done, done.all).toMatchObject({ exitCode: listens(line) ? 130 : 0 });
  });

  it('has a table of commands that is fresh (stale? `npm run commands`)', async () => {
    const tool = fileURLToPath(new URL('../tool/commands.mjs', import.meta.url));
    const { exitCode } = await execa('node', [tool, '--check'], { env: { BOLTCALL_PROGRAM: program }, reject: false });
    expect(exitCode).toBe(0);
  });
});
