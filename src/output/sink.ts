import { Failure, systemCode } from '../errors.ts';
import type { Sink } from '../world.ts';
import { harmless, safe, unmarked } from './text/safe.ts';

/**
 * All output passes through here. On a terminal, only our own colors take effect, whatever the text contains; pipes and files get the text unchanged.
 */

const closed = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EOF']);

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file size limit is reached',
  EIO: 'the device failed',
};

const writeFailure = (thrown: unknown): Failure => {
  const code = systemCode(thrown) ?? '';
  if (closed.has(code)) return new Failure('closed-pipe', 'the reader of the output is gone');
  const why = Object.hasOwn(reasons, code) ? `${reasons[code]} (${code})` : code || 'unknown reason';
  return new Failure('internal', `the output could not be written: ${why}`, {
    code: 'output_failed',
    hint: 'Check where the output goes.',
    cause: thrown,
  });
};

/** Streams with an error listener: without one, a closed pipe would end the program with a stack trace. */
const guarded = new WeakSet<Sink>();
const guard = (sink: Sink): void => {
  if (guarded.has(sink)) return;
  guarded.add(sink);
  sink.on('error', () => {});
};

/** Temporary content of the terminal (a spinner, a bar), which must be removed before something else is written there. */
const passing = new WeakMap<Sink, Set<() => void>>();

/** Calls `clear` before each text written to the sink, until the returned function is called. */
export const beforeWriting = (sink: Sink, clear: () => void): (() => void) => {
  const clears = passing.get(sink) ?? new Set();
  passing.set(sink, clears.add(clear));
  return () => clears.delete(clear);
};

const clearPassing = (sink: Sink): void => {
  for (const clear of passing.get(sink) ?? []) clear();
};

/** Decoders for bytes sent to a terminal, which may be split anywhere. */
const decoders = new WeakMap<Sink, InstanceType<typeof TextDecoder>>();

const asText = (sink: Sink, data: string | Uint8Array): string => {
  if (typeof data === 'string') return data;
  const decoder = decoders.get(sink) ?? new TextDecoder();
  decoders.set(sink, decoder);
  return decoder.decode(data, { stream: true });
};

/** Returns what to send for a text or bytes. */
const outward = (sink: Sink, data: string | Uint8Array): string | Uint8Array =>
  sink.isTTY === true ? harmless(asText(sink, data)) : typeof data === 'string' ? unmarked(data) : data;

/** Writes something that may be lost if nobody reads it or the disk is full. */
const tryWrite = (sink: Sink, text: string | Uint8Array): void => {
  guard(sink);
  if (sink.errored || !sink.writable) return;
  try {
    sink.write(text);
  } catch {
    // Files and devices throw at once instead of emitting an event.
  }
};

/** Writes a text to stderr (or the given sink); it is not a failure if nobody reads it. */
export const tell = (sink: Sink, text: string): void => {
  clearPassing(sink);
  tryWrite(sink, outward(sink, text));
};

/** Redraws one line of a terminal, without a newline; an empty one clears it. */
export const redraw = (sink: Sink, line: string): void => tryWrite(sink, `\r\u001b[K${safe(line)}`);

/** Writes text or bytes to stdout and waits for a slow reader. Throws `closed-pipe` if it is gone. */
export const send = async (sink: Sink, data: string | Uint8Array): Promise<void> => {
  guard(sink);
  clearPassing(sink);
  // A stream that has failed accepts further texts and never reports what happened to them.
  if (sink.errored) throw writeFailure(sink.errored);
  try {
    await new Promise<void>((resolve, reject) => {
      sink.write(outward(sink, data), (error) => (error ? reject(error) : resolve()));
    });
  } catch (thrown) {
    throw writeFailure(thrown);
  }
};
