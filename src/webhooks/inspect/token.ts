import { systemCode } from '../../errors.ts';
import { forget, kept, profileScope } from '../../profiles/generated.ts';
import type { Settings } from '../../profiles/settings.ts';
import type { World } from '../../world.ts';

const name = 'inspect_token';

/**
 * Returns the token in the page's URL, created once per profile and kept in the state directory, readable by the user only.
 * `fresh` replaces it. `unkept` holds the cause if it could not be saved and is valid for this run only. Fails with `usage` if
 * the file is not ours.
 */
export const pageToken = async (
  settings: Pick<Settings, 'profile' | 'places'>,
  world: World,
  fresh: boolean,
): Promise<{ readonly value: string; readonly unkept?: string }> => {
  const make = (): string => world.random(24).toString('base64url');
  const scope = profileScope(settings.profile.value);
  try {
    if (fresh) await forget(settings.places, scope, name);
    const value = await kept(settings.places, scope, name, make);
    // A token shortened by hand could be guessed.
    return /^[\w-]{32}$/.test(value) ? { value } : { value: make(), unkept: 'the saved token is invalid (`--new-token` replaces it)' };
  } catch (error) {
    if (!(error instanceof Error) || systemCode(error.cause) === undefined) throw error;
    return { value: make(), unkept: error.message };
  }
};
