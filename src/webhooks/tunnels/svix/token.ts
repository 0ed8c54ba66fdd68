import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../errors.ts';
import { makeDirectory, writeWhole } from '../../../files.ts';
import type { World } from '../../../world.ts';
import { isToken } from './frames.ts';
import { lock } from './lock.ts';

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** So many listeners of one profile keep their addresses on one machine. */
const slots = 16;

/** A new token: whoever knows it sees what is sent to its address, so nobody must be able to guess it. */
export const makeToken = (world: World): string => {
  let token = 'c_';
  while (token.length < 12) {
    // 248 is four times 62: larger bytes would favour some letters.
    for (const byte of world.random(16)) if (byte < 248 && token.length < 12) token += letters[byte % 62];
  }
  return token;
};

/** A token that no other listener on this machine uses at the same time. */
export interface HeldToken {
  readonly token: string;
  /** Takes a new one instead, where somebody elsewhere uses this. */
  replace(): Promise<HeldToken>;
  release(): Promise<void>;
}

/**
 * Takes and locks a token: the first that was kept in `directory` and is free (so that an address stays from one run to the next),
 * else a new one, kept there. Fails with `conflict` where too many listeners hold one.
 */
export const holdToken = async (world: World, directory: string): Promise<HeldToken> => {
  try {
    makeDirectory(directory);
    return await takeToken(world, directory);
  } catch (error) {
    if (error instanceof Failure) throw error;
    // A full or read-only disk is no reason to have no tunnel: the address is another one next time.
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
    // Missing or damaged: a new one takes its place.
  }
  return undefined;
};

const keep = async (world: World, file: string): Promise<string> => {
  const token = makeToken(world);
  try {
    await writeWhole(file, `${JSON.stringify({ token })}\n`, { secret: true });
  } catch {
    // A full or read-only disk: the address will be another one next time, which is all.
  }
  return token;
};
