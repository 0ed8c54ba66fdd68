import { appendFileSync, chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../eventually.ts';
import { later, temporaryDirectory } from '../temporary.ts';

/** What a stand-in does in one run. */
export interface StandInRun {
  readonly lines: readonly string[];
  /** Defaults to stderr. */
  readonly on?: 'stdout' | 'stderr';
  /** Exits with this code after its lines; without it, it keeps running. */
  readonly exit?: number;
  /** Ignores requests to exit. */
  readonly stubborn?: true;
}

export interface StandIn {
  /** The directory to put on the PATH, before the usual ones. */
  readonly folder: string;
  readonly path: string;
  runs(): Array<{ readonly pid: number; readonly args: string[]; readonly env: string[] }>;
  /** Prints a line in the nth run (from 0). */
  say(run: number, line: string): void;
  /** Waits until the process that started the nth run (from 0) has received its initial output. */
  told(run: number): Promise<void>;
}

/** Returns whether a process is running. A zombie does not count. */
export const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : '');
  } catch {
    return false;
  }
};

const program = fileURLToPath(new URL('stand-in.mjs', import.meta.url));

/** Creates an executable named like a tunnel program that prints the output of a real one. The last run in the script is repeated. */
export const standIn = (name: string, script: readonly StandInRun[]): StandIn => {
  const folder = temporaryDirectory('programs');
  const directory = temporaryDirectory('stand-in');
  writeFileSync(join(directory, 'script.json'), JSON.stringify(script));
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${program}' '${directory}' "$@"\n`);
  chmodSync(path, 0o755);
  const runs: StandIn['runs'] = () => {
    const file = join(directory, 'runs');
    // The last part is empty, or a line that is still being written.
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
    return lines.map((line) => JSON.parse(line));
  };
  later(() => {
    for (const { pid } of runs()) if (alive(pid)) process.kill(pid, 'SIGKILL');
  });
  return {
    folder,
    path,
    runs,
    say: (run, line) => appendFileSync(join(directory, `more-${run}`), `${line}\n`),
    told: async (run) => {
      await eventually(`what run ${run} prints`, () => existsSync(join(directory, `told-${run}`)));
      // Data in the pipe by now is read no later than the next turn of the event loop.
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    },
  };
};
