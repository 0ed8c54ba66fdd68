import { systemCode } from '../../errors.ts';
import type { Setting, Settings } from '../../profiles/settings.ts';
import type { World } from '../../world.ts';

type From = Pick<Settings, 'profile' | 'baseUrl' | 'heldKey' | 'sandbox' | 'places'>;

/** A secret as the service makes them: long, and of characters that any `.env` file takes as they are. */
const make = (world: World) => (): string => `whsec_${world.random(24).toString('hex')}`;

/** Short words for addresses, so that people who share a workspace tell their listeners apart. */
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

/** A value made once and kept; made for this run alone, with a word about it, where nothing can be written. */
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
 * The secret that the user's app verifies with: `--secret`, else BOLTCALL_WEBHOOK_SECRET, else one kept for ever for this profile.
 * `unkept`: it could not be written down and is for this run only, with the cause.
 */
export const appSecret = async (from: From, world: World, typed?: string): Promise<Setting<string> & { readonly unkept?: string }> => {
  if (typed !== undefined) return { value: typed, from: '--secret' };
  const exported = world.env['BOLTCALL_WEBHOOK_SECRET'];
  if (exported) return { value: exported, from: 'BOLTCALL_WEBHOOK_SECRET' };
  return { ...(await keptOr(from, 'webhook_secret', make(world))), from: `profile ${from.profile.value}` };
};

/** The word in this profile's addresses. */
export const listenerLabel = async (from: From, world: World): Promise<string> =>
  (await keptOr(from, 'label', () => labels[world.random(1).readUInt8() % labels.length] ?? 'mia')).value;
