import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { homeOf } from '../../../profiles/directories.ts';
import type { World } from '../../../world.ts';

/** How a program ended: its exit code (128 and more for a signal), or why it could not be started. */
export interface Ending {
  readonly code: number;
  readonly error?: string;
}

/** A running program of someone else's that lives no longer than we do. */
export interface Child {
  readonly ended: Promise<Ending>;
  /** Asks it to end, insists after 3 s, and resolves when it is gone; calling it twice is harmless. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  readonly world: World;
  /** The whole path, and what comes behind it. */
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Each line of its stdout and stderr, without colours. */
  readonly heard: (line: string) => void;
}

/**
 * Runs "$@" in the background and waits for it. Our end of the pipe on stdin closes with us, whatever way we end (`kill -9`
 * included), and the watcher that reads from it then ends the program: nothing is left behind on Linux, macOS and BSD. The `:`
 * traps make `wait` return so that it is repeated until the program is really gone; what the shell then says of its end must not
 * end it (PIPE), since nobody may be there to read it.
 */
const guard = `exec 3<&0 </dev/null
trap : TERM INT HUP
"$@" 3<&- &
program=$!
( trap - TERM INT HUP; read -r line <&3; kill -TERM "$program"; sleep 3; kill -KILL "$program" ) >/dev/null 2>&1 &
watcher=$!
exec 3<&-
trap '' PIPE
while :; do
  wait "$program"; code=$?
  kill -0 "$program" 2>/dev/null || break
done
kill -KILL "$watcher" 2>/dev/null
exit "$code"`;

const colours = /\u001b\[[0-9;]*[A-Za-z]/g;
/** How long a program may take to end by itself, in ms. */
const patience = 3_000;

/**
 * Starts a program in a process group of its own, so that Ctrl-C in the terminal does not reach it before what is in flight has
 * been finished. On Windows there is no such guard: a killed listener leaves the program running there.
 */
export const startChild = ({ world, command, env, heard }: ChildOptions): Child => {
  const windows = world.platform === 'win32';
  const [program, ...rest] = windows ? command : ['/bin/sh', '-c', guard, 'boltcall-tunnel', ...command];
  // The root, so that no folder is held and none is needed.
  const cwd = windows ? homeOf(world) : '/';
  const child = spawn(program, rest, { cwd, env: { ...env }, stdio: ['pipe', 'pipe', 'pipe'], detached: !windows, windowsHide: true });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => heard(line.replace(colours, '')));
  // A pipe whose reader has gone: the program has ended, which `ended` tells.
  child.stdin.on('error', () => {});
  // What is left of the group would keep its output open, or live on.
  child.once('exit', () => windows || send(world, child, 'SIGKILL'));
  const ended = ending(child).then((how) => {
    child.stdin.destroy();
    return how;
  });

  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    const gone = new AbortController();
    send(world, child, 'SIGTERM');
    const insist = world.sleep(patience, gone.signal).then(() => gone.signal.aborted || send(world, child, 'SIGKILL'));
    await ended;
    gone.abort();
    await insist;
  };
  return {
    ended,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
};

/** To the whole group where there are groups. */
const send = (world: World, child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): boolean => {
  if (child.pid === undefined) return false;
  return world.platform === 'win32' ? child.kill(signal) : world.kill(-child.pid, signal);
};

const signalCodes: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGKILL: 137, SIGTERM: 143 };

const ending = (child: ChildProcess): Promise<Ending> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, error: error.message }));
    // `close` and not `exit`: the last lines, which hold the cause, have been read by then.
    child.once('close', (code, signal) => resolve({ code: code ?? signalCodes[signal ?? ''] ?? 1 }));
  });
