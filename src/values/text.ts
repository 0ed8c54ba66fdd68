import { readFile } from 'node:fs/promises';
import { endedBy, Failure, usage, whyNotRead } from '../errors.ts';
import type { World } from '../world.ts';

const unread = (flag: string): Failure => usage(`${flag}: files and standard input are not read here`, 'Pass the text itself.');

const hold = new WeakMap<World, string>();

/** Decodes UTF-8 without a byte-order mark. Throws `usage` for invalid UTF-8. */
const decode = (bytes: Uint8Array, flag: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw usage(`${flag}: the input is not UTF-8 text`);
  }
};

/** Larger than any text or key that people type, in bytes: endless input must not fill the memory. */
const largest = 16 * 1_048_576;

/**
 * Returns all of standard input as bytes, at most 16 MiB. It can be read once per run: if a second flag asks for it, throws `usage` that names both.
 * `flag` is the option that reads it.
 */
export const readInput = async (flag: string, world: World): Promise<Uint8Array> => {
  if (world.literal) throw unread(flag);
  const before = hold.get(world);
  if (before !== undefined) throw usage(`${flag}: stdin was already read for ${before}`, 'Pass one of them as @FILE.');
  hold.set(world, flag);
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Otherwise a command that is reading input would keep waiting after a signal.
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
    throw usage(`${flag}: cannot read stdin: ${whyNotRead(cause)}`);
  } finally {
    off();
  }
  return Buffer.concat(chunks);
};

/** Returns the bytes of a file, or of standard input for `-`. Throws `usage`, with the hint, if it cannot be read. */
export const readBytes = async (name: string, flag: string, world: World, hint?: string): Promise<Uint8Array> => {
  if (world.literal) throw unread(flag);
  if (name === '-') return readInput(flag, world);
  if (name === '') throw usage(`${flag}: no file name given`);
  const { resolve } = await import('node:path');
  try {
    return await readFile(resolve(world.cwd, name));
  } catch (cause) {
    throw usage(`${flag}: cannot read ${name}: ${whyNotRead(cause)}`, hint);
  }
};

/**
 * Returns the text of a file, `FILE` or `@FILE`, or of standard input for `-`, without one trailing newline. Throws `usage`, with the hint, if it cannot
 * be read as UTF-8.
 */
export const readTextFile = async (name: string, flag: string, world: World, hint?: string): Promise<string> =>
  decode(await readBytes(name.replace(/^@/, ''), flag, world, hint), flag).replace(/\r?\n$/, '');

/**
 * Returns a long text or a secret: as typed; `@file` reads a file, `-` and `@-` read standard input, `@@…` is a text that begins with @. Removes one
 * trailing newline, or all surrounding white space of a secret. Throws `usage` that names `flag`.
 */
export const readLong = async (raw: string, flag: string, world: World, how: { readonly secret?: boolean } = {}): Promise<string> => {
  let value = raw;
  if (world.literal) value = raw;
  else if (raw.startsWith('@@')) value = raw.slice(1);
  else if (raw === '-' || raw.startsWith('@')) value = await readTextFile(raw, flag, world, 'To start text with @, write @@.');
  return how.secret ? value.trim() : value;
};
