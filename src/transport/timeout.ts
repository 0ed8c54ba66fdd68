import { Failure } from '../errors.ts';
import { hostOf } from './addresses.ts';
import type { Transport } from './transport.ts';

/**
 * Ends a request that takes longer than `ms`, including its response. A streamed response may take longer; for it, `ms` limits the gap between two
 * chunks.
 */
export const timeout =
  (next: Transport, { ms, after }: { readonly ms: number; after(ms: number, action: () => void): () => void }): Transport =>
  async (request) => {
    const abort = new AbortController();
    const host = hostOf(request.url);
    let words = `${host} did not answer within ${ms / 1000} s`;
    const start = (): (() => void) => after(ms, () => abort.abort(new Failure('timeout', words)));
    let stop = start();
    const passOn = (): void => abort.abort(request.signal?.reason);
    request.signal?.addEventListener('abort', passOn, { once: true });
    const done = (): void => {
      stop();
      request.signal?.removeEventListener('abort', passOn);
    };
    try {
      if (request.signal?.aborted) passOn();
      const response = await next({ ...request, signal: abort.signal });
      words = request.stream ? `${host} sent nothing more for ${ms / 1000} s` : `the response of ${host} did not finish within ${ms / 1000} s`;
      const watched = async function* (): AsyncIterable<Uint8Array> {
        try {
          for await (const chunk of response.body) {
            if (request.stream) stop();
            yield chunk;
            if (request.stream) stop = start();
          }
        } finally {
          done();
        }
      };
      return { ...response, body: watched() };
    } catch (error) {
      done();
      throw error;
    }
  };
