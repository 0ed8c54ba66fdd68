import { systemCode } from '../../errors.ts';
import type { Setting, Settings } from '../../profiles/settings.ts';
import type { World } from '../../world.ts';

type From = Pick<Settings, 'profile' | 'baseUrl' | 'heldKey' | 'sandbox' | 'places'>;

/** Creates a secret in the service's format: long, and of characters that any `.env` file accepts unquoted. */
const make = (world: World) => (): string => `whsec_${world.random(24).toString('hex')}`;

/** Short words for URLs, so that people who share a workspace can tell their listeners apart. */
const labels = [
  'amber',
  'aspen',
  'birch',
  'cedar',
  'clover',
  'coral',
  'dune',
  'ember',
  'fern',
  'flint',
  'hazel',
  'heron',
  'iris',
  'juniper',
  'lark',
  'linden',
  'maple',
  'mia',
  'moss',
  'otter',
  'pebble',
  'plum',
  'quartz',
  'raven',
  'reed',
  'robin',
  'sage',
  'sorrel',
  'tern',
  'thyme',
  'willow',
  'wren',
] as const;

/** Returns a value that is created once and saved; if it cannot be saved, one for this run only, with the cause. */
const keptOr = async (from: From, name: string, made: () => string): Promise<{ value: string; unkept?: string }> => {
  const { kept, scopeOf } = await import('../../profiles/generated.ts');
  try {
    return { value: await kept(from.places, scopeOf(from), name, made) };
  } catch (error) {
    if (!(error instanceof Error) || systemCode(error.cause) === undefined) throw error;
    return { value: made(), unkept: error.message };
  }
};

/**
 * Returns the secret that the user's app verifies with: `--secret`, else BOLTCALL_WEBHOOK_SECRET, else one saved permanently for
 * this profile. `unkept` holds the cause if it could not be saved and is valid for this run only.
 */
export const appSecret = async (from: From, world: World, typed?: string): Promise<Setting<string> & { readonly unkept?: string }> => {
  if (typed !== undefined) return { value: typed, from: '--secret' };
  const exported = world.env['BOLTCALL_WEBHOOK_SECRET'];
  if (exported) return { value: exported, from: 'BOLTCALL_WEBHOOK_SECRET' };
  return { ...(await keptOr(from, 'webhook_secret', make(world))), from: `profile ${from.profile.value}` };
};

/** Returns the word in this profile's URLs. */
export const listenerLabel = async (from: From, world: World): Promise<string> =>
  (await keptOr(from, 'label', () => labels[world.random(1).readUInt8() % labels.length] ?? 'mia')).value;
