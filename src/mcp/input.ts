import { Readable } from 'node:stream';
import type { Source } from '../world.ts';

/** The longest message that is taken, in bytes. A longer one ends the input: nothing behind it could be told apart. */
const longest = 10 * 1_048_576;

const isJson = (line: string): boolean => {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
};

/** What a source gives; one that breaks ends. */
async function* untilBroken(source: Source): AsyncGenerator<Buffer | string> {
  try {
    yield* source;
  } catch {
    // Its sender has gone, or we closed it.
  }
}

/** The lines of an input, without those that are not JSON: the library would drop them, and their sender would wait for ever. */
async function* lines(source: Source, broken: () => void): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const read of untilBroken(source)) {
    let chunk: Buffer = typeof read === 'string' ? Buffer.from(read) : read;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10)) {
      const line = Buffer.concat([...held, chunk.subarray(0, end + 1)]);
      held = [];
      size = 0;
      chunk = chunk.subarray(end + 1);
      const text = line.toString();
      if (text.trim() === '') continue;
      if (isJson(text)) yield line;
      else broken();
    }
    held.push(chunk);
    size += chunk.length;
    if (size > longest) return;
  }
}

/** An input of one JSON text a line; `broken` hears of each line that is none. Ends with its source. */
export const jsonLines = (source: Source, broken: () => void): Readable => Readable.from(lines(source, broken), { objectMode: true });
