import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../src/main.ts';
import { makeHome } from '../support/program.ts';
import { dawn, makeWorld } from '../support/world.ts';

const hour = 3_600_000;

/** Sends to a file of two numbers, `hours` after the start of the made-up world. */
const broadcast = async (home: string, hours: number, ...more: string[]) => {
  writeFileSync(join(home, 'rows.csv'), 'to\n+14155550133\n+14155550134\n');
  const argv = ['messages', 'broadcast', 'rows.csv', '--body', 'Hello', '--yes', '--json', ...more];
  const { world, requests, stdout, stderr } = makeWorld(argv, { home, answers: { 'POST /v1/messages/sms': { status: 201, body: { id: 'msg_1' } } } });
  const exitCode = await run({
    ...world,
    random: randomBytes,
    // The clock is fixed: flushing to disk takes real time, during which the clock of a made-up world would run ahead.
    now: () => dawn + hours * hour,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 50))),
  });
  return { exitCode, sent: requests.length, stdout: stdout(), stderr: stderr() };
};

test('the same text counts for 24 hours; after that it is sent again, and the run says so', async () => {
  const home = makeHome();
  expect(await broadcast(home, 0)).toMatchObject({ exitCode: 0, sent: 2 });
  expect(await broadcast(home, 23.9)).toMatchObject({
    exitCode: 0,
    sent: 0,
    stderr: expect.stringContaining('all 2 already got this on Mar 5 at 15:00; nothing to send'),
  });
  expect(await broadcast(home, 24.1)).toMatchObject({ exitCode: 0, sent: 2, stderr: expect.stringContaining('2 of 2 get this a second time') });
  expect(await broadcast(home, 25)).toMatchObject({ sent: 0 });
});

test('a campaign counts for good', async () => {
  const home = makeHome();
  expect(await broadcast(home, 0, '--campaign', 'spring')).toMatchObject({ sent: 2 });
  expect(await broadcast(home, 9_000, '--campaign', 'spring')).toMatchObject({
    exitCode: 0,
    sent: 0,
    stderr: expect.stringContaining('all 2 already got this on Mar 5, 2025 at 15:00'),
  });
  expect(await broadcast(home, 9_001, '--campaign', 'spring', '--again')).toMatchObject({
    sent: 2,
    stderr: expect.stringContaining('2 of 2 get this a second time'),
  });
});

test('whoever was contacted lately by anything is left out with --skip-contacted', async () => {
  const home = makeHome();
  await broadcast(home, 0, '--campaign', 'one');
  expect(await broadcast(home, 100, '--campaign', 'two', '--skip-contacted', '7d')).toMatchObject({ exitCode: 0, sent: 0 });
  expect(await broadcast(home, 200, '--campaign', 'two', '--skip-contacted', '7d')).toMatchObject({ exitCode: 0, sent: 2 });
});
