import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { startService } from '../support/listen.ts';
import { writeLog } from '../support/log.ts';
import { boltcall, makeHome, start } from '../support/program.ts';
import { startServer } from '../support/server.ts';
import { terminal, tmux } from '../support/terminal.ts';

const collector = 'http://collector.invalid';

/** Creates a home with a cloned repository whose file has these members. */
const clonedWith = (members: Readonly<Record<string, unknown>>) => {
  const home = makeHome();
  const cwd = join(home, 'clone');
  mkdirSync(join(cwd, '.git'), { recursive: true });
  writeFileSync(join(cwd, '.boltcall.json'), JSON.stringify(members));
  return { home, cwd };
};
const cloned = (...forward_to: string[]) => clonedWith({ forward_to });

describe('a repository that sends deliveries to another machine', () => {
  it.each([
    ['listen', '--via', 'local'],
    ['trigger', 'call.missed'],
    ['webhooks', 'replay', '--last', '1'],
  ])('%s %s %s %s: nothing is sent where nobody can be asked', async (...args) => {
    const { home, cwd } = cloned(`${collector}/x`, 'http://localhost:1/hooks');
    await writeLog(home, [{ event: 'call.missed', body: Buffer.from('{"event":"call.missed"}'), attempts: [] }]);
    const service = await startService();
    const done = await boltcall([...args, '--yes'], { home, cwd, env: service.env });
    expect([done.exitCode, done.stdout]).toEqual([2, '']);
    expect(done.stderr).toContain(
      `${join(cwd, '.boltcall.json')} sends deliveries to ${collector}, which is not this machine and was not allowed here`,
    );
    expect(service.server.requests).toEqual([]);
  });

  it.each([
    ['listen', '--via', 'local'],
    ['trigger', 'call.missed'],
    ['webhooks', 'replay', '--last', '1'],
  ])('%s %s %s %s: nothing is sent along a route of it either', async (...args) => {
    const { home, cwd } = clonedWith({ routes: { 'lead.*': 'http://localhost:1/leads', 'call.*': `${collector}/x` } });
    await writeLog(home, [{ event: 'call.missed', body: Buffer.from('{"event":"call.missed"}'), attempts: [] }]);
    const service = await startService();
    const done = await boltcall([...args, '--yes'], { home, cwd, env: service.env });
    expect([done.exitCode, done.stdout]).toEqual([2, '']);
    expect(done.stderr).toContain(`${join(cwd, '.boltcall.json')} sends deliveries to ${collector}, which is not this machine`);
    expect(service.server.requests).toEqual([]);
  });

  it('counts where it is typed', async () => {
    const { home, cwd } = cloned(`${collector}/x`);
    const app = await startServer();
    const done = await boltcall(['trigger', 'call.missed', '--forward-to', app.url], { home, cwd });
    expect([done.exitCode, app.requests.length], done.stderr).toEqual([0, 1]);
  });

  it('is not looked for by doctor', async () => {
    const { home, cwd } = cloned(`${collector}/x`);
    const { stdout } = await boltcall(['doctor', '-o', 'json'], { home, cwd, env: (await startService()).env });
    const checks: Array<{ check: string }> = JSON.parse(stdout);
    expect(checks.find(({ check }) => check === 'target')).toMatchObject({
      status: 'skipped',
      message: `${collector}/x (from .boltcall.json) is not this machine`,
    });
  });

  it.skipIf(!tmux)('is asked about once a repository and address (needs tmux)', async () => {
    const { home, cwd } = cloned(`${collector}/x`);
    const no = await terminal(['trigger', 'call.missed'], { home, cwd, width: 200 });
    await no.shows(`sends deliveries to ${collector}, which is not this machine. Allow that from now on? (y/N)`);
    await no.press('n', 'Enter');
    expect(await no.ended()).toBe(130);
    const yes = await terminal(['trigger', 'call.missed'], { home, cwd, width: 200 });
    await yes.shows('(y/N)');
    await yes.press('y', 'Enter');
    expect(await yes.ended()).toBe(10);
    // The target was accepted: its name was tried but does not resolve.
    expect((await boltcall(['trigger', 'call.missed'], { home, cwd })).exitCode).toBe(10);
    const other = join(home, 'other');
    mkdirSync(join(other, '.git'), { recursive: true });
    writeFileSync(join(other, '.boltcall.json'), readFileSync(join(cwd, '.boltcall.json')));
    expect((await boltcall(['trigger', 'call.missed'], { home, cwd: other })).exitCode).toBe(2);
    writeFileSync(join(cwd, '.boltcall.json'), JSON.stringify({ forward_to: 'http://elsewhere.invalid/x' }));
    expect((await boltcall(['trigger', 'call.missed'], { home, cwd })).exitCode).toBe(2);
  });
});

it('a target on this machine needs no question, and the ready line says that the repository named it', async () => {
  const app = await startServer();
  const { home, cwd } = cloned(`${app.url}/hooks`);
  const service = await startService();
  const running = start(['listen', '--via', 'local'], { home, cwd, env: service.env });
  await running.until((_, stderr) => stderr.includes(`-> ${app.url}/hooks (from .boltcall.json)`));
  expect((await running.stop()).exitCode).toBe(143);
});

describe('routes of a repository', () => {
  const paths = (app: Awaited<ReturnType<typeof startServer>>) => app.requests.map(({ url }) => url);

  it('are the default targets of trigger and replay, and everything else goes to forward_to', async () => {
    const app = await startServer();
    const { home, cwd } = clonedWith({ routes: { 'call.*, new_lead': [`${app.port}/calls`, `${app.port}/too`] }, forward_to: `${app.port}/rest` });
    for (const event of ['call.missed', 'lead.created', 'message.received'])
      expect((await boltcall(['trigger', event], { home, cwd })).exitCode).toBe(0);
    expect(paths(app).sort()).toEqual(['/calls', '/calls', '/rest', '/too', '/too']);
    const body = Buffer.from('{"event":"call.missed"}');
    await writeLog(home, [{ event: 'call.missed', body, attempts: [] }]);
    const replayed = await boltcall(['webhooks', 'replay', 'last'], { home, cwd });
    expect([replayed.exitCode, paths(app).slice(5).sort()], replayed.stderr).toEqual([0, ['/calls', '/too']]);
    expect((await boltcall(['trigger', 'call.missed', '--forward-to', `${app.port}/typed`], { home, cwd })).exitCode).toBe(0);
    expect(paths(app).slice(7)).toEqual(['/typed']);
  });

  it('that match no event of a command are said, with what to do', async () => {
    const app = await startServer();
    const { home, cwd } = clonedWith({ routes: { 'call.*': `${app.port}/calls` } });
    const none = await boltcall(['trigger', 'lead.created'], { home, cwd });
    expect([none.exitCode, none.stdout]).toEqual([2, '']);
    expect(none.stderr).toContain('no route of .boltcall.json matches lead.created');
    writeFileSync(join(cwd, 'both.json'), JSON.stringify({ steps: [{ event: 'lead.created' }, { event: 'call.missed' }] }));
    const some = await boltcall(['trigger', '--fixture', 'both.json'], { home, cwd });
    expect([some.exitCode, paths(app)], some.stderr).toEqual([0, ['/calls']]);
    expect(some.stderr).toContain('no route of .boltcall.json matches lead.created; not sent.');
  });

  it('are used by listen, which says where they come from, unless a target is typed; doctor and whoami show them', async () => {
    const app = await startServer();
    const { home, cwd } = clonedWith({ routes: { 'call.*': `${app.url}/calls` } });
    const { env } = await startService();
    const running = start(['listen', '--via', 'local'], { home, cwd, env });
    await running.until((_, stderr) => stderr.includes(`-> call.* → ${app.url}/calls (from .boltcall.json)`));
    await running.stop();
    const typed = start(['listen', '--via', 'local', '-f', `${app.url}/typed`], { home, cwd, env });
    await typed.until((_, stderr) => stderr.includes(`-> ${app.url}/typed (`));
    await typed.stop();
    const { stdout } = await boltcall(['doctor', '-o', 'json'], { home, cwd, env });
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ check: 'target', message: expect.stringContaining(`${app.url}/calls`) }));
    const whoami = await boltcall(['whoami', '-o', 'json'], { home, cwd, env });
    expect(JSON.parse(whoami.stdout)).toMatchObject({ settings: { routes: `call.*=${app.url}/calls` }, from: { routes: '.boltcall.json' } });
  });

  it.each([
    [['3000'], '`routes` must be an object of event patterns and targets'],
    ['call.*=3000', '`routes` must be an object of event patterns and targets'],
    [3000, '`routes` must be an object of event patterns and targets'],
    [{ 'call.*': 3000 }, '`routes`: the target of `call.*` must be a text or a list of texts'],
    [{ 'call.*': [] }, '`routes`: the target of `call.*` must be a text or a list of texts'],
    [{ 'call.*': '' }, '`routes`: the target of `call.*` must be a text or a list of texts'],
    [{ 'call.*': { to: [[['3000']]] } }, '`routes`: the target of `call.*` must be a text or a list of texts'],
    [{ '': '3000' }, '`routes` has an empty pattern'],
    [{ 'call.*': 'ftp://x' }, 'routes of .boltcall.json: `ftp://x` is neither http nor https'],
    [{ 'call.complete': '3000' }, 'routes of .boltcall.json: `call.complete` is not a known event'],
    [{ 'cal.*': '3000' }, 'routes of .boltcall.json: `cal.*` matches no known event'],
  ])('%j is refused', async (routes, why) => {
    const done = await boltcall(['trigger', 'call.missed'], clonedWith({ routes }));
    expect([done.exitCode, done.stdout]).toEqual([2, '']);
    expect(done.stderr).toContain(`.boltcall.json`);
    expect(done.stderr).toContain(why);
  });
});

describe('.boltcall.json', () => {
  const refused: ReadonlyArray<readonly [what: string, make: (file: string) => void, why: string]> = [
    ['a link to what never ends', (file) => symlinkSync('/dev/zero', file), 'is not a plain file'],
    ['a pipe', (file) => void spawnSync('mkfifo', [file]), 'is not a plain file'],
    ['a directory', (file) => mkdirSync(file), 'is not a plain file'],
    ['more than 64 KiB', (file) => writeFileSync(file, JSON.stringify({ output: 'x'.repeat(65_536) })), 'is larger than 64 KiB'],
    ['very deep', (file) => writeFileSync(file, `{"output":${'['.repeat(30_000)}${']'.repeat(30_000)}}`), '`output` must be a text'],
    ['very deep and broken', (file) => writeFileSync(file, '['.repeat(60_000)), 'is not valid JSON'],
  ];
  test.each(refused)('%s is refused', async (_, make, why) => {
    const home = makeHome();
    make(join(home, '.boltcall.json'));
    const done = await boltcall(['whoami'], { home });
    expect([done.exitCode, done.stderr]).toEqual([2, expect.stringContaining(`.boltcall.json ${why.startsWith('`') ? '' : why}`.trimEnd())]);
    expect(done.stderr).toContain(why);
  });
});
