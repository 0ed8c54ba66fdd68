import { describe, expect, it } from 'vitest';
import { boltcall, makeHome } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';
import { startServer } from '../support/server.ts';

const key = { BOLTCALL_API_KEY: 'sk_test_12345678' };

describe('what a list prints', () => {
  it('is one array of items in json, [] for none, and never the envelope', async () => {
    const { env } = await sandboxHere();
    const all = await boltcall(['leads', 'list', '--all', '--json'], { env });
    expect(JSON.parse(all.stdout)).toHaveLength(40);
    const none = await boltcall(['leads', 'list', '--search', 'nobody-at-all', '--all', '--json'], { env });
    expect(none.stdout).toBe('[]\n');
    expect(none.stderr).toContain('no leads match');
    expect(none.exitCode).toBe(0);
  });

  it('shows 20 by default and says on stderr what more there is', async () => {
    const { env } = await sandboxHere();
    const some = await boltcall(['calls', 'list', '-o', 'id'], { env });
    expect(some.stdout.trim().split('\n')).toHaveLength(20);
    expect(some.stderr).toBe('Showing 20 of 150. Use --limit N or --all for more.\n');
    expect((await boltcall(['calls', 'list', '-o', 'id', '--quiet'], { env })).stderr).toBe('');
  });

  it('gives 130 for --limit 130 over pages of 100, each once', async () => {
    const { env } = await sandboxHere();
    const { stdout } = await boltcall(['calls', 'list', '--limit', '130', '-o', 'id'], { env });
    const ids = stdout.trim().split('\n');
    expect([ids.length, new Set(ids).size]).toEqual([130, 130]);
  });

  it('refuses --all and --limit cannot be used together or --page before anything is sent', async () => {
    const server = await startServer();
    for (const other of ['--limit', '--page']) {
      const done = await boltcall(['calls', 'list', '--all', other, '3', '--base-url', server.url], { env: key });
      expect([done.exitCode, done.stdout]).toEqual([2, '']);
      expect(done.stderr).toContain(`--all and ${other} cannot be used together`);
    }
    expect(server.requests).toHaveLength(0);
  });

  it('applies filters that the service lacks while reading, and reads no more than --scan', async () => {
    const items = Array.from({ length: 100 }, (_, at) => ({ id: `call_${at}`, status: at % 50 === 0 ? 'missed' : 'completed' }));
    const server = await startServer(({ url }) => {
      const page = Number(new URL(url, 'http://x').searchParams.get('page') ?? '1');
      return { body: { data: items.map((item) => ({ ...item, id: `${item.id}_${page}` })), meta: { page, limit: 100, total: 1000 } } };
    });
    const done = await boltcall(['calls', 'list', '--status', 'MISSED', '--scan', '200', '-o', 'id', '--base-url', server.url], { env: key });
    expect(done.stdout.trim().split('\n')).toEqual(['call_0_1', 'call_50_1', 'call_0_2', 'call_50_2']);
    expect(server.requests).toHaveLength(2);
    expect(done.stderr).toContain('--scan N or --all');
  });

  it('takes a call by phone number whatever way it is written', async () => {
    const { env } = await sandboxHere();
    const { stdout } = await boltcall(['calls', 'list', '--phone', '+1 (415) 555-0133', '--columns', 'id,caller', '--limit', '1'], { env });
    expect(stdout).toContain('\t+14155550133\n');
  });

  it('closes the array with what was read where a later page fails, and exits by that failure', async () => {
    const server = await startServer(({ url }) =>
      url.includes('page=2')
        ? { status: 500, body: { error: { code: 'internal_error', message: 'broken', status: 500 } } }
        : { body: { data: Array.from({ length: 100 }, (_, at) => ({ id: `lead_${at}` })), meta: { page: 1, limit: 100, total: 300 } } },
    );
    const done = await boltcall(['leads', 'list', '--all', '--json', '--max-retries', '0', '--base-url', server.url], { env: key });
    expect(JSON.parse(done.stdout)).toHaveLength(100);
    expect(done.exitCode).toBe(9);
    expect(JSON.parse(done.stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({ error: { code: 'internal_error', status: 500, exit_code: 9 } });
  });

  it('says a column that exists nowhere with the nearest one, exit 2', async () => {
    const { env } = await sandboxHere();
    const done = await boltcall(['agents', 'list', '--columns', 'nam'], { env });
    expect([done.exitCode, done.stdout]).toEqual([2, '']);
    expect(done.stderr).toContain('Did you mean `name`?');
  });

  it('finds one thing by its id through the list, and exits 5 where there is none', async () => {
    const { env } = await sandboxHere();
    expect(JSON.parse((await boltcall(['lead', 'show', 'lead_003', '--json'], { env })).stdout)).toMatchObject({ id: 'lead_003', name: '田中太郎' });
    const missing = await boltcall(['leads', 'get', 'lead_nope'], { env });
    expect([missing.exitCode, missing.stdout]).toEqual([5, '']);
  });

  it('spreads --on over the whole day in the zone wanted', async () => {
    const server = await startServer({ body: { data: [], meta: { page: 1, limit: 20, total: 0 } } });
    await boltcall(['calls', 'list', '--on', '2025-03-01', '--tz', 'America/New_York', '--base-url', server.url], { env: key });
    const query = new URL(server.requests[0]?.url ?? '', 'http://x').searchParams;
    expect([query.get('from'), query.get('to')]).toEqual(['2025-03-01T05:00:00Z', '2025-03-02T04:59:59Z']);
  });

  it('refuses --from after --to, and a date it cannot read, before anything is sent', async () => {
    const server = await startServer();
    const swapped = await boltcall(['calls', 'list', '--from', '2025-03-02', '--to', '2025-03-01', '--base-url', server.url], { env: key });
    const wrong = await boltcall(['calls', 'list', '--since', 'sometime', '--base-url', server.url], { env: key });
    expect([swapped.exitCode, wrong.exitCode, server.requests.length]).toEqual([2, 2, 0]);
    expect(swapped.stderr).toContain('--from');
    expect(wrong.stderr).toContain('sometime');
  });

  it('ends quietly when the reader goes away', async () => {
    const home = makeHome();
    const { env } = await sandboxHere({ size: 5000 }, home);
    const { execa } = await import('execa');
    const { program, cleanEnvironment } = await import('../support/program.ts');
    const piped = await execa('bash', ['-c', `"${program}" leads list --all -o jsonl | head -1; echo "status \${PIPESTATUS[0]}"`], {
      env: cleanEnvironment(home, env),
      extendEnv: false,
    });
    expect(piped.stdout).toMatch(/^\{"id":.*\}\nstatus 0$/);
    expect(piped.stderr).toBe('');
  });
});
