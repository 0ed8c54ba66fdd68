import { hostname } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { usage } from './errors.ts';
import type { Connection, Transport } from './transport/transport.ts';

/** A stream that people or programs read: what `process.stdout` offers. */
export type Sink = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };
/** A stream that people or programs write: what `process.stdin` offers. */
export type Source = Readable & { readonly isTTY?: boolean; setRawMode?(on: boolean): unknown };

export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGQUIT';

/**
 * Everything the program takes from outside. Nothing but this file and `bin/` reads `process`: whoever needs one of these
 * gets it as an argument, so that a test can hand in a made-up world.
 */
export interface World {
  /** The arguments, without `node` and the script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** API keys that this run has met: nothing that is said shows them. Whoever reads one adds it. */
  readonly keys: Set<string>;
  /** Where the program was started. Fails with `usage` where that directory has been removed. */
  readonly cwd: string;
  /** The home that the system's list of users names; undefined where this user is not in it. `homeOf` of `profiles/` decides. */
  readonly home: string | undefined;
  readonly platform: string;
  readonly arch: string;
  readonly pid: number;
  /** The name of this machine or container: process ids are its own. */
  readonly host: string;
  /** Node's version without the `v`. */
  readonly node: string;
  /** How to start this program again: the executable and its first arguments. */
  readonly self: readonly [string, ...string[]];
  readonly stdin: Source;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Texts are taken as they are: neither `@file` nor `-` is read. For values that no person typed. */
  readonly literal?: true;
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * A time (ms since 1970) as the machine's own clock shows it, `2025-03-01 09:00`. Without loading zones, which takes longer than the
   * rest of a list; absent where the zone of the environment is not that of this process, as in tests.
   */
  local?(ms: number): string;
  /** Waits `ms`; ends early, without an error, when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `action` after `ms`, unless the function that it gives is called before. Alone it does not hold the program open. */
  after(ms: number, action: () => void): () => void;
  random(bytes: number): Buffer;
  /** Calls `heard` on each of the signals until the returned function is called. While nobody listens a signal ends the program. */
  onSignal(heard: (signal: Signal) => void): () => void;
  /**
   * Calls `heard` with what is thrown where nobody waits for it (an event without a listener, a promise that nobody took), until the
   * returned function is called.
   */
  onFault(heard: (thrown: unknown) => void): () => void;
  /** Whether a process with this id runs (true too where we may not ask). */
  alive(pid: number): boolean;
  /**
   * When a process began, as text that only compares equal for the same process: an id alone is given to others later. Undefined where
   * there is none, or where the system does not tell (it does on Linux).
   */
  birth(pid: number): string | undefined;
  /** Sends a signal to a process or, with a negative id, to a group; false if there is none. */
  kill(pid: number, signal: Signal | 'SIGKILL'): boolean;
  /** A bare way to the network, without keys, retries or pacing. */
  readonly network: { open(connection: Connection): Promise<Transport> };
}

/**
 * Of a file that grows beyond `ulimit -f`. Node lets the write fail (EFBIG), and so must we: without a listener of ours the libraries
 * that lock files and write them whole would end the program at this signal.
 */
const ignore = (): void => {};

/** The fields of a process behind its name in brackets, the state first (proc_pid_stat(5), Linux); none where that cannot be read. */
const statOf = (pid: number): string[] => {
  try {
    const stat = process.getBuiltinModule('node:fs').readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
};

/** Whether a process has ended and only nobody has asked how, as killed ones in a container without an init. */
const isZombie = (pid: number): boolean => statOf(pid)[0] === 'Z';

/** The real world. */
export const systemWorld = (): World => ({
  argv: process.argv.slice(2),
  env: process.env,
  keys: new Set([process.env['BOLTCALL_API_KEY'] ?? '']),
  // Getters: what needs neither a directory nor a home shall not fail for want of one.
  get cwd() {
    try {
      return process.cwd();
    } catch {
      throw usage('the current directory has been removed', 'Change to one that is there, with `cd`.');
    }
  },
  get home() {
    try {
      return process.getBuiltinModule('node:os').userInfo().homedir || undefined;
    } catch {
      return undefined;
    }
  },
  platform: process.platform,
  arch: process.arch,
  pid: process.pid,
  get host() {
    return hostname();
  },
  node: process.versions.node,
  // A single executable is started again by its own path; looked up when asked for, since few commands need it.
  get self(): World['self'] {
    return process.getBuiltinModule('node:sea').isSea() ? [process.execPath] : [process.execPath, process.argv[1] ?? ''];
  },
  // Getters: opening a stream costs time and, for stdin, holds the program open.
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  now: () => Date.now(),
  local: (ms) => {
    const date = new Date(ms);
    const two = (part: number): string => String(part).padStart(2, '0');
    const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
  },
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done, { once: true });
    }),
  after: (ms, action) => {
    const timer = setTimeout(action, ms).unref();
    return () => clearTimeout(timer);
  },
  // Not imported above: `node:crypto` takes more than a millisecond of every start, and few commands need it.
  random: (bytes) => process.getBuiltinModule('node:crypto').randomBytes(bytes),
  onSignal: (heard) => {
    const signals: Signal[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
    for (const signal of signals) process.on(signal, heard);
    if (!process.listeners('SIGXFSZ').includes(ignore)) process.on('SIGXFSZ', ignore);
    return () => {
      for (const signal of signals) process.off(signal, heard);
    };
  },
  onFault: (heard) => {
    process.on('uncaughtException', heard);
    return () => process.off('uncaughtException', heard);
  },
  alive: (pid) => {
    try {
      process.kill(pid, 0);
      return !isZombie(pid);
    } catch (error) {
      return error instanceof Error && 'code' in error && error.code === 'EPERM';
    }
  },
  // Field 22: clock ticks since the machine started.
  birth: (pid) => statOf(pid)[19],
  kill: (pid, signal) => {
    try {
      return process.kill(pid, signal);
    } catch {
      return false;
    }
  },
  network: { open: async (connection) => (await import('./transport/connect/sockets.ts')).open(connection) },
});
