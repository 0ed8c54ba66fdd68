import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Options as ExecaOptions, execa } from 'execa';
import { later, temporaryDirectory } from './temporary.ts';

/** The program under test: `BOLTCALL_PROGRAM`, or else the one built in this tree. */
export const program = process.env['BOLTCALL_PROGRAM'] ?? fileURLToPath(new URL('../../bin/boltcall.cjs', import.meta.url));

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Options {
  /** A home that outlives the call, as returned by `makeHome()`. Defaults to a new empty one. */
  readonly home?: string;
  /** Added to the environment; `undefined` removes a variable. */
  readonly env?: Environment;
  /** The content of standard input; without it, standard input is closed. */
  readonly input?: string | Uint8Array;
  /** Defaults to the home. */
  readonly cwd?: string;
  /** Sets `CI=true`. */
  readonly ci?: boolean;
  /** Time in ms after which the program is killed and `signal` is `SIGKILL`; default 2 min. */
  readonly timeout?: number;
}

export interface Done {
  /** Exactly what was written, including the last newline. */
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as bytes. */
  readonly stdoutBytes: Buffer;
  /** Absent if a signal ended the program. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

/** Creates an empty home, removed after the test. */
export const makeHome = (): string => {
  const home = temporaryDirectory('home');
  for (const part of ['config', 'state', 'cache', 'tmp']) mkdirSync(join(home, part), { mode: 0o700 });
  return home;
};

/**
 * Returns the environment of someone who has just installed the program: no Boltcall variables, proxies, CI or extra certificate
 * authorities. Every path that the program may write to is inside `home`.
 */
export const cleanEnvironment = (home: string, more: Environment = {}): Record<string, string> => {
  const env: Environment = {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_STATE_HOME: join(home, '.local/state'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_DATA_HOME: join(home, '.local/share'),
    BOLTCALL_CONFIG_DIR: join(home, 'config'),
    BOLTCALL_STATE_DIR: join(home, 'state'),
    BOLTCALL_CACHE_DIR: join(home, 'cache'),
    TMPDIR: join(home, 'tmp'),
    ...more,
  };
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
};

/**
 * For tests in which no file may grow: from Node 22 on, the runtime writes its compile cache after the program has finished,
 * and the signal for that limit would kill it.
 */
export const noCompileCache: Environment = { NODE_DISABLE_COMPILE_CACHE: '1' };

const execaOptions = (options: Options) => {
  const home = options.home ?? makeHome();
  return {
    cwd: options.cwd ?? home,
    env: cleanEnvironment(home, options.ci ? { CI: 'true', ...options.env } : options.env),
    extendEnv: false,
    reject: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    // Its own process group, so that its child processes can be killed with it.
    detached: true,
    cleanup: false,
    // Lets it take as long as it needs to exit; otherwise execa kills it 5 s after a signal.
    forceKillAfterDelay: false,
  } as const satisfies ExecaOptions;
};

const running = new Set<number>();
const killGroup = (pid: number | undefined, signal: NodeJS.Signals = 'SIGKILL'): boolean => {
  if (pid === undefined) return false;
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
};
process.on('exit', () => {
  for (const pid of running) killGroup(pid);
});

interface Ended {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
}

const done = ({ stdout, stderr, exitCode, signal }: Ended): Done => ({
  stdout: Buffer.from(stdout).toString(),
  stderr: Buffer.from(stderr).toString(),
  stdoutBytes: Buffer.from(stdout),
  exitCode,
  signal,
});

const spawn = (args: readonly string[], options: Options, stdin: 'ignore' | 'pipe') =>
  execa(process.execPath, [program, ...args], {
    ...execaOptions(options),
    ...(options.input === undefined ? { stdin } : { input: options.input }),
  });

/** Runs the program until it exits. Never rejects: check `exitCode`, `stdout` and `stderr`. */
export const boltcall = async (args: readonly string[], options: Options = {}): Promise<Done> => {
  const child = spawn(args, options, 'ignore');
  if (child.pid !== undefined) running.add(child.pid);
  const timer = setTimeout(() => killGroup(child.pid), options.timeout ?? 120_000);
  const result = await child;
  clearTimeout(timer);
  if (child.pid !== undefined) running.delete(child.pid);
  if (result.exitCode === undefined && result.signal === undefined) throw new Error(`${program} could not be started`, { cause: result.cause });
  return done(result);
};

/** A program that keeps running. It and its child processes are killed when the test ends. */
export interface Running {
  readonly pid: number;
  /** The output so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves when it has exited, by itself or by a signal. */
  readonly ended: Promise<Done>;
  /**
   * Waits until `condition` returns something other than `undefined` or `false`, and returns that. Checks again whenever the
   * program writes. Fails, showing the output, if the program exits or `timeout` ms (2 min) pass first.
   */
  until<T>(condition: (stdout: string, stderr: string) => T | undefined | false, timeout?: number): Promise<T>;
  /** Types text on its standard input. Requires `stdin: 'pipe'`. */
  type(text: string): void;
  /** Closes its standard input. */
  endInput(): void;
  /** Sends a signal (`SIGTERM` by default) to this process alone and waits for it to exit. */
  stop(signal?: NodeJS.Signals): Promise<Done>;
  /** Sends a signal to this process alone and does not wait. */
  signal(signal: NodeJS.Signals): void;
  /** Sends a signal to it and all its child processes, as a terminal does on Ctrl-C. */
  signalGroup(signal: NodeJS.Signals): void;
}

export interface StartOptions extends Omit<Options, 'timeout'> {
  /** `pipe` keeps standard input open for `type`; by default it is closed. */
  readonly stdin?: 'ignore' | 'pipe';
}

/** Starts the program and returns it while it runs. */
export const start = (args: readonly string[], options: StartOptions = {}): Running => {
  const child = spawn(args, options, options.stdin ?? 'ignore');
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} could not be started`);
  running.add(pid);
  const written: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  const text = (stream: 'stdout' | 'stderr'): string => Buffer.concat(written[stream]).toString();
  const watchers = new Set<() => void>();
  const tell = (): void => {
    for (const watcher of [...watchers]) watcher();
  };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.on('data', (chunk: Buffer) => {
      written[stream].push(chunk);
      tell();
    });
  }
  let result: Done | undefined;
  const ended = child.then((value) => {
    running.delete(pid);
    result = done(value);
    tell();
    return result;
  });
  later(async () => {
    killGroup(pid);
    await ended;
  });

  const shown = (): string => `$ boltcall ${args.join(' ')}\nstdout:\n${text('stdout')}\nstderr:\n${text('stderr')}`;
  return {
    pid,
    get stdout() {
      return text('stdout');
    },
    get stderr() {
      return text('stderr');
    },
    ended,
    until: (condition, timeout = 120_000) =>
      new Promise((resolve, reject) => {
        const finish = (settle: () => void): void => {
          clearTimeout(timer);
          watchers.delete(look);
          settle();
        };
        const look = (): void => {
          try {
            const found = condition(text('stdout'), text('stderr'));
            if (found !== undefined && found !== false) finish(() => resolve(found));
            else if (result) {
              const how = result.signal ?? `exit code ${result.exitCode}`;
              finish(() => reject(new Error(`It ended (${how}) before the condition held.\n${shown()}`)));
            }
          } catch (error) {
            finish(() => reject(error));
          }
        };
        const timer = setTimeout(() => finish(() => reject(new Error(`The condition did not hold in ${timeout} ms.\n${shown()}`))), timeout);
        watchers.add(look);
        look();
      }),
    type: (typed) => void child.stdin?.write(typed),
    endInput: () => void child.stdin?.end(),
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
    signal: (signal) => void child.kill(signal),
    signalGroup: (signal) => void killGroup(pid, signal),
  };
};
