import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeHome } from '../support/program.ts';
import { terminal, tmux } from '../support/terminal.ts';

describe.skipIf(!tmux)('choosing how deliveries come in (needs tmux)', () => {
  test.each([40, 80])('at %i columns every way is seen at once, and no word is broken', async (width) => {
    const home = makeHome();
    // Makes both programs fail, regardless of what is installed on this machine.
    for (const name of ['cloudflared', 'ngrok']) writeFileSync(join(home, name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const env = { PATH: `${home}:${process.env['PATH']}`, BOLTCALL_API_KEY: 'sk_test_choosing_0123456789' };
    const term = await terminal(['listen', '-f', '3000'], { home, width, env });
    const ways = ['cloudflared', 'the Svix relay', 'my own URL', 'ssh', 'no tunnel'].map((name) => ` ${name}`);
    const words = 'works right away, but a third party sees numbers and transcripts your own https URL that forwards to a local port'.split(' ');
    await term.shows(...ways, ...words.map((word) => new RegExp(`(^|\\s)${word}(\\s|$)`)));
    await term.press('C-c');
    expect(await term.ended()).toBe(130);
    expect(await term.sane()).toBe(true);
  });
});
