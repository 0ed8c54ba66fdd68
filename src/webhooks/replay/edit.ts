import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, usage } from '../../errors.ts';
import { writeWhole } from '../../files.ts';
import { platformOf } from '../../platform.ts';
import type { Places } from '../../profiles/directories.ts';
import { childEnvironment } from '../../programs/environment.ts';
import { jsonFault } from '../../values/json.ts';
import type { World } from '../../world.ts';
import { compactJson, prettyJson } from '../json-text.ts';

/** Returns the command of the user's editor, which may contain arguments (`code --wait`). Fails with `usage` if none is set. */
const editorOf = (world: World, interactive: boolean): string => {
  const named = world.env['VISUAL'] || world.env['EDITOR'];
  if (named) return named;
  if (!interactive) throw usage('--edit needs an interactive terminal for the editor', 'Set VISUAL or EDITOR to an editor command.');
  return platformOf(world.platform).editor;
};

/** How long an editor may take to exit when we are asked to end (ms). */
const patience = 3_000;

/** Runs the editor on a file in our own terminal. Uses a shell, like git, because the command may contain arguments and quotes. */
const edit = async (world: World, editor: string, file: string): Promise<void> => {
  const { startProgram } = await import('../../programs/start.ts');
  const shell = world.platform === 'win32' ? (['cmd.exe', '/d', '/s', '/c', `${editor} "${file}"`] as const) : null;
  const running = startProgram({
    world,
    command: shell ?? ['/bin/sh', '-c', `${editor} "$@"`, editor, file],
    env: childEnvironment(world.env),
    streams: 'terminal',
    patience,
  });
  const { code, error } = await running.ended;
  if (code === 0) return;
  const how = error === undefined ? (code > 128 ? `was ended by signal ${code - 128}` : `ended with ${code}`) : `could not be started: ${error}`;
  throw new Failure('interrupted', `the editor ${how}; nothing was sent`, { hint: `The editor is \`${editor}\` (VISUAL, EDITOR).` });
};

interface EditOptions {
  readonly world: World;
  readonly places: Places;
  readonly interactive: boolean;
}

/**
 * Opens an editor on a copy of a body, readable by the user only and indented if it is JSON. Returns the edited body as compact
 * JSON. Fails with `usage` if the result is not JSON (it then keeps the file and says where), and with `interrupted` if nothing
 * was changed or the editor failed.
 */
export const editBody = async (body: Buffer, { world, places, interactive }: EditOptions): Promise<Buffer> => {
  const editor = editorOf(world, interactive);
  const folder = await mkdtemp(join(places.state, 'edit-'));
  const file = join(folder, 'payload.json');
  let keep = false;
  try {
    const before = `${prettyJson(body.toString('utf8')) ?? body.toString('utf8')}\n`;
    await writeWhole(file, before, { secret: true });
    await edit(world, editor, file);
    const after = await readFile(file, 'utf8');
    if (after === before || after.trim() === '') throw new Failure('interrupted', 'no changes, so nothing was sent');
    const compact = compactJson(after);
    if (compact === undefined) {
      keep = true;
      throw usage(
        `the edited payload is not valid JSON: ${jsonFault(after) ?? 'unknown'}`,
        `It is saved in ${file}; fix it and send it with \`boltcall trigger EVENT --data @${file}\`.`,
      );
    }
    return Buffer.from(compact, 'utf8');
  } finally {
    if (!keep) await rm(folder, { recursive: true, force: true });
  }
};
