import { expect, test } from 'vitest';
import { run } from '../../src/main.ts';
import { listOf, makeWorld } from '../support/world.ts';

/** Sends two signals `apart` ms apart during a request. Returns the exit code and the signals that the program sent to itself. */
const twice = async (apart: number) => {
  const killed: unknown[] = [];
  const made = makeWorld(['agents', 'list'], {
    answers: {
      'GET /v1/agents': async () => {
        made.signal('SIGTERM');
        await made.world.sleep(apart);
        made.signal('SIGTERM');
        return listOf([]);
      },
    },
  });
  const kill = (...signal: unknown[]): boolean => killed.push(signal) > 0;
  return { exitCode: await run({ ...made.world, kill }), killed, pid: made.world.pid };
};

test('a signal right behind the first is the same one; a later one ends the program as the system would', async () => {
  const echo = await twice(199);
  expect([echo.exitCode, echo.killed]).toEqual([143, []]);
  const second = await twice(200);
  expect(second.killed).toEqual([[second.pid, 'SIGTERM']]);
});
