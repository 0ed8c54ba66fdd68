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

/** A running program that lives no longer than we do, nor does anything that it has started. */
export interface Program {
  readonly ended: Promise<Ending>;
  /**
   * Asks it to end, then what it has left running, insists when `patience` is over, and resolves when all of it is gone; calling it
   * twice is harmless.
   */
  stop(signal?: Signal): Promise<void>;
}

export interface StartOptions {
  readonly world: World;
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * `terminal`: on our own streams and in our process group, so that it has the keyboard and gets Ctrl-C as if it ran alone; `aside`: the
   * same with its output on stderr, where our own stdout holds lines for a program. Else in a session of its own without input, so that
   * Ctrl-C does not reach it before what is in flight has been finished, and each line that it prints is heard, without colors.
   */
  readonly streams: 'terminal' | 'aside' | ((line: string) => void);
  /** How long it may take to end by itself (ms). */
  readonly patience: number;
}

/** How often it is looked whether all is gone (ms). */
const look = 50;
/** What does not end though it was killed is left to the system after so long (ms). */
const unkillable = 5_000;

const colors = /\u001b\[[0-9;]*[A-Za-z]/g;

/** Starts a program of the user's. Where it cannot be started, its ending says so. */
export const startProgram = ({ world, command: [program, ...words], env, streams, patience }: StartOptions): Program => {
  const mark = newMark(world);
  // Those of programs in which we run ourselves stay, so that they find what is theirs.
  const marks = [world.env[markName], mark].filter(Boolean).join(' ');
  const callOff = startGuard(world, mark);
  const listening = typeof streams === 'function';
  const running = execa(program, words, {
    // The root, so that no folder is held and none is needed.
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
  /** When each of the tree began, since an id may be another's later. */
  const known = new Map<number, string | undefined>();
  const learn = (pid: number): unknown => known.has(pid) || known.set(pid, world.birth(pid));
  const tree = (): Promise<number[]> =>
    treeOf(
      world,
      [...known.keys()].filter((pid) => world.birth(pid) === known.get(pid)),
      mark,
    );
  if (running.pid !== undefined) learn(running.pid);

  /** Ends what is left: asked first, killed when the time is up. */
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
    // Asked for now: of those that bear no mark nothing says later that they were its own.
    for (const pid of await tree()) learn(pid);
    // The rest of the tree does not end by itself on Windows.
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
    // The last lines, which hold the cause, have been read by the time that its output is closed.
    ended: listening ? gone.then(() => running).then(() => exited) : exited,
    stop: (signal = 'SIGTERM') => {
      stopping ??= stop(signal);
      return stopping;
    },
  };
};

/** What execa says at the end; without both of the first two it could not be started. */
interface Outcome {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
  readonly originalMessage?: string | undefined;
}

/** When the process itself has ended, though others may hold its output open. */
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
