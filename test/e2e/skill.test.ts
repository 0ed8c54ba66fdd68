import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { encode } from 'gpt-tokenizer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../architecture/source.ts';
import { eventually } from '../support/eventually.ts';
import { boltcall, cleanEnvironment, makeHome, program } from '../support/program.ts';
import { startServer } from '../support/server.ts';

/**
 * Runs every command of the skill as written, in order, in one home. Port 3000, where the skill expects the user's app, is replaced by a
 * port of the test's own app. The listener runs until the end, as the skill says.
 */
const text = readFileSync(join(root, 'skills/boltcall/SKILL.md'), 'utf8');
const commands = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => block.trim().split('\n'));

const home = makeHome();
let app = 0;
let endListener = async (): Promise<void> => {};

beforeAll(async () => {
  app = (await startServer({ body: 'ok' })).port;
});

afterAll(async () => {
  await endListener();
  await boltcall(['sandbox', 'stop'], { home });
});

test('it has at most 150 lines, and the head that agents look at', () => {
  expect(text.split('\n').length).toBeLessThanOrEqual(151);
  const [, head = ''] = /^---\n([\s\S]*?)\n---\n/.exec(text) ?? [];
  expect(head).toMatch(/^name: boltcall\ndescription: \S.{50,1000}$/);
});

test('boltcall skill prints it', async () => {
  const { stdout, stderr, exitCode } = await boltcall(['skill']);
  expect([exitCode, stderr, stdout]).toEqual([0, '', text]);
});

describe('each of its commands runs', () => {
  test('there are commands', () => {
    expect(commands.length).toBeGreaterThan(20);
    expect(commands.filter((line) => !line.startsWith('boltcall '))).toEqual([]);
  });

  test.each(commands)('%s', async (line) => {
    const bin = join(home, 'bin');
    mkdirSync(bin, { recursive: true });
    if (line === commands[0]) symlinkSync(program, join(bin, 'boltcall'));
    const clean = cleanEnvironment(home);
    const env = { ...clean, PATH: `${bin}:${dirname(process.execPath)}:${clean['PATH']}` };
    if (/^boltcall listen .*--forward-to/.test(line)) {
      const started = execa('bash', ['-c', `exec ${line.replace('3000', String(app))}`], {
        cwd: home,
        env,
        extendEnv: false,
        reject: false,
        all: true,
        stdin: 'ignore',
      });
      endListener = async () => {
        started.kill('SIGINT');
        await started;
      };
      let heard = '';
      started.all.on('data', (chunk: Buffer) => {
        heard += String(chunk);
      });
      expect(await eventually('the listener is ready', () => heard.includes('"ready"'))).toBe(true);
      return;
    }
    const { exitCode, all } = await execa('bash', ['-c', line], { cwd: home, env, extendEnv: false, reject: false, all: true, stdin: 'ignore' });
    expect([exitCode, all]).toEqual([0, expect.stringMatching(/\S/)]);
  });
});

test('the brief list of commands has a line for each command that help shows, and at most 1,200 tokens', async () => {
  const [brief, whole] = [await boltcall(['commands', '--brief']), await boltcall(['commands'])];
  const all: Array<{ command: string; about: string; hidden?: boolean }> = JSON.parse(whole.stdout).commands;
  expect(brief.stdout).toBe(all.flatMap(({ command, about, hidden }) => (hidden ? [] : [`${command}: ${about}\n`])).join(''));
  expect(encode(brief.stdout).length).toBeLessThanOrEqual(1200);
});

test('one command can be shown alone, exactly as in the whole tree', async () => {
  const all: Array<{ command: string }> = JSON.parse((await boltcall(['commands'])).stdout).commands;
  const one = await boltcall(['commands', 'calls', 'outbound']);
  expect(JSON.parse(one.stdout)).toEqual(all.find(({ command }) => command === 'calls outbound'));
  expect(JSON.parse((await boltcall(['commands', 'webhooks', 'log', 'list', '-o', 'json'])).stdout)).toMatchObject({ command: 'webhooks log list' });
  for (const [words, message] of [
    [['calls'], 'is a group of commands'],
    [['calls', 'outbnd'], 'Did you mean `boltcall calls outbound`?'],
    [['--brief', 'calls', 'list'], '--brief and words cannot be used together'],
  ] as const) {
    const { exitCode, stdout, stderr } = await boltcall(['commands', ...words]);
    expect([words, exitCode, stdout, stderr]).toEqual([words, 2, '', expect.stringContaining(message)]);
  }
});
