import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '../api/refusal.ts';
import type { Call } from '../data/records.ts';
import { recording } from '../service/recording.ts';

export type Headers = Readonly<Record<string, string>>;

const largestBody = 1024 * 1024;

/** Returns the body of a request; refuses one over 1 MiB with 413. */
export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    // Still read to the end: a client that is cut off while sending never sees the response.
    if (size <= largestBody) chunks.push(chunk);
  }
  if (size > largestBody) throw new Refusal(413, 'The body is larger than 1 MiB');
  return Buffer.concat(chunks);
};

/** Sends a value as JSON, with its content length. */
export const sendJson = (response: ServerResponse, status: number, value: unknown, headers: Headers): void => {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { ...headers, 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
};

/** Sends the recording of a call, no faster than the client reads it. */
export const sendRecording = async (response: ServerResponse, call: Call, headers: Headers): Promise<void> => {
  const { bytes, chunks } = recording(call);
  response.writeHead(200, { ...headers, 'content-type': 'audio/wav', 'content-length': bytes });
  for (const chunk of chunks) {
    if (response.destroyed) return;
    if (!response.write(chunk)) {
      await new Promise<void>((resolve) => {
        response.once('drain', resolve);
        response.once('close', resolve);
      });
    }
    // Lets other requests run while a long recording is generated.
    await new Promise(setImmediate);
  }
  response.end();
};
