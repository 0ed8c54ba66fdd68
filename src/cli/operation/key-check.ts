import { Failure } from '../../errors.ts';
import type { Setting } from '../../profiles/settings.ts';
import type { Context } from '../command/command.ts';

/** What the API says about a key: accepted, or accepted with limited permissions (a 403 is returned only for a recognized key). */
export type Verdict = 'accepted' | 'limited';

/** Asks the API whether it accepts a key, with the smallest possible request. Fails like any request: 401 if the key is rejected. */
export const checkKey = async (context: Context, apiKey: Setting<string>): Promise<Verdict> => {
  const { openClient } = await import('../../client/open.ts');
  const { clientOptions } = await import('./client-options.ts');
  const client = openClient(clientOptions(context, apiKey));
  try {
    await client.send({ method: 'GET', path: 'agents?limit=1', effect: 'none', signal: context.signal });
    return 'accepted';
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.kind === 'forbidden') return 'limited';
    throw thrown;
  } finally {
    await client.close();
  }
};
