import type { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { Signal, World } from '../world.ts';
import { startGuard } from './guard.ts';
import { markName, newMark, treeOf } from './tree.ts';

/** How a program ended: its exit code (128 and more for a signal), or why it could not be started. */
export interface Ending {
  readonly code: number;
  readonly error?: string;
}

/** A running program that ends with this process at the latest, along with everything it has started. */
export interface Program {
  readonly ended: Promise<Ending>;
  /**
   * Asks the program to end, then its remaining child processes; kills them after `patience`; resolves when all are gone. Calling it twice is
   * harmless.
   */
  stop(signal?: Signal): Promise<void>;
}

export interface StartOptions {
  readonly world: World;
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * `terminal`: uses our streams and process group, so that it has the keyboard and gets Ctrl-C as if it ran alone; `aside`: the same but with its
   * output on stderr, because our stdout carries lines for another program. Otherwise it runs in its own session without input, so that Ctrl-C does
   * not reach it before work in flight is finished, and the function receives each line that it prints, without colors.
   */
  readonly streams: 'terminal' | 'aside' | ((line: string) => void);
  /** How long it may take to end by itself (ms). */
  readonly patience: number;
}

/** How often to check whether all processes are gone (ms). */
const look = 50;
/** Processes that survive being killed are left to the system after this long (ms). */
const unkillable = 5_000;

const colors = /\u001b\[[0-9;]*[A-Za-z]/g;

/** Starts one of the user's programs. If it cannot be started, its ending says so. */
export const startProgram = ({ world, command: [program, ...words], env, streams, patience }: StartOptions): Program => {
  const mark = newMark(world);
  // Keeps the marks of programs that we run in, so that they can find their processes.
  const marks = [world.env[markName], mark].filter(Boolean).join(' ');
  const callOff = startGuard(world, mark);
  const listening = typeof streams === 'function';
  const running = execa(program, words, {
    // Runs in the root, so that no folder is locked or required.
    cwd: listening ? '/' : world.cwd,
    env: { ...env, [markName]: marks },
    extendEnv: false,
    detached: listening && world.platform !== 'win32',
    windowsHide: listening,
    cleanup: false,
    forceKillAfterDelay: false,
    reject: false,
    buffer: false,
    stdin: listening ? 'ignore' : 'inherit',
    stdout: listening ? 'pipe' : streams === 'aside' ? 2 : 'inherit',
    stderr: listening ? 'pipe' : 'inherit',
  });
  for (const input of [running.stdout, running.stderr]) {
    if (listening && input) createInterface({ input }).on('line', (line) => streams(line.replace(colors, '')));
  }
  const exited = endingOf(running, running);
  /** When each process of the tree started, since an id may be reused later. */
  const known = new Map<number, string | undefined>();
  const learn = (pid: number): unknown => known.has(pid) || known.set(pid, world.birth(pid));
  const tree = (): Promise<number[]> =>
    treeOf(
      world,
      [...known.keys()].filter((pid) => world.birth(pid) === known.get(pid)),
      mark,
    );
  if (running.pid !== undefined) learn(running.pid);

  /** Ends the remaining processes: asks first, kills when the time is up. */
  const endRest = async (until: number): Promise<void> => {
    let killed: number | undefined;
    for (const asked = new Set<number>(); ; await world.sleep(look)) {
      const left = await tree();
      if (left.length === 0 || (killed !== undefined && world.now() - killed > unkillable)) return;
      const late = world.now() >= until;
      if (late) killed ??= world.now();
      for (const pid of left) {
        if (late || !asked.has(pid)) world.kill(pid, late ? 'SIGKILL' : 'SIGTERM');
        asked.add(pid);
      }
    }
  };
  let until: number | undefined;
  const gone = exited.then(async () => {
    await endRest(until ?? world.now() + patience);
    callOff();
  });

  const insist = async (over: AbortSignal): Promise<void> => {
    await world.sleep(patience, over);
    if (over.aborted) return;
    for (const pid of await tree()) world.kill(pid, 'SIGKILL');
    running.kill('SIGKILL');
  };
  const stop = async (signal: Signal): Promise<void> => {
    until ??= world.now() + patience;
    // Collected now: later nothing shows that processes without a mark belonged to it.
    for (const pid of await tree()) learn(pid);
    // On Windows the rest of the tree does not end by itself.
    if (world.platform === 'win32') await execa('taskkill', ['/pid', String(running.pid), '/t', '/f'], { reject: false });
    else running.kill(signal);
    const over = new AbortController();
    const insisting = insist(over.signal);
    await gone;
    over.abort();
    await insisting;
  };
  let stopping: Promise<void> | undefined;
  return {
    // By the time its output closes, its last lines, which contain the cause, have been read.
    ended: listening ? gone.then(() => running).then(() => exited) : exited,
    stop: (signal = 'SIGTERM') => {
      stopping ??= stop(signal);
      return stopping;
    },
  };
};

/** What execa reports at the end; if both of the first two are missing, it could not be started. */
interface Outcome {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
  readonly originalMessage?: string | undefined;
}

/** Resolves when the process itself has ended, even if others hold its output open. */
const endingOf = (running: EventEmitter, over: Promise<Outcome>): Promise<Ending> =>
  new Promise((resolve) => {
    running.once('exit', (code: number | null, by: NodeJS.Signals | null) =>
      resolve({ code: code ?? 128 + (by === null ? 0 : constants.signals[by]) }),
    );
    void over.then(({ exitCode, signal, code, originalMessage }) => {
      if (exitCode !== undefined || signal !== undefined) return;
      resolve({
        code: 127,
        error: code === 'ENOENT' ? 'no such program' : code === 'EACCES' ? 'permission denied' : String(originalMessage),
      });
    });
  });
