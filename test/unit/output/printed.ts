import { clearLine, cursorTo, moveCursor } from 'node:readline';
import { PassThrough } from 'node:stream';
import { openPrinter } from '../../../src/output/print.ts';
import type { Printer } from '../../../src/output/printer.ts';
import type { View } from '../../../src/output/text/view.ts';
import { type Sink, systemWorld, type World } from '../../../src/world.ts';

/** Returns a stream that is read immediately, and what was written to it. */
export const heard = (isTTY = false, columns = 80): { readonly sink: Sink; text(): string; bytes(): number } => {
  const chunks: Buffer[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const text = (): string => Buffer.concat(chunks).toString();
  const terminal = {
    columns,
    clearLine: (direction: -1 | 0 | 1) => clearLine(stream, direction),
    cursorTo: (x: number) => cursorTo(stream, x),
    moveCursor: (x: number, y: number) => moveCursor(stream, x, y),
  };
  return { sink: Object.assign(stream, { isTTY }, isTTY ? terminal : {}), text, bytes: () => Buffer.concat(chunks).length };
};

/** Returns a real world with these output streams and an empty environment. */
export const worldWith = (stdout: Sink, stderr: Sink, more: Partial<World> = {}): World => ({ ...systemWorld(), env: {}, stdout, stderr, ...more });

/** Returns the view for a pipe, with changes. */
export const viewWith = (more: Partial<View> = {}): View => ({
  format: 'table',
  zone: 'Europe/Berlin',
  terminal: false,
  width: 80,
  color: false,
  errorColor: false,
  quiet: false,
  now: Date.parse('2025-03-04T12:00:00Z'),
  ...more,
});

export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
  readonly failure: unknown;
}

/** Returns what a printer with this view writes during `use`, and what `use` throws. */
export const printed = async (view: Partial<View>, use: (print: Printer) => Promise<void>): Promise<Printed> => {
  const out = heard(view.terminal);
  const err = heard();
  let failure: unknown;
  try {
    await use(openPrinter(worldWith(out.sink, err.sink), viewWith(view)));
  } catch (thrown) {
    failure = thrown;
  }
  return { stdout: out.text(), stderr: err.text(), failure };
};
