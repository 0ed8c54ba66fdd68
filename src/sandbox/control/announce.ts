import { readFile, rm } from 'node:fs/promises';
import { cannotWrite, makeDirectory } from '../../files.ts';
import { type SandboxState, sandboxDirectory } from './running.ts';

/**
 * Writes the state file of a running sandbox; the function that is returned removes it again, if it is still ours. Fails with
 * `usage` where it cannot be written.
 */
export const announce = async (stateDirectory: string, state: SandboxState): Promise<() => Promise<void>> => {
  const { default: write } = await import('write-file-atomic');
  const directory = sandboxDirectory(stateDirectory);
  const file = `${directory}/${state.port}.json`;
  const text = `${JSON.stringify(state, null, 2)}\n`;
  try {
    makeDirectory(directory);
    await write(file, text, { mode: 0o600 });
  } catch (error) {
    throw cannotWrite(file, error);
  }
  return async () => {
    if ((await readFile(file, 'utf8').catch(() => '')) === text) await rm(file, { force: true });
  };
};
