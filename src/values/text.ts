import { readFile } from 'node:fs/promises';
import { endedBy, Failure, systemCode, usage } from '../errors.ts';
import type { World } from '../world.ts';

const unread = (flag: string): Failure => usage(`${flag}: files and standard input are not read here`, 'Pass the text itself.');

const hold = new WeakMap<World, string>();

/** Text of UTF-8 bytes, without a byte-order mark. Fails with `usage` for what is not UTF-8. */
const decode = (bytes: Uint8Array, flag: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw usage(`${flag}: the input is not UTF-8 text`);
  }
};

/** More than any text or key that is typed by people has: an input that never ends must not fill the memory. */
const largest = 16 * 1_048_576;

/**
 * All of standard input, as bytes, at most 16 MiB. It can be read once in a run: a second flag that asks for it is a usage error
 * that names both. `flag` is who asks.
 */
export const readInput = async (flag: string, world: World): Promise<Uint8Array> => {
  if (world.literal) throw unread(flag);
  const before = hold.get(world);
  if (before !== undefined) throw usage(`${flag}: stdin was already read for ${before}`, 'Pass one of them as @FILE.');
  hold.set(world, flag);
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Whoever waits for the end of an input would wait for it after a signal too.
  const off = world.onSignal((signal) => world.stdin.destroy(endedBy(signal, `ended by ${signal} while standard input was read; nothing was sent`)));
  try {
    for await (const chunk of world.stdin) {
      const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      chunks.push(bytes);
      size += bytes.byteLength;
      if (size > largest) throw usage(`${flag}: stdin is larger than 16 MiB`);
    }
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw usage(`${flag}: cannot read stdin (${systemCode(cause) ?? String(cause)})`);
  } finally {
    off();
  }
  return Buffer.concat(chunks);
};

/** The bytes of a file, or of standard input for `-`. Fails with `usage` where it cannot be read. */
export const readBytes = async (name: string, flag: string, world: World): Promise<Uint8Array> => {
  if (world.literal) throw unread(flag);
  if (name === '-') return readInput(flag, world);
  if (name === '') throw usage(`${flag}: no file name after the @`, `Write it like ${flag} @file.txt.`);
  const { resolve } = await import('node:path');
  try {
    return await readFile(resolve(world.cwd, name));
  } catch (cause) {
    const code = systemCode(cause);
    const why =
      code === 'ENOENT'
        ? 'no such file'
        : code === 'EISDIR'
          ? 'it is a directory'
          : code === 'EACCES'
            ? 'permission denied'
            : (code ?? String(cause));
    throw usage(`${flag}: cannot read ${name}: ${why}`, `To start text with @, write @@.`);
  }
};

/**
 * A long text or a secret: as typed; `@file` is a file's content, `-` and `@-` standard input's, `@@…` a text that begins with @. One newline at
 * the end is dropped; of a secret all white space around it. Fails with `usage` naming `flag`.
 */
export const readLong = async (raw: string, flag: string, world: World, how: { readonly secret?: boolean } = {}): Promise<string> => {
  let value = raw;
  if (world.literal) value = raw;
  else if (raw.startsWith('@@')) value = raw.slice(1);
  else if (raw === '-' || raw.startsWith('@')) {
    value = decode(await readBytes(raw === '-' ? '-' : raw.slice(1), flag, world), flag).replace(/\r?\n$/, '');
  }
  return how.secret ? value.trim() : value;
};
