import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, usage } from '../../errors.ts';
import { platformOf } from '../../platform.ts';
import type { Places } from '../../profiles/directories.ts';
import type { World } from '../../world.ts';
import { compactJson, prettyJson } from '../json-text.ts';

/** The command of the user's editor, which may have arguments (`code --wait`). Fails with `usage` where none is known. */
const editorOf = (world: World, interactive: boolean): string => {
  const named = world.env['VISUAL'] || world.env['EDITOR'];
  if (named) return named;
  if (!interactive)
    throw usage('--edit needs an editor, and there is no terminal for one', 'Set VISUAL or EDITOR to a command that edits the file it is given.');
  return platformOf(world.platform).editor;
};

/** Runs the editor on a file, on our own terminal. Through a shell, as git does it, because the command may have arguments and quotes. */
const edit = (world: World, editor: string, file: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const env = { ...world.env };
    const child =
      world.platform === 'win32'
        ? spawn(`${editor} "${file}"`, { stdio: 'inherit', env, shell: true })
        : spawn('/bin/sh', ['-c', `${editor} "$@"`, editor, file], { stdio: 'inherit', env });
    const failed = (why: string): void =>
      reject(new Failure('interrupted', `the editor ${why}; nothing was sent`, { hint: `The editor is \`${editor}\` (VISUAL, EDITOR).` }));
    child.once('error', (error) => failed(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => (code === 0 ? resolve() : failed(signal === null ? `ended with ${code}` : `was ended by ${signal}`)));
  });

export interface EditOptions {
  readonly world: World;
  readonly places: Places;
  readonly interactive: boolean;
}

/**
 * Opens an editor on a copy of a body, readable by the user alone, laid out for reading where it is JSON, and gives the edited
 * body, written compactly. Fails with `usage` where that is not JSON (and keeps the file, saying where), with `interrupted` where nothing
 * was changed or the editor failed.
 */
export const editBody = async (body: Buffer, { world, places, interactive }: EditOptions): Promise<Buffer> => {
  const editor = editorOf(world, interactive);
  const folder = await mkdtemp(join(places.state, 'edit-'));
  const file = join(folder, 'payload.json');
  let keep = false;
  try {
    const before = `${prettyJson(body.toString('utf8')) ?? body.toString('utf8')}\n`;
    await writeFile(file, before, { mode: 0o600 });
    await edit(world, editor, file);
    const after = await readFile(file, 'utf8');
    if (after === before || after.trim() === '') throw new Failure('interrupted', 'nothing was changed, so nothing was sent');
    const compact = compactJson(after);
    if (compact === undefined) {
      keep = true;
      throw usage(
        `what you wrote is not JSON: ${reason(after)}`,
        `It is kept in ${file}; \`boltcall trigger EVENT --data @${file}\` sends it once it is right.`,
      );
    }
    return Buffer.from(compact, 'utf8');
  } finally {
    if (!keep) await rm(folder, { recursive: true, force: true });
  }
};

const reason = (text: string): string => {
  try {
    JSON.parse(text);
    return 'unknown';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
