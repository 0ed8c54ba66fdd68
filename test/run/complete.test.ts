import { expect, test } from 'vitest';
import { makeHome } from '../support/program.ts';
import { inWorld, listOf } from '../support/world.ts';

test('ids and names of one workspace are not offered in another', async () => {
  const home = makeHome();
  const key = 'sk_test_0123456789abcdefghij';
  const env = { BOLTCALL_API_KEY: undefined };
  for (const [profile, name] of [
    ['north', 'Ana Ruiz'],
    ['south', 'Ben Okafor'],
  ] as const) {
    const made = await inWorld(['login', '--with-key', '--no-verify', '--profile', profile], { home, env, input: `${key}\n` });
    expect(made.exitCode, made.stderr).toBe(0);
    const answers = { 'GET /v1/leads': listOf([{ id: `lead_${profile}`, name, phone: null }]) };
    expect((await inWorld(['leads', 'list', '--profile', profile], { home, env, answers })).exitCode).toBe(0);
  }
  const offered = async (words: readonly string[], variables = {}) =>
    (await inWorld(['__complete', 'zsh', 'leads', 'get', ...words, ''], { home, env: { ...env, ...variables } })).stdout;
  expect(await offered(['--profile', 'north'])).toBe('words\nlead_north\tAna Ruiz\n');
  expect(await offered(['--profile', 'south'])).toBe('words\nlead_south\tBen Okafor\n');
  for (const elsewhere of [await offered(['--sandbox']), await offered([], { BOLTCALL_API_KEY: key })]) expect(elsewhere).toBe('words\n');
});
