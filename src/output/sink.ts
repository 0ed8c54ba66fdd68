import { Failure, systemCode } from '../errors.ts';
import type { Sink } from '../world.ts';

const closed = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EOF']);

const writeFailure = (thrown: unknown): Failure => {
  const code = systemCode(thrown) ?? '';
  if (closed.has(code)) return new Failure('closed-pipe', 'the reader of the output is gone');
  const hint = code === 'ENOSPC' ? 'The disk is full.' : 'Check where the output goes.';
  return new Failure('internal', `the output could not be written (${code || 'unknown reason'})`, { hint, cause: thrown });
};

/** Streams that have a listener for their errors: without one, a closed pipe would end the program with a stack trace. */
const guarded = new WeakSet<Sink>();
const guard = (sink: Sink): void => {
  if (guarded.has(sink)) return;
  guarded.add(sink);
  sink.on('error', () => {});
};

/** What is on the terminal for the moment (a spinner, a bar) and must go before something else is written there. */
const passing = new WeakMap<Sink, Set<() => void>>();

/** Calls `clear` before each text that is written to the sink, until the returned function is called. */
export const beforeWriting = (sink: Sink, clear: () => void): (() => void) => {
  const clears = passing.get(sink) ?? new Set();
  passing.set(sink, clears.add(clear));
  return () => clears.delete(clear);
};

const clearPassing = (sink: Sink): void => {
  for (const clear of passing.get(sink) ?? []) clear();
};

/** Writes a text to stderr (or whatever is given); that nobody reads it is no failure. */
export const tell = (sink: Sink, text: string): void => {
  guard(sink);
  clearPassing(sink);
  if (!sink.errored && sink.writable) sink.write(text);
};

/**
 * Writes all of a text or bytes to stdout, and waits while the reader is slow. Fails with `closed-pipe` when it has gone.
 */
export const send = (sink: Sink, data: string | Uint8Array): Promise<void> => {
  guard(sink);
  clearPassing(sink);
  // A stream that has failed takes further texts and never says what became of them.
  if (sink.errored) return Promise.reject(writeFailure(sink.errored));
  return new Promise((resolve, reject) => {
    sink.write(data, (error) => (error ? reject(writeFailure(error)) : resolve()));
  });
};
