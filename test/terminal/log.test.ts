import { describe, expect, test } from 'vitest';
import { writeLog } from '../support/log.ts';
import { makeHome } from '../support/program.ts';
import { terminal, tmux } from '../support/terminal.ts';

describe.skipIf(!tmux)('the log in a real terminal (needs tmux)', () => {
  const subject = 'call_0123456789abcdef';
  const body = Buffer.from(JSON.stringify({ event: 'call.completed', data: { id: subject, first_name: 'Maria', last_name: 'Gomez-Fuentes' } }));
  const put = { event: 'call.completed', body, attempts: [{ status: 200 }] };

  test.each([120, 79, 40])('at %i columns ids are whole, and below 80 on lines of their own', async (width) => {
    const home = makeHome();
    const [id = ''] = await writeLog(home, [put]);
    const list = await terminal(['webhooks', 'log', 'list'], { home, width });
    expect(await list.ended()).toBe(0);
    const lines = (await list.screen()).split('\n');
    const show = await terminal(['webhooks', 'log', 'show', 'last'], { home, width, height: 60 });
    expect(await show.ended()).toBe(0);
    const head = (await show.screen()).split('\n');
    if (width < 80) {
      expect(lines.slice(1, 5)).toEqual(['  event    call.completed', `  subject  ${subject}`, '  who      Maria Gomez-Fuentes', `  id       ${id}`]);
      expect(head.slice(0, 4)).toEqual(['call.completed', id, subject, 'Maria Gomez-Fuentes']);
    } else {
      expect(lines[0]?.split(/ +/)).toEqual(['TIME', 'EVENT', 'SUBJECT', 'WHO', 'ID', 'STATUS']);
      expect(lines[1]).toContain(`call.completed  ${subject}  Maria Gomez-Fuentes  ${id}  200`);
      expect(head.slice(0, 2)).toEqual([`call.completed  ${id}`, `${subject}  Maria Gomez-Fuentes`]);
    }
  });

  test('at 80 columns events stay readable beside an error, which is cut', async () => {
    const home = makeHome();
    const refused = { ...put, attempts: [{ error: 'nothing is listening on [::1]:3000 or 127.0.0.1:3000' }] };
    const [one, other] = await writeLog(home, [put, { ...refused, event: 'lead.created' }]);
    const list = await terminal(['webhooks', 'log', 'list'], { home, width: 80 });
    expect(await list.ended()).toBe(0);
    const [head, first, second] = (await list.screen()).split('\n');
    expect(head?.split(/ +/)).toEqual(['TIME', 'EVENT', 'SUBJECT', 'ID', 'STATUS']);
    expect(first).toMatch(new RegExp(` {2}lead\\.created +${subject}  ${other} {2}· nothing .*…$`));
    expect(second).toMatch(new RegExp(` {2}call\\.completed  ${subject}  ${one} {2}200$`));
  });

  test('the deliveries that an id matches are listed with whole ids at 40 columns', async () => {
    const home = makeHome();
    const ids = await writeLog(home, [put, { ...put, event: 'call.started' }]);
    const term = await terminal(['webhooks', 'log', 'show', subject], { home, width: 40 });
    expect(await term.ended()).toBe(2);
    const screen = await term.screen();
    for (const id of ids) expect(screen).toMatch(new RegExp(`^ {2}${id} `, 'm'));
    expect(screen).toContain(`  boltcall webhooks log show ${ids[1]}`.slice(0, 40));
  });

  test('a body that would drive the terminal is copied from it as it came', async () => {
    const home = makeHome();
    await writeLog(home, [{ event: 'a', body: Buffer.from('{"name":"\u202e\u001b[2Jred\u009b31m"}') }]);
    const term = await terminal(['webhooks', 'log', 'show', 'last', '--as', 'curl'], { home, width: 120 });
    expect(await term.ended()).toBe(0);
    const screen = await term.screen();
    const [, encoded = ''] = /--data-binary @-\n([\w+/=\n]+)\nEND/.exec(screen) ?? [];
    expect(Buffer.from(encoded, 'base64').toString()).toBe('{"name":"\u202e\u001b[2Jred\u009b31m"}');
  });
});
