import { readdir, readFile } from 'node:fs/promises';
import type { World } from '../../world.ts';

/** What a running sandbox leaves in the state directory, one file a port, mode 0600. */
export interface SandboxState {
  /** With the base path: `http://127.0.0.1:4010/v1`. */
  readonly address: string;
  readonly port: number;
  readonly key: string;
  readonly pid: number;
  /** When that process began (`World.birth`): another one may have the same id later. */
  readonly birth?: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** What the control address takes. */
  readonly token: string;
  /** Where a detached one writes its log. */
  readonly log?: string;
}

/** The folder of the state files. */
export const sandboxDirectory = (stateDirectory: string): string => `${stateDirectory}/sandbox`;

const parse = (text: string): SandboxState | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    if (!('address' in value && 'port' in value && 'key' in value && 'pid' in value && 'startedAt' in value && 'token' in value)) return undefined;
    const { address, port, key, pid, startedAt, token } = value;
    if (typeof address !== 'string' || typeof key !== 'string' || typeof token !== 'string') return undefined;
    if (typeof port !== 'number' || typeof pid !== 'number' || typeof startedAt !== 'number') return undefined;
    const log = 'log' in value && typeof value.log === 'string' ? { log: value.log } : {};
    const birth = 'birth' in value && typeof value.birth === 'string' ? { birth: value.birth } : {};
    return { address, port, key, pid, startedAt, token, ...log, ...birth };
  } catch {
    return undefined;
  }
};

/** What is asked about processes. */
export type Processes = Pick<World, 'alive' | 'birth'>;

/** Whether the process that wrote a state is known to be the one that has its id now. */
export const isProven = ({ pid, birth }: SandboxState, world: Processes): boolean => birth !== undefined && world.birth(pid) === birth;

/** The sandboxes that run, the newest first: those whose process is alive. Files that cannot be read count as none. */
export const runningSandboxes = async (stateDirectory: string, world: Processes): Promise<SandboxState[]> => {
  const directory = sandboxDirectory(stateDirectory);
  const names = await readdir(directory).catch(() => []);
  const texts = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readFile(`${directory}/${name}`, 'utf8').catch(() => '')),
  );
  return texts
    .flatMap((text) => parse(text) ?? [])
    .filter((state) => world.alive(state.pid) && (state.birth === undefined || isProven(state, world)))
    .sort((a, b) => b.startedAt - a.startedAt);
};

/** The sandbox that `--sandbox` means: the one started last. */
export const runningSandbox = async (stateDirectory: string, world: Processes): Promise<{ address: string; key: string; pid: number } | undefined> =>
  (await runningSandboxes(stateDirectory, world))[0];
