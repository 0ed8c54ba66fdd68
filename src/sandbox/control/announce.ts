import { readFile, rm } from 'node:fs/promises';
import { cannotWrite, makeDirectory, writeWhole } from '../../files.ts';
import { type SandboxState, sandboxDirectory } from './running.ts';

/**
 * Writes the state file of a running sandbox. Returns a function that removes the file if it still belongs to this sandbox. Throws `usage` if the
 * file cannot be written.
 */
export const announce = async (stateDirectory: string, state: SandboxState): Promise<() => Promise<void>> => {
  const directory = sandboxDirectory(stateDirectory);
  const file = `${directory}/${state.port}.json`;
  const text = `${JSON.stringify(state, null, 2)}\n`;
  try {
    makeDirectory(directory);
  } catch (error) {
    throw cannotWrite(file, error);
  }
  await writeWhole(file, text, { secret: true });
  return async () => {
    if ((await readFile(file, 'utf8').catch(() => '')) === text) await rm(file, { force: true });
  };
};
