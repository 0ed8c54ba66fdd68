import { Readable } from 'node:stream';
import { jsonFault } from '../values/json.ts';
import type { Source } from '../world.ts';

/** Maximum message size in bytes. A longer message ends the input, because nothing after it could be parsed reliably. */
const longest = 10 * 1_048_576;

/** Yields the content of a source; a source that breaks just ends. */
async function* untilBroken(source: Source): AsyncGenerator<Buffer | string> {
  try {
    yield* source;
  } catch {
    // The sender closed the connection, or we did.
  }
}

/** Yields the lines of an input, without those that are not JSON. The library would drop such a line silently, and its sender would wait forever. */
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
      if (jsonFault(text) === undefined) yield line;
      else broken();
    }
    held.push(chunk);
    size += chunk.length;
    if (size > longest) return;
  }
}

/** Returns an input with one JSON text per line; calls `broken` for each line that is not JSON. Ends with its source. */
export const jsonLines = (source: Source, broken: () => void): Readable => Readable.from(lines(source, broken), { objectMode: true });
