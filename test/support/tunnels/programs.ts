import { appendFileSync, chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../eventually.ts';
import { later, temporaryDirectory } from '../temporary.ts';

/** What a stand-in does when it is started. */
export interface StandInRun {
  readonly lines: readonly string[];
  /** Default stderr. */
  readonly on?: 'stdout' | 'stderr';
  /** Ends with this code after its lines; without it, it stays. */
  readonly exit?: number;
  /** Does not end when asked to. */
  readonly stubborn?: true;
}

export interface StandIn {
  /** To be put on the PATH, in front of the usual folders. */
  readonly folder: string;
  readonly path: string;
  runs(): Array<{ readonly pid: number; readonly args: string[]; readonly env: string[] }>;
  /** Prints a line in the nth run (from 0). */
  say(run: number, line: string): void;
  /** Waits until whoever started the nth run (from 0) has what it printed at its start. */
  told(run: number): Promise<void>;
}

/** Whether a process runs; a dead one whose parent has not noticed does not. */
export const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : '');
  } catch {
    return false;
  }
};

const program = fileURLToPath(new URL('stand-in.mjs', import.meta.url));

/** An executable with the name of a tunnel program that prints what real ones print. The last run of the script is repeated. */
export const standIn = (name: string, script: readonly StandInRun[]): StandIn => {
  const folder = temporaryDirectory('programs');
  const directory = temporaryDirectory('stand-in');
  writeFileSync(join(directory, 'script.json'), JSON.stringify(script));
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${program}' '${directory}' "$@"\n`);
  chmodSync(path, 0o755);
  const runs: StandIn['runs'] = () => {
    const file = join(directory, 'runs');
    return existsSync(file)
      ? readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [];
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
      // What is in the pipe by now is read in the next turn of the event loop, at the latest.
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    },
  };
};
