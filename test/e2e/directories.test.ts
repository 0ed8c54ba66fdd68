import { describe, expect, it } from 'vitest';
import { startListen, startService } from '../support/listen.ts';
import { boltcall, makeHome } from '../support/program.ts';
import { startServer } from '../support/server.ts';

/** Directories in which none can be created. Linux says that those in /proc do not exist, and that /dev/null is not a directory. */
const barred: ReadonlyArray<[parent: string, why: string]> = [
  ['/proc', 'its directory cannot be created'],
  ['/dev/null', 'part of its path is not a directory'],
];

describe.skipIf(process.platform !== 'linux')('where our own directories cannot be made (Linux only)', () => {
  it.each(barred)('in %s, what needs them says so and ends', async (parent, why) => {
    const env = { BOLTCALL_STATE_DIR: `${parent}/state` };
    for (const args of [
      ['sandbox', 'start', '--port', '0'],
      ['sandbox', 'start', '--port', '0', '--detach'],
    ]) {
      const { exitCode, stderr } = await boltcall(args, { home: makeHome(), env });
      expect([exitCode, stderr], args.join(' ')).toEqual([2, expect.stringMatching(`^error: cannot write ${parent}/state/sandbox/.*: ${why}\n`)]);
      expect(stderr).toContain('BOLTCALL_STATE_DIR');
    }
    const { exitCode, stderr } = await boltcall(['profiles', 'set', 'output', 'json'], {
      home: makeHome(),
      env: { BOLTCALL_CONFIG_DIR: `${parent}/config` },
    });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(why)]);
  });

  it.each(barred)('in %s, a listener goes on and says what is not kept', async (parent, why) => {
    const app = await startServer();
    const listener = await startListen(await startService(), ['-f', app.url], { home: makeHome(), env: { BOLTCALL_STATE_DIR: `${parent}/state` } });
    expect((await listener.deliver('{"event":"call.missed"}')).status).toBe(200);
    listener.running.signal('SIGTERM');
    const { stderr } = await listener.running.ended;
    expect(stderr).toContain(`The delivery log is off: ${parent}/state/log: ${why}`);
    expect(stderr).toContain(`Could not record this listener (${why})`);
  });
});
