import { hostname } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { usage } from './errors.ts';
import type { Connection, Transport } from './transport/transport.ts';

/** A stream for output: what `process.stdout` offers. */
export type Sink = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };
/** A stream for input: what `process.stdin` offers. */
export type Source = Readable & { readonly isTTY?: boolean; setRawMode?(on: boolean): unknown };

export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGQUIT';

/**
 * Everything the program takes from its environment. Only this file and `bin/` read `process`; other code gets what it needs as an argument, so that
 * tests can substitute a fake world.
 */
export interface World {
  /** The arguments, without `node` and the script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** API keys seen during this run, which no output may show. Code that reads a key adds it. */
  readonly keys: Set<string>;
  /** The working directory at the start. Fails with `usage` if it has been removed. */
  readonly cwd: string;
  /** The home directory in the system's user list; undefined if this user is not listed. `homeOf` in `profiles/` decides which to use. */
  readonly home: string | undefined;
  readonly platform: string;
  readonly arch: string;
  readonly pid: number;
  /** The name of this machine or container, because process ids are specific to it. */
  readonly host: string;
  /** The Node version without `v`. */
  readonly node: string;
  /** How to start this program again: the executable and its first arguments. */
  readonly self: readonly [string, ...string[]];
  readonly stdin: Source;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Takes texts as is: neither `@file` nor `-` is read. For values that no person typed. */
  readonly literal?: true;
  /** Returns milliseconds since 1970. */
  now(): number;
  /**
   * Returns a time (ms since 1970) in the machine's time zone, `2025-03-01 09:00`, without loading time zones, which takes longer than the rest of a
   * list. Absent if the zone of the environment differs from that of this process, as in tests.
   */
  local?(ms: number): string;
  /** Waits `ms`; ends early, without an error, if `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `action` after `ms`, unless the returned function is called first. Does not keep the program running by itself. */
  after(ms: number, action: () => void): () => void;
  random(bytes: number): Buffer;
  /** Calls `heard` on each of the signals until the returned function is called. Without a listener, a signal ends the program. */
  onSignal(heard: (signal: Signal) => void): () => void;
  /** Calls `heard` with each unhandled error (an `error` event without a listener, an unhandled rejection) until the returned function is called. */
  onFault(heard: (thrown: unknown) => void): () => void;
  /** Whether a process with this id runs (also true if we may not query it). */
  alive(pid: number): boolean;
  /**
   * Returns when a process started, as text that is equal only for the same process, because ids are reused. Undefined if there is no such process,
   * or if the system does not report it (Linux does).
   */
  birth(pid: number): string | undefined;
  /** Sends a signal to a process or, with a negative id, to a process group; returns false if it does not exist. */
  kill(pid: number, signal: Signal | 'SIGKILL'): boolean;
  /** A plain network transport, without keys, retries or pacing. */
  readonly network: { open(connection: Connection): Promise<Transport> };
}

/**
 * Handles the signal for a file that grows beyond `ulimit -f`. Node lets the write fail (EFBIG), and so must we: without a listener, the libraries
 * that lock files and write them whole would end the program at this signal.
 */
const ignore = (): void => {};

/** Returns the fields of a process after its name in parentheses, the state first (proc_pid_stat(5), Linux); empty if they cannot be read. */
const statOf = (pid: number): string[] => {
  try {
    const stat = process.getBuiltinModule('node:fs').readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
};

/** Whether a process has exited but its parent has not collected its status, as for killed processes in a container without an init. */
const isZombie = (pid: number): boolean => statOf(pid)[0] === 'Z';

/** Returns the real world. */
export const systemWorld = (): World => ({
  argv: process.argv.slice(2),
  env: process.env,
  keys: new Set([process.env['BOLTCALL_API_KEY'] ?? '']),
  // Getters, so that code that needs neither a working directory nor a home does not fail if one is missing.
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
  // A single executable is started again by its own path. Evaluated lazily, because few commands need it.
  get self(): World['self'] {
    return process.getBuiltinModule('node:sea').isSea() ? [process.execPath] : [process.execPath, process.argv[1] ?? ''];
  },
  // Getters, because opening a stream takes time and, for stdin, keeps the program running.
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
  // Not imported at the top: `node:crypto` adds more than a millisecond to every start, and few commands need it.
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
  // Field 22: start time in clock ticks since boot.
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
