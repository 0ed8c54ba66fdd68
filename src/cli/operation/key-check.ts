import { Failure } from '../../errors.ts';
import type { Setting } from '../../profiles/settings.ts';
import type { Context } from '../command/command.ts';

/** What the API says of a key: it is taken, or taken with few permissions (a 403 comes only after the key was recognised). */
export type Verdict = 'accepted' | 'limited';

/** Asks the API whether it takes a key, with the smallest request there is. Fails as any request does: 401 where it does not. */
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
