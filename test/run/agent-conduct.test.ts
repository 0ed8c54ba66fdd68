import { describe, expect, test } from 'vitest';
import { run } from '../../src/main.ts';
import { openProgress } from '../../src/output/progress.ts';
import { listOf, type Made, makeWorld } from '../support/world.ts';

const answers = { 'GET /v1/agents': listOf([{ id: 'agent_1', name: 'Front desk', status: 'active' }]) };
const names = ['AI_AGENT', 'CLAUDECODE', 'GEMINI_CLI', 'CURSOR_AGENT', 'OPENCODE', 'COPILOT_CLI'];

/** Runs with standard error, and any streams in `also`, on a terminal. */
const onTerminal = async (argv: readonly string[], env: Made['env'], also: ReadonlyArray<'stdin' | 'stdout'> = []) => {
  const { world, stdout, stderr } = makeWorld(argv, { answers, ...(env ? { env } : {}) });
  for (const stream of ['stderr', ...also] as const) Object.assign(world[stream], { isTTY: true });
  return { exitCode: await run(world), stdout: stdout(), stderr: stderr() };
};

describe.each(names)('with %s set and no terminal on standard input and output', (name) => {
  const env = { [name]: '1' };

  test('errors have no color, though standard error is a terminal', async () => {
    expect((await onTerminal(['agents', 'lst'], {})).stderr).toContain('\u001b[');
    const { stderr } = await onTerminal(['agents', 'lst'], env);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).not.toContain('\u001b');
  });

  test('nothing is asked', async () => {
    const { stderr, exitCode } = await onTerminal(['calls', 'outbound'], env);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('missing --agent-id')]);
  });

  test('nothing is drawn while something goes on', async () => {
    const drawn = async (more: Made['env']): Promise<string> => {
      const { world, stderr } = makeWorld([], { ...(more ? { env: more } : {}) });
      Object.assign(world.stderr, { isTTY: true, columns: 80 });
      const bar = openProgress(world, { quiet: false, width: 80 }).start('bytes', 10);
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      bar.end();
      return stderr();
    };
    expect(await drawn({})).toContain('\r\u001b[K');
    expect(await drawn(env)).not.toContain('\u001b');
  });

  test('results are the same', async () => {
    for (const argv of [
      ['agents', 'list'],
      ['agents', 'list', '-o', 'json'],
      ['agents', 'list', '-o', 'yaml'],
      ['agents', 'list', '-o', 'csv'],
      ['nothing'],
    ]) {
      const plain = { ...env, [name]: undefined };
      expect((await onTerminal(argv, env)).stdout).toBe((await onTerminal(argv, plain)).stdout);
    }
  });
});

test('a person at a terminal keeps colors, and --color is obeyed', async () => {
  const env = { CLAUDECODE: '1' };
  expect((await onTerminal(['agents', 'lst'], env, ['stdin'])).stderr).toContain('\u001b[');
  expect((await onTerminal(['agents', 'lst'], env, ['stdout'])).stderr).toContain('\u001b[');
  expect((await onTerminal(['agents', 'lst', '--color', 'always'], env)).stderr).toContain('\u001b[');
});
