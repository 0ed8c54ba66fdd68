import { describe, expect, test } from 'vitest';
import { writeLog } from '../support/log.ts';
import { boltcall, makeHome } from '../support/program.ts';
import { terminal, tmux } from '../support/terminal.ts';

describe.skipIf(!tmux)('webhooks log clear (needs tmux)', () => {
  test.each([
    ['n', 130, 2],
    ['y', 0, 0],
  ])('asks on a terminal, with what goes: after %s it ends with %i and %i deliveries are left', async (answer, exitCode, left) => {
    const home = makeHome();
    await writeLog(home, [{ event: 'call.missed' }, { event: 'call.completed' }]);
    const term = await terminal(['webhooks', 'log', 'clear'], { home, width: 120 });
    await term.shows('Delete 2 logged deliveries from the local log?');
    await term.press(answer, 'Enter');
    expect(await term.ended()).toBe(exitCode);
    const listed = await boltcall(['webhooks', 'log', 'list', '--json'], { home });
    expect(JSON.parse(listed.stdout)).toHaveLength(left);
  });
});
