import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { desktop } from '../support/desktop.ts';
import { eventually } from '../support/eventually.ts';
import { terminal, tmux } from '../support/terminal.ts';

const address = 'https://boltcall.org/dashboard/settings/api-keys';

describe.skipIf(!tmux || process.platform !== 'linux')('open on a Linux desktop (needs tmux)', () => {
  test('prints the address and opens it', async () => {
    const { home, opened, env } = desktop();
    const term = await terminal(['open', 'keys'], { home, env: { ...env, BOLTCALL_API_KEY: 'sk_live_never_to_be_seen' } });
    expect(await term.ended()).toBe(0);
    expect(await term.screen()).toContain(address);
    expect(
      await eventually('the browser', () => existsSync(opened) && readFileSync(opened, 'utf8').includes('\n') && readFileSync(opened, 'utf8')),
    ).toBe(`${address}\n`);
    expect(readFileSync(`${opened}-env`, 'utf8')).not.toContain('never_to_be_seen');
  });

  test.each([
    ['in CI', { CI: 'true' }],
    ['over ssh', { SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' }],
    ['without a desktop', { DISPLAY: undefined }],
  ])('only prints it %s', async (_, more) => {
    const { home, opened, env } = desktop();
    const term = await terminal(['open', 'keys'], { home, env: { ...env, ...more } });
    expect(await term.ended()).toBe(0);
    expect(await term.screen()).toContain(address);
    expect(existsSync(opened)).toBe(false);
  });
});
