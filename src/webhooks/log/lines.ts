import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../errors.ts';
import type { Place } from './logged.ts';

/**
 * Returns the complete lines of a file from byte `from` on, with their places; an incomplete last line is left out. Returns
 * undefined if the file was removed.
 */
export const linesFrom = async (folder: string, file: string, from: number): Promise<Array<{ text: string; place: Place }> | undefined> => {
  try {
    const handle = await open(join(folder, file), 'r');
    try {
      const { size } = await handle.stat();
      if (size <= from) return [];
      const bytes = Buffer.alloc(size - from);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
      const lines: Array<{ text: string; place: Place }> = [];
      for (let at = 0, end = bytes.indexOf(10); end >= 0 && end < bytesRead; at = end + 1, end = bytes.indexOf(10, at))
        lines.push({ text: bytes.toString('utf8', at, end), place: { file, at: from + at, length: end - at } });
      return lines;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
};
