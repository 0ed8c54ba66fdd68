import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Failure, systemCode, usage } from '../../errors.ts';
import type { World } from '../../world.ts';

/** Where `--out` leads: a directory takes a file of the given name, anything else is the file itself. */
export const fileFor = async (out: string | undefined, cwd: string, name: string): Promise<string> => {
  const path = resolve(cwd, out ?? '.');
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? join(path, name) : path;
};

/**
 * Writes a stream to a file through a `.part` file beside it, renamed when whole, so that a file of that name is never half
 * one. Throws `usage` where it cannot be written, and whatever the stream throws.
 */
export const save = async (world: Pick<World, 'random'>, file: string, body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> => {
  const part = `${file}.${world.random(4).toString('hex')}.part`;
  let streaming: unknown;
  const watched = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* body;
    } catch (error) {
      streaming = error;
      throw error;
    }
  };
  try {
    await pipeline(watched(), createWriteStream(part, { flags: 'wx' }), { signal });
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    if (streaming !== undefined) throw streaming;
    if (signal.aborted) throw signal.reason;
    const code = systemCode(error);
    if (code === 'ENOSPC')
      throw new Failure('internal', `no space left for ${file}`, { cause: error, hint: 'Free some space, or give another place with --out.' });
    throw usage(`cannot write ${file}${code ? ` (${code})` : ''}`, 'Give another place with --out.');
  }
};
