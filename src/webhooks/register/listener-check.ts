import { asFailure } from '../../errors.ts';
import type { Transport } from '../../transport/transport.ts';

/** Limit for the response from one URL (ms). */
const limit = 5_000;

/**
 * Returns true if one of our listeners responds at a URL (it refuses a GET with 405 and allows POST), else what happened instead,
 * as text.
 */
export const listenerAt = async (transport: Transport, address: string, signal: AbortSignal): Promise<true | string> => {
  if (!URL.canParse(address)) return 'not a valid URL';
  try {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(limit)]);
    const response = await transport({ method: 'GET', url: new URL(address), headers: [], effect: 'none', signal: ended });
    for await (const _ of response.body) if (ended.aborted) break;
    const allows = response.headers.some(([name, value]) => name === 'allow' && value === 'POST');
    return response.status === 405 && allows ? true : `it answers ${response.status}`;
  } catch (error) {
    signal.throwIfAborted();
    return asFailure(error).message;
  }
};
