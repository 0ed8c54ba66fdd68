import type { ServerResponse } from 'node:http';
import type { World } from '../../world.ts';

/** Maximum number of open pages. */
const mostReaders = 16;
/** How much a page may leave unread, in bytes. Beyond that it is disconnected, and reconnects by itself. */
const mostUnread = 4 * 1024 * 1024;
/** Interval of keep-alive lines, which let a page notice that the listener has stopped (ms). */
const beat = 15_000;

/** Server-sent events to the open pages. */
export interface Stream {
  /** Sends `first`, then every message, until the page disconnects. */
  add(response: ServerResponse, headers: Readonly<Record<string, string>>, first: unknown): void;
  tell(value: unknown): void;
  readers(): number;
  close(): void;
}

export const createStream = (world: Pick<World, 'after'>): Stream => {
  const readers = new Set<ServerResponse>();
  const send = (response: ServerResponse, text: string): void => {
    if (response.writableLength > mostUnread) response.destroy();
    else response.write(text);
  };
  // JSON text has no raw line breaks, so one value is one line.
  const line = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
  const sayStillHere = (): void => {
    for (const response of readers) send(response, ': still here\n\n');
    next = world.after(beat, sayStillHere);
  };
  let next = world.after(beat, sayStillHere);
  return {
    add: (response, headers, first) => {
      if (readers.size >= mostReaders) {
        response.writeHead(503, headers).end();
        return;
      }
      response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream; charset=utf-8' });
      response.on('close', () => readers.delete(response));
      response.on('error', () => readers.delete(response));
      readers.add(response);
      send(response, `retry: 1000\n${line(first)}`);
    },
    tell: (value) => {
      if (readers.size === 0) return;
      const text = line(value);
      for (const response of readers) send(response, text);
    },
    readers: () => readers.size,
    close: () => {
      next();
      for (const response of readers) response.destroy();
      readers.clear();
    },
  };
};
