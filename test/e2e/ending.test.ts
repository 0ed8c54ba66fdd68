import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startListen, startService } from '../support/listen.ts';
import { cleanEnvironment, makeHome, program } from '../support/program.ts';
import { startServer } from '../support/server.ts';
import { later } from '../support/temporary.ts';

/** Makes the program throw an uncaught error on SIGUSR2, or run the code in `then` instead. */
const withFault = (then = "throw new Error('broken on purpose')") => {
  const home = makeHome();
  const file = join(home, 'fault.cjs');
  writeFileSync(file, `process.on('SIGUSR2', () => { ${then}; });`);
  return { home, env: { NODE_OPTIONS: `--require=${file}` } };
};

describe('a listener removes its webhook', () => {
  it.each([
    ['an exception', "throw new Error('broken on purpose')"],
    ['a promise', "Promise.reject(new Error('broken on purpose'))"],
    ['an event', "new (require('node:events'))().emit('error', new Error('broken on purpose'))"],
  ])('when something is thrown where nobody waits: %s', async (_, then) => {
    const service = await startService();
    const { running } = await startListen(service, [], withFault(then));
    expect(service.webhooks.size).toBe(1);
    running.signal('SIGUSR2');
    const done = await running.ended;
    expect([done.exitCode, done.stderr], done.stderr).toEqual([1, expect.stringContaining('broken on purpose')]);
    expect(done.stderr).toContain('Please report it');
    expect(service.webhooks.size).toBe(0);
    expect(done.stdout).toContain('"type":"closed"');
  });

  it('when no file and no connection can be opened any more at the time of the fault', async () => {
    const service = await startService();
    const all = "const fs = require('node:fs'); try { for (;;) fs.openSync('/dev/null'); } catch { throw new Error('broken on purpose') }";
    const { home, env } = withFault(all);
    const { running } = await startListen(service, [], { home, env });
    running.signal('SIGUSR2');
    const done = await running.ended;
    expect([done.exitCode, done.stderr], done.stderr).toEqual([1, expect.stringContaining('broken on purpose')]);
    expect(done.stderr).toContain('Please report it');
    expect(service.webhooks.size).toBe(0);
  });

  it('at SIGTERM when the reader of its messages has gone, and says so by its exit code', async () => {
    const service = await startService();
    const home = makeHome();
    const env = { ...cleanEnvironment(home), ...service.env };
    const args = [program, 'listen', '--via', 'local', '--debug', '-o', 'jsonl'];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    later(() => void child.kill('SIGKILL'));
    const ended = new Promise<[number | null, string | null]>((resolve) => child.once('exit', (code, signal) => resolve([code, signal])));
    let shown = '';
    child.stdout.on('data', (chunk) => {
      shown += chunk;
    });
    child.stderr.resume();
    await eventually('it listens', () => shown.includes('"type":"ready"'));
    child.stderr.destroy();
    child.kill('SIGTERM');
    expect(await ended).toEqual([143, null]);
    expect(service.webhooks.size).toBe(0);
  });

  it('at Ctrl-\\\\ (SIGQUIT)', async () => {
    const service = await startService();
    const { running } = await startListen(service);
    const done = await running.stop('SIGQUIT');
    expect([done.exitCode, done.signal, service.webhooks.size]).toEqual([131, undefined, 0]);
  });
});

it('a delivery that cannot be shown still reaches its target, and the listener goes on', async () => {
  const [service, app] = [await startService(), await startServer()];
  const fault = "Intl.DateTimeFormat.prototype.format = Date.prototype.toISOString = () => { throw new Error('no clock') }";
  const { running, deliver } = await startListen(service, ['-f', app.url], withFault(fault));
  running.signal('SIGUSR2');
  for (const count of [1, 2]) {
    expect((await deliver(JSON.stringify({ event: 'call.missed', data: { id: `call_${count}` } }))).status).toBe(200);
    expect(app.requests).toHaveLength(count);
  }
  const done = await running.stop('SIGTERM');
  expect([done.exitCode, service.webhooks.size], done.stderr).toEqual([143, 0]);
});
