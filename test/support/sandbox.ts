import { join } from 'node:path';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';
import { systemWorld } from '../../src/world.ts';
import { makeHome, type Running, type StartOptions, start } from './program.ts';
import { later } from './temporary.ts';

/** A sandbox to test against, and how to point the program at it. */
export interface Target {
  /** Includes the base path: `http://127.0.0.1:4010/v1`. */
  readonly address: string;
  readonly key: string;
  /** A home in which `--sandbox` finds it. */
  readonly home: string;
  /** `BOLTCALL_BASE_URL` and `BOLTCALL_API_KEY`, for `boltcall([...], { env: target.env })`. */
  readonly env: { readonly BOLTCALL_BASE_URL: string; readonly BOLTCALL_API_KEY: string };
}

const pointed = ({ address, key }: { readonly address: string; readonly key: string }, home: string): Target => ({
  address,
  key,
  home,
  env: { BOLTCALL_BASE_URL: address, BOLTCALL_API_KEY: key },
});

/** Starts a sandbox inside the test's process: fast, with counts that a test can read. It is stopped when the test (or its file) ends. */
export const sandboxHere = async (options: SandboxOptions = {}, home = makeHome()): Promise<Target & { readonly sandbox: Sandbox }> => {
  const sandbox = await startSandbox({ port: 0, stateDirectory: join(home, 'state'), ...options }, systemWorld());
  later(() => sandbox.close());
  return { ...pointed(sandbox, home), sandbox };
};

/** Parses the output of `sandbox start -o json`: one object with the URL and the key. */
const readStarted = (stdout: string): { address: string; key: string } | undefined => {
  const end = stdout.lastIndexOf('}');
  if (end < 0) return undefined;
  try {
    const started: unknown = JSON.parse(stdout.slice(stdout.indexOf('{'), end + 1));
    if (typeof started !== 'object' || started === null || !('address' in started) || !('key' in started)) return undefined;
    return typeof started.address === 'string' && typeof started.key === 'string' ? { address: started.address, key: started.key } : undefined;
  } catch {
    return undefined;
  }
};

/** Starts the built program's sandbox in a separate process: `sandbox start --port 0 ARGS`. It is killed when the test (or its file) ends. */
export const sandboxProgram = async (args: readonly string[] = [], options: StartOptions = {}): Promise<Target & { readonly running: Running }> => {
  const home = options.home ?? makeHome();
  const running = start(['sandbox', 'start', '--port', '0', '-o', 'json', ...args], { ...options, home });
  return { ...pointed(await running.until(readStarted), home), running };
};
