import { Failure } from '../errors.ts';
import { hostOf } from './addresses.ts';
import type { Response, Transport } from './transport.ts';

/** Ends a response that is not needed, which frees its connection. */
export const discard = async (response: Response): Promise<void> => {
  try {
    // Leaving the loop ends the underlying stream.
    for await (const _ of response.body) break;
  } catch {
    // The body is not needed anyway.
  }
};

/** A body made of one chunk. */
export async function* piece(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/**
 * Reads the whole response before passing it on, so that a broken response fails the request and can be retried. Refuses a body of more than `limit`
 * bytes (after decompression). Streamed requests pass through.
 */
export const whole =
  (next: Transport, { limit }: { readonly limit: number }): Transport =>
  async (request) => {
    const response = await next(request);
    if (request.stream) return response;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      size += chunk.byteLength;
      if (size > limit) {
        const words = `the response of ${hostOf(request.url)} is larger than ${Math.round(limit / 1_048_576)} MiB`;
        throw new Failure('bad-answer', words, { sent: 'perhaps', status: response.status });
      }
      chunks.push(chunk);
    }
    return { ...response, body: piece(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)) };
  };
