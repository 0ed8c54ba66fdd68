import { describe, expect, test } from 'vitest';
import { gate } from '../support/gate.ts';
import { program } from '../support/program.ts';
import { startServer } from '../support/server.ts';
import { shell, terminal, tmux } from '../support/terminal.ts';

const env = { BOLTCALL_API_KEY: 'sk_test_12345678' };
const listOf = (data: readonly unknown[]) => ({ body: { data, meta: { page: 1, limit: 20, total: data.length } } });

const leads = ['Ana', '田中太郎', 'Ze\u0301 Müller', 'محمد علي', '한국어', '🫡 ok', 'evil\u001b[31m\u001b]0;title\u0007\u202e\u009b2J'].map(
  (name, at) => ({
    id: `lead_${at}`,
    name,
    phone: `+1415555013${at}`,
    status: at % 2 ? 'new' : 'converted',
    score: at * 20,
    created_at: '2025-03-01T09:00:00Z',
  }),
);

describe.skipIf(!tmux)('tables in a real terminal (needs tmux)', () => {
  test('columns stand under each other whatever the script of the names, and no name can drive the terminal', async () => {
    const api = await startServer(listOf(leads));
    const term = await terminal(['leads', 'list', '--base-url', api.url, '--columns', 'id,name,phone,status,score', '--utc'], { env, width: 120 });
    expect(await term.ended()).toBe(0);
    const lines = (await term.screen()).split('\n').slice(1, 8);
    const screenColumns = (text: string): number => [...text].reduce((sum, character) => sum + columnsOf(character), 0);
    expect(new Set(lines.map((line) => screenColumns(line.slice(0, line.indexOf('+1415'))))).size).toBe(1);
    expect(lines).toHaveLength(7);
    expect(lines[6]).toContain('evil\\x1b[31m');
    expect(lines[1]).toContain('● new');
  });

  test.each([80, 40])('at %i columns no line is wider, and ids and numbers are whole', async (width) => {
    const api = await startServer(listOf(leads));
    const term = await terminal(['leads', 'list', '--base-url', api.url], { env, width, height: 100 });
    expect(await term.ended()).toBe(0);
    const screen = await term.screen();
    for (const { id, phone } of leads) {
      expect(screen).toContain(id);
      expect(screen).toContain(phone);
    }
    // A line that is too wide would continue at the left edge.
    expect(screen.split('\n').filter((line) => !/^(?:$|ID {2}|lead_| {2}\S|\[exit)/.test(line))).toEqual([]);
  });

  test('a record wraps its dialogue to the width', async () => {
    const transcript = [{ role: 'agent', text: 'one two three four five six seven eight nine ten eleven twelve' }];
    const api = await startServer({ body: { id: 'call_1', status: 'completed', transcript } });
    const term = await terminal(['calls', 'get', 'call_1', '--base-url', api.url], { env, width: 40 });
    expect(await term.ended()).toBe(0);
    expect(await term.screen()).toContain('Transcript\n  agent  one two three four five six\n         seven eight nine ten eleven\n         twelve');
  });
});

/** Counts columns as tmux does: two for wide characters, none for marks. */
const columnsOf = (character: string): number => {
  if (/\p{Mark}/u.test(character)) return 0;
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]|\p{Emoji_Presentation}/u.test(character) ? 2 : 1;
};

describe.skipIf(!tmux)('waiting in a real terminal (needs tmux)', () => {
  test('a spinner comes and goes without a trace', async () => {
    const { opened: held, open: release } = gate();
    const api = await startServer(async () => {
      await held;
      return listOf([{ id: 'agent_1', name: 'Desk' }]);
    });
    const term = await terminal(['agents', 'list', '--base-url', api.url, '--columns', 'id,name'], { env });
    await term.shows(/waiting for 127\.0\.0\.1/);
    release();
    expect(await term.ended()).toBe(0);
    expect(await term.history()).toBe('ID       NAME\nagent_1  Desk\n[exit 0]');
  });

  test('none in CI, and none in a file', async () => {
    const api = await startServer(() => ({ ...listOf([{ id: 'agent_1' }]), delay: 900 }));
    const line = `${process.execPath} ${program} agents list --columns id --base-url ${api.url}`;
    const ci = await shell(line, { env: { ...env, CI: 'true' } });
    expect(await ci.ended()).toBe(0);
    expect(await ci.history()).toBe('ID\nagent_1\n[exit 0]');
    const file = await shell(`${line} 2> errors; wc -c < errors`, { env });
    await file.ended();
    expect(await file.history()).toMatch(/^ID\nagent_1\n\s*0\n/);
  });
});
