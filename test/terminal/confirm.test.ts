import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeLog } from '../support/log.ts';
import { boltcall, makeHome } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';
import { terminal, tmux } from '../support/terminal.ts';

const live = 'sk_live_0123456789abcdefghij';

/** Creates a workspace, and a home whose profile `clinic-north` has a key for it. */
const clinic = async (key: string, settings: ReadonlyArray<readonly [string, string]> = []) => {
  const home = makeHome();
  const { address, sandbox } = await sandboxHere({}, home);
  await boltcall(['login', '--with-key', '--no-verify', '--base-url', address, '-p', 'clinic-north'], { home, input: `${key}\n` });
  for (const [name, value] of settings) await boltcall(['profiles', 'set', name, value], { home });
  writeFileSync(join(home, 'people.csv'), 'name,phone\nAna,+14155550133\nBen,+14155550134\n');
  return { home, sandbox };
};

describe.skipIf(!tmux)('every deed that is asked about names itself, how many, the profile and LIVE (needs tmux)', () => {
  test.each([
    [['agents', 'delete', 'agent_abc123'], /Permanently delete agent Front desk \(agent_abc123\)\?/],
    [['agents', 'pause', 'agent_abc123'], /Pause Front desk \(agent_abc123\), which stops answering calls\?/],
    [['agents', 'update', 'agent_abc123', '--status', 'paused'], /Set status of agent agent_abc123 to paused\?/],
    [['calls', 'outbound', '--agent-id', 'agent_abc123', '--to', '+14155550133'], /Have Front desk \(agent_abc123\) call \+14155550133\?/],
    [['messages', 'sms', '--to', '+14155550133', '--body', 'See you'], /Send 1 SMS \(1 segment\) to \+14155550133: "See you"\?/],
    [
      ['messages', 'sms', '--to', '+14155550133', '--to', '+14155550134', '--body', 'Hi'],
      /Send 2 SMS \(1 segment each\) to 2 numbers \(\+14155550133, \+14155550134\): "Hi"\?/,
    ],
    [['messages', 'whatsapp', '--to', '+14155550133', '--template', 'reminder'], /Send WhatsApp template reminder to \+14155550133\?/],
    [['appointments', 'cancel', 'apt_001'], /Cancel .*apt_001.*\?/],
    [['leads', 'import', 'people.csv'], /\b2\b.*leads?.*\?/],
    [['messages', 'broadcast', 'people.csv', '--map', 'phone=to', '--body', 'Hi {{name}}'], /\b2\b.*\?/],
    [['api', 'POST', '/messages/sms', '-f', 'to=+14155550133', '-f', 'body=Hi'], /POST .*messages\/sms.*\?/],
  ] as const)('%j', async (words, question) => {
    const { home, sandbox } = await clinic(live);
    const before = JSON.stringify(sandbox.counts);
    const term = await terminal(words, { home, width: 200 });
    const line = (await term.shows('(y/N)')).split('\n').find((text) => text.includes('(y/N)')) ?? '';
    expect(line).toMatch(/\[LIVE · clinic-north\] [A-Z]/);
    expect(line).toMatch(question);
    await term.press('Enter');
    expect(await term.ended()).toBe(130);
    expect(JSON.stringify(sandbox.counts)).toBe(before);
    expect(await term.sane()).toBe(true);
  });

  test('in a narrow terminal the question breaks between words', async () => {
    const { home } = await clinic(live);
    const term = await terminal(['agents', 'pause', 'agent_abc123'], { home, width: 40 });
    const shown = (await term.shows('(y/N)')).split('\n').map((line) => line.trim());
    expect(shown).toEqual(
      expect.arrayContaining(['[LIVE · clinic-north] Pause Front', 'desk (agent_abc123), which stops', 'answering calls? (y/N)']),
    );
    await term.press('n', 'Enter');
    expect(await term.ended()).toBe(130);
  });

  test('with a test key it says so, and a call is not asked about', async () => {
    const { home } = await clinic('sk_test_0123456789abcdefghij');
    const text = await terminal(['messages', 'sms', '--to', '+14155550133', '--body', 'Hi'], { home, width: 120 });
    expect(await text.shows('(y/N)')).toMatch(/\[test · clinic-north\] Send 1 SMS/);
    await text.press('C-c');
    expect(await text.ended()).toBe(130);
    const call = await terminal(['calls', 'outbound', '--agent-id', 'agent_abc123', '--to', '+14155550133', '-o', 'id'], { home });
    expect(await call.ended()).toBe(0);
    expect(await call.history()).toMatch(/^call_\w+\n\[exit 0\]$/);
  });

  test('a profile that asks about risky things only: one text goes without, two do not', async () => {
    const { home } = await clinic(live, [['confirm', 'risky']]);
    const one = await terminal(['messages', 'sms', '--to', '+14155550133', '--body', 'Hi', '-o', 'id'], { home });
    expect(await one.ended()).toBe(0);
    const two = await terminal(['messages', 'sms', '--to', '+14155550133', '--to', '+14155550134', '--body', 'Hi'], { home });
    await two.shows('(y/N)');
    await two.press('C-d');
    expect(await two.ended()).toBe(130);
  });
});

test.skipIf(!tmux)('whoami says LIVE (needs tmux)', async () => {
  const { home } = await clinic(live);
  const term = await terminal(['whoami', '--offline'], { home });
  expect(await term.ended()).toBe(0);
  expect(await term.screen()).toContain('LIVE');
});

test.skipIf(!tmux)('clearing the log asks, names no workspace, and takes a no (needs tmux)', async () => {
  const home = makeHome();
  await writeLog(home, [{}, {}]);
  for (const [answer, code, left] of [
    ['n', 130, 2],
    ['y', 0, 0],
  ] as const) {
    const term = await terminal(['webhooks', 'log', 'clear'], { home, width: 120 });
    expect(await term.shows('(y/N)')).toContain('Delete 2 logged deliveries from the local log? (y/N)');
    await term.press(answer, 'Enter');
    expect(await term.ended()).toBe(code);
    const list = await boltcall(['webhooks', 'log', 'list', '--json'], { home });
    expect(JSON.parse(list.stdout)).toHaveLength(left);
  }
});
