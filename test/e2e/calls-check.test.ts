import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { boltcall } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';

const rules = `rules:
  - {name: no promises, never_say: guarantee, when: status == 'completed'}
  - {name: stops when asked, after: {caller: stop calling, agent_turns_at_most: 1}, when: status == 'completed'}
`;

test('the seeded workspace has calls that break rules, and most that do not', async () => {
  const { env, home } = await sandboxHere({ plan: 'elite' });
  const file = join(home, 'rules.yaml');
  writeFileSync(file, rules);
  const done = await boltcall(['calls', 'check', '--rules', file, '--from', '60d', '-o', 'jsonl'], { env, home });
  const verdicts: Array<{ call: string; rule: string; verdict: string; turn: number | null }> = done.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const broken = verdicts.filter(({ verdict }) => verdict === 'failed');
  expect([done.exitCode, new Set(broken.map(({ rule }) => rule))], done.stderr).toEqual([14, new Set(['no promises', 'stops when asked'])]);
  expect(broken.every(({ turn }) => turn !== null)).toBe(true);
  expect(broken.length).toBeLessThan(verdicts.length / 10);
});

test('with a number that ends in 8888 the agent breaks rules, with others it does not', async () => {
  const { env, home } = await sandboxHere({ speed: 200 });
  const file = join(home, 'rules.yaml');
  writeFileSync(file, rules);
  const place = (to: string) =>
    boltcall(['calls', 'outbound', '--agent-id', 'agent_abc123', '--to', to, '--yes', '--wait', '--rules', file, '-o', 'id'], { env, home });
  const [bad, good] = await Promise.all([place('+14155558888'), place('+14155550133')]);
  expect([bad.exitCode, bad.stderr]).toEqual([14, expect.stringMatching(/error: call_\w+, ".*": failed in turn \d/)]);
  expect([good.exitCode, good.stderr]).toEqual([0, expect.stringContaining('passed all 2 rules')]);
});
