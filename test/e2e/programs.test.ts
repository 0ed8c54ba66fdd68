import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startListen, startService } from '../support/listen.ts';
import { boltcall, makeHome, type Running, start } from '../support/program.ts';
import { later } from '../support/temporary.ts';
import { alive } from '../support/tunnels/programs.ts';

/** Returns the id of a process that the test's script wrote to a file in the home. */
const written = async (home: string, name = 'child'): Promise<number> => {
  const file = join(home, name);
  const pid = Number(
    await eventually(`the file ${name}`, () => existsSync(file) && /^\d+\n$/.test(readFileSync(file, 'utf8')) && readFileSync(file, 'utf8')),
  );
  later(() => alive(pid) && process.kill(pid, 'SIGKILL'));
  return pid;
};

const listening = async (home: string, script: string): Promise<Running> => {
  const { running } = await startListen(await startService(), ['--', 'sh', '-c', script], { home });
  return running;
};
const inSandbox = async (home: string, script: string): Promise<Running> => start(['sandbox', 'run', '--', 'sh', '-c', script], { home });

// One stays a child, one ignores signals, and one leaves its parents' session.
const scripts = [
  'sleep 600 & echo $! > child; wait',
  'trap "" TERM INT HUP; sleep 600 & echo $! > child; while :; do wait; done',
  'setsid sh -c "echo \\$\\$ > child; exec sleep 600" & wait',
];

const signals = [['SIGTERM'], ['SIGHUP'], ['SIGINT'], ['SIGINT', true]] as const;

test.each([
  ['listen', listening],
  ['sandbox run', inSandbox],
])(
  '%s -- CMD: the whole tree of processes ends, by whatever signal',
  async (_, begin) => {
    for (const script of scripts) {
      for (const [signal, group] of script === scripts[0] ? signals : [signals[0], signals[3]]) {
        const home = makeHome();
        const running = await begin(home, script);
        const child = await written(home);
        if (group) running.signalGroup(signal);
        else running.signal(signal);
        await running.ended;
        expect(alive(child), `${script}, ${signal}`).toBe(false);
      }
    }
  },
  240_000,
);

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGQUIT', 131],
] as const)('sandbox run: %s is handed on, so that it ends with %i', async (signal, code) => {
  const home = makeHome();
  const running = await inSandbox(home, 'echo $$ > child; exec sleep 600');
  await written(home);
  expect((await running.stop(signal)).exitCode).toBe(code);
});

test('what the program left running ends with it', async () => {
  const home = makeHome();
  const done = await boltcall(['sandbox', 'run', '--', 'sh', '-c', 'sleep 600 & echo $! > child; exit 3'], { home });
  expect(done.exitCode).toBe(3);
  expect(alive(await written(home))).toBe(false);
});

test.each([
  ['listen', listening],
  ['sandbox run', inSandbox],
])(
  '%s -- CMD, killed: the program ends with it',
  async (_, begin) => {
    for (const script of [scripts[0] ?? '', scripts[2] ?? '']) {
      const home = makeHome();
      const running = await begin(home, script);
      const child = await written(home);
      await running.stop('SIGKILL');
      expect(await eventually('the end of the program', () => !alive(child))).toBe(true);
    }
  },
  120_000,
);

test.skipIf(process.platform !== 'linux')('what runs on though its listener and the guard were killed is found by the next start', async () => {
  const home = makeHome();
  const running = await listening(home, 'sleep 600 & echo $! > child; wait');
  const child = await written(home);
  // proc(5): the name in parentheses, the state, the parent.
  const isGuard = (id: string): boolean =>
    readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('boltcall-guard') &&
    readFileSync(`/proc/${id}/stat`, 'utf8').includes(`) S ${running.pid} `);
  const guards = readdirSync('/proc').filter((id) => {
    try {
      return /^\d+$/.test(id) && isGuard(id);
    } catch {
      return false;
    }
  });
  expect(guards).toHaveLength(1);
  process.kill(Number(guards[0]), 'SIGKILL');
  running.signal('SIGKILL');
  await eventually('the end of the listener', () => !alive(running.pid));
  expect(alive(child)).toBe(true);
  const service = await startService();
  const next = await boltcall(['listen', '--for', '1s'], { home, env: service.env });
  expect(next.stderr).toContain(`is still running: sleep 600 (process ${child}). End it with \`kill ${child}\``);
});

test('a sandbox that lives on without us gets no key', async () => {
  const home = makeHome();
  later(() => boltcall(['sandbox', 'stop', '--all'], { home }));
  const env = { BOLTCALL_API_KEY: 'sk_live_never_to_be_seen', BOLTCALL_WEBHOOK_SECRET: 'whsec_never_to_be_seen' };
  const started = await boltcall(['sandbox', 'start', '--detach', '--port', '0', '-o', 'json'], { home, env });
  expect(started.exitCode).toBe(0);
  expect(readFileSync(`/proc/${JSON.parse(started.stdout).pid}/environ`, 'latin1')).not.toContain('never_to_be_seen');
});
