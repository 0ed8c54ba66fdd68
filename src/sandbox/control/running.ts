import { readdir, readFile } from 'node:fs/promises';
import { type Processes, type Running, readRunning, runs } from '../../running.ts';
import { isCount, isObject, isText, isTime } from '../../values/json.ts';

/** What a running sandbox writes to the state directory: one file per port, mode 0600. */
export interface SandboxState extends Running {
  /** URL with the base path: `http://127.0.0.1:4010/v1`. */
  readonly address: string;
  readonly port: number;
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** The token for the control endpoint. */
  readonly token: string;
  /** Where a detached sandbox writes its log. */
  readonly log?: string;
}

/** Returns the directory of the state files. */
export const sandboxDirectory = (stateDirectory: string): string => `${stateDirectory}/sandbox`;

const parse = (text: string): SandboxState | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    const who = readRunning(value);
    if (who === undefined || !isObject(value)) return undefined;
    const { address, port, key, startedAt, token, log } = value;
    if (!isText(address) || !isCount(port) || !isText(key) || !isTime(startedAt) || !isText(token)) return undefined;
    return { ...who, address, port, key, startedAt, token, ...(isText(log) ? { log } : {}) };
  } catch {
    return undefined;
  }
};

/** Returns the sandboxes whose process is alive, newest first. Ignores unreadable files. */
export const runningSandboxes = async (stateDirectory: string, world: Processes): Promise<SandboxState[]> => {
  const directory = sandboxDirectory(stateDirectory);
  const names = await readdir(directory).catch(() => []);
  const texts = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readFile(`${directory}/${name}`, 'utf8').catch(() => '')),
  );
  return texts
    .flatMap((text) => parse(text) ?? [])
    .filter((state) => runs(state, world))
    .sort((a, b) => b.startedAt - a.startedAt);
};

/** Returns the sandbox that `--sandbox` means: the most recently started one. */
export const runningSandbox = async (stateDirectory: string, world: Processes): Promise<{ address: string; key: string; pid: number } | undefined> =>
  (await runningSandboxes(stateDirectory, world))[0];
