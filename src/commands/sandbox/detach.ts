import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { Context } from '../../cli/command/command.ts';
import { Failure, type Kind } from '../../errors.ts';
import { cannotWrite, makeDirectory } from '../../files.ts';
import { childEnvironment } from '../../programs/environment.ts';
import { speak } from '../../sandbox/control/client.ts';
import { runningSandboxes, type SandboxState, sandboxDirectory } from '../../sandbox/control/running.ts';
import { isObject } from '../../values/json.ts';
import { showReady } from './shown.ts';

const poll = 50;

/** Starts this program again as a sandbox that outlives this process, with these options. Waits until it responds, and prints its URL. */
export const detach = async (context: Context, options: readonly string[], port: number): Promise<void> => {
  const { world, settings, signal } = context;
  const directory = sandboxDirectory(settings.places.state);
  const logFile = `${directory}/${port === 0 ? `free-${world.pid}` : port}.log`;
  const log = await openLog(directory, logFile);
  const [executable, ...first] = world.self;
  const { startLasting } = await import('../../programs/lasting.ts');
  const child = startLasting([executable, ...first, 'sandbox', 'start', ...options, '--utc', '--color=never'], {
    cwd: world.cwd,
    env: {
      // A long-lived process does not need the workspace's key.
      ...childEnvironment(world.env),
      BOLTCALL_STATE_DIR: settings.places.state,
      BOLTCALL_CONFIG_DIR: settings.places.config,
      BOLTCALL_CACHE_DIR: settings.places.cache,
      BOLTCALL_ERRORS: 'json',
      BOLTCALL_SANDBOX_LOG: logFile,
      BOLTCALL_OUTPUT: 'table',
    },
    output: log.fd,
  });
  let ended: { readonly code: number | undefined } | undefined;
  void child.ended.then((code) => {
    ended = { code };
  });
  try {
    for (;;) {
      if (ended) throw await reasonOf(logFile, ended.code);
      const state = (await runningSandboxes(settings.places.state, world)).find(({ pid }) => pid === child.pid);
      if (state) return await ready(context, state);
      await world.sleep(poll, signal);
      if (signal.aborted) {
        child.kill();
        throw signal.reason;
      }
    }
  } finally {
    await log.close();
  }
};

const openLog = async (directory: string, file: string): Promise<FileHandle> => {
  try {
    makeDirectory(directory);
    return await open(file, 'w', 0o600);
  } catch (error) {
    throw cannotWrite(file, error);
  }
};

const ready = async (context: Context, state: SandboxState): Promise<void> => {
  const status = await speak(state, 'GET', 'status');
  const { address, port, key, pid, log } = state;
  await showReady(context, { address, port, key, pid, ...(log === undefined ? {} : { log }) }, isObject(status) ? status : {});
  context.print.note('Stop it with `boltcall sandbox stop`.');
};

const kindOf: Readonly<Record<number, Kind>> = { 2: 'usage', 10: 'network' };

/** Returns why the child exited before it was ready: the last error it logged. */
const reasonOf = async (logFile: string, code: number | undefined): Promise<Failure> => {
  const lines = (await readFile(logFile, 'utf8').catch(() => '')).trim().split('\n');
  for (const line of lines.reverse()) {
    if (!line.startsWith('{"error"')) continue;
    const { error: told }: { error?: { message?: unknown; hint?: unknown } } = JSON.parse(line);
    if (typeof told?.message !== 'string') continue;
    return new Failure(kindOf[code ?? 1] ?? 'internal', told.message, typeof told.hint === 'string' ? { hint: told.hint } : {});
  }
  return new Failure('internal', `the sandbox ended before it was ready (exit code ${code ?? 'unknown'})`, { hint: `Its log is ${logFile}.` });
};
