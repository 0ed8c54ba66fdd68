import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { usage } from '../errors.ts';

/** The encoding of a file, and a word that shows the guess if it was guessed. */
export interface Encoding {
  /** The name in the WHATWG Encoding Standard: `utf-8`, `windows-1252`, `utf-16be`. */
  readonly name: string;
  readonly guessedFrom?: string;
}

/** Common names of encodings that the standard calls something else. */
const habits: Readonly<Record<string, string>> = {
  ansi: 'windows-1252',
  macroman: 'macintosh',
  utf16: 'utf-16le',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
};

/** Returns a decoder for this encoding; invalid bytes become U+FFFD. Throws `usage` for an unknown name. */
export const decoderOf = (name: string): TextDecoder => {
  const label = name.trim().toLowerCase();
  try {
    return new TextDecoder(habits[label] ?? label);
  } catch {
    throw usage(
      `--encoding: unknown encoding \`${name}\``,
      'Such as utf-8, windows-1252, macintosh, windows-1251, utf-16le, shift_jis, gbk or euc-kr.',
    );
  }
};

/** Returns the first bytes of a file. */
export const firstBytes = async (file: string, count: number): Promise<Buffer> => {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
};

const begin = (bytes: Buffer, ...wanted: readonly number[]): boolean => wanted.every((byte, at) => bytes[at] === byte);

/** Detects UTF-16 and UTF-32 by byte-order mark or, without one, by the position of the zero bytes in Latin letters. */
const wide = (bytes: Buffer): string | undefined => {
  if (begin(bytes, 0xff, 0xfe, 0, 0) || begin(bytes, 0, 0, 0xfe, 0xff)) return 'utf-32';
  if (begin(bytes, 0xff, 0xfe)) return 'utf-16le';
  if (begin(bytes, 0xfe, 0xff)) return 'utf-16be';
  const zeros = [0, 0];
  for (const [at, byte] of bytes.subarray(0, 4096).entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) < bytes.subarray(0, 4096).length / 8) return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
};

/** Bytes that Windows-1252 leaves unassigned or rarely uses; a text with them is in another encoding. */
const unlikely = new Set([0x81, 0x83, 0x88, 0x8d, 0x8f, 0x90, 0x98, 0x9d, 0x82, 0x84, 0x86, 0x87, 0x89, 0x8b, 0x9b]);

/** Guesses the encoding of a file that is not valid UTF-8 from all its bytes. Returns undefined if they are inconclusive. */
const narrow = async (file: string): Promise<Encoding | undefined> => {
  let [sequences, high, pairs, odd] = [0, 0, 0, 0];
  let sample: string | undefined;
  for await (const chunk of createReadStream(file)) {
    const bytes: Buffer = chunk;
    // A valid multibyte sequence is hardly ever a coincidence.
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (byte < 0x80) continue;
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      if (byte >= 0xc2 && byte < 0xf5 && isUtf8(bytes.subarray(at, at + length)) && at + length <= bytes.length) {
        sequences += 1;
        at += length - 1;
        continue;
      }
      high += 1;
      if (unlikely.has(byte)) odd += 1;
      if ((bytes[at + 1] ?? 0) >= 0x80) pairs += 1;
      if (sample === undefined) {
        const around = bytes.subarray(Math.max(0, at - 20), at + 20);
        const word = (part: Buffer): string => new TextDecoder('windows-1252').decode(part);
        sample = `${/[^\s,;|"]*$/.exec(word(around.subarray(0, Math.min(20, at))))?.[0] ?? ''}${/^[^\s,;|"]*/.exec(word(bytes.subarray(at, at + 20)))?.[0] ?? ''}`;
      }
    }
  }
  if (sequences > high) return { name: 'utf-8' };
  // In Latin text accented letters are rare and isolated; in other scripts non-ASCII letters follow each other.
  return odd === 0 && pairs * 4 < high && sequences === 0 ? { name: 'windows-1252', guessedFrom: sample ?? '' } : undefined;
};

/**
 * Returns the encoding of a file: the requested one; by its byte-order mark; UTF-8 if the whole file is valid; Windows-1252 if it looks like that, as
 * spreadsheets on Windows write it. Throws `usage` if it cannot tell.
 * @param called the name to show in messages, when reading a copy
 */
export const encodingOf = async (file: string, asked?: string, called = file): Promise<Encoding> => {
  if (asked !== undefined) return { name: decoderOf(asked).encoding };
  const marked = wide(await firstBytes(file, 65_536));
  const ask = `Save it as "CSV UTF-8", or name its encoding: --encoding windows-1252 (or macintosh, windows-1251, shift_jis, gbk …).`;
  if (marked === 'utf-32') throw usage(`${called} is UTF-32`, 'Save it as "CSV UTF-8" and pass that file.');
  if (marked !== undefined) return { name: marked };
  const strict = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(file)) strict.decode(chunk, { stream: true });
    strict.decode();
    return { name: 'utf-8' };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const found = await narrow(file);
  if (found === undefined) throw usage(`${called} is not UTF-8, and its encoding cannot be told`, ask);
  return found;
};

/** Yields the text of a file in chunks, without a byte-order mark. */
export const textOf = async function* (file: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(file)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
};
