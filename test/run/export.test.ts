import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeHome } from '../support/program.ts';
import { inWorld, listOf } from '../support/world.ts';

test.each(['new', 'old'])('what is exported is for its owner alone: a %s file', async (kind) => {
  const home = makeHome();
  const file = join(home, 'leads.csv');
  if (kind === 'old') writeFileSync(file, 'old', { mode: 0o600 });
  const answers = { 'GET /v1/leads': listOf([{ id: 'lead_1', name: 'Ana', phone: '+14155550133' }]) };
  const done = await inWorld(['leads', 'export', '--out', file], { home, answers });
  expect(done.exitCode, done.stderr).toBe(0);
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
});
