import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../errors.ts';
import { makeDirectory, writeWhole } from '../../../files.ts';
import type { World } from '../../../world.ts';
import { isToken } from './frames.ts';
import { lock } from './lock.ts';

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** How many listeners of one profile keep their URLs on one machine. */
const slots = 16;

/** Creates a token. Anyone who knows it can read what is sent to its URL, so it must be impossible to guess. */
export const makeToken = (world: World): string => {
  let token = 'c_';
  while (token.length < 12) {
    // 248 is four times 62: larger bytes would favor some letters.
    for (const byte of world.random(16)) if (byte < 248 && token.length < 12) token += letters[byte % 62];
  }
  return token;
};

/** A token that no other listener on this machine uses at the same time. */
export interface HeldToken {
  readonly token: string;
  /** Replaces it with a new one if it is in use elsewhere. */
  replace(): Promise<HeldToken>;
  release(): Promise<void>;
}

/**
 * Returns a locked token: the first free one saved in `directory` (so that a URL stays the same between runs), else a new one,
 * which is saved there. Fails with `conflict` if too many listeners hold one.
 */
export const holdToken = async (world: World, directory: string): Promise<HeldToken> => {
  try {
    makeDirectory(directory);
    return await takeToken(world, directory);
  } catch (error) {
    if (error instanceof Failure) throw error;
    // A full or read-only disk must not prevent the tunnel: the URL is just another one next time.
    return unkept(world);
  }
};

const unkept = (world: World): HeldToken => ({ token: makeToken(world), release: async () => {}, replace: async () => unkept(world) });

const takeToken = async (world: World, directory: string): Promise<HeldToken> => {
  for (let slot = 1; slot <= slots; slot++) {
    const file = join(directory, `svix-${slot}`);
    const release = await lock(world, file);
    if (release === undefined) continue;
    return held(world, `${file}.json`, (await kept(`${file}.json`)) ?? (await keep(world, `${file}.json`)), release);
  }
  throw new Failure('conflict', `${slots} listeners of this profile already use the relay`, { code: 'tunnel_in_use' });
};

const held = (world: World, file: string, token: string, release: () => Promise<void>): HeldToken => ({
  token,
  release,
  replace: async () => held(world, file, await keep(world, file), release),
});

const kept = async (file: string): Promise<string | undefined> => {
  try {
    const stored: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof stored === 'object' && stored !== null && 'token' in stored && isToken(stored.token)) return stored.token;
  } catch {
    // Missing or damaged: a new one replaces it.
  }
  return undefined;
};

const keep = async (world: World, file: string): Promise<string> => {
  const token = makeToken(world);
  try {
    await writeWhole(file, `${JSON.stringify({ token })}\n`, { secret: true });
  } catch {
    // A full or read-only disk only means another URL next time.
  }
  return token;
};
