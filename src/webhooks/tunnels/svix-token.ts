import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, systemCode, usage } from '../../errors.ts';
import type { World } from '../../world.ts';
import { isToken } from './svix-frames.ts';

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** So many listeners of one profile keep their addresses on one machine. */
const slots = 16;
/** After so long, in ms, without a sign of life a lock counts for nothing; a killed listener holds its token so long. */
const stale = 4_000;

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
  /** Takes a new one instead, where somebody elsewhere uses this; undefined where the token must stay. */
  replace(): Promise<HeldToken | undefined>;
  release(): Promise<void>;
}

/**
 * Takes and locks a token: the given one, else the first that was kept in `directory` and is free (so that an address stays from
 * one run to the next), else a new one, kept there. Fails with `conflict` where the given one is in use on this machine.
 */
export const holdToken = async (world: World, directory: string, given?: string): Promise<HeldToken> => {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if (given !== undefined) {
    if (!isToken(given)) throw usage('the token of the relay holds something else than digits and letters');
    const name = createHash('sha256').update(given).digest('hex').slice(0, 16);
    const release = await lock(world, join(directory, `svix-${name}`));
    if (release === undefined)
      throw new Failure('conflict', 'Another listener on this machine uses this address of the relay', { code: 'tunnel_in_use' });
    return { token: given, release, replace: async () => undefined };
  }
  for (let slot = 1; slot <= slots; slot++) {
    const file = join(directory, `svix-${slot}`);
    const release = await lock(world, file);
    if (release === undefined) continue;
    return held(world, `${file}.json`, (await kept(`${file}.json`)) ?? (await keep(world, `${file}.json`)), release);
  }
  throw new Failure('conflict', `${slots} listeners of this profile use the relay already`, { code: 'tunnel_in_use' });
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
  const { default: writeFileAtomic } = await import('write-file-atomic');
  try {
    await writeFileAtomic(file, `${JSON.stringify({ token })}\n`, { mode: 0o600 });
  } catch {
    // A full or read-only disk: the address will be another one next time, which is all.
  }
  return token;
};

/** Locks for as long as we live; undefined where a living process holds it. A dead one's lock is waited for. */
const lock = async (world: World, name: string): Promise<(() => Promise<void>) | undefined> => {
  const { default: lockfile } = await import('proper-lockfile');
  const lockfilePath = `${name}.lock`;
  const { writeFile, rm } = await import('node:fs/promises');
  const owner = `${name}.pid`;
  const deadline = world.now() + 2 * stale;
  for (;;) {
    try {
      // Losing the lock (a machine that slept) is left to the relay, which lets one client in.
      const unlock = await lockfile.lock(name, { lockfilePath, realpath: false, stale, update: 1_000, onCompromised: () => {} });
      await writeFile(owner, String(world.pid), { mode: 0o600 });
      let freed: Promise<void> | undefined;
      const free = async (): Promise<void> => {
        await rm(owner, { force: true });
        await unlock().catch(() => {});
      };
      return () => {
        freed ??= free();
        return freed;
      };
    } catch (error) {
      if (systemCode(error) !== 'ELOCKED') throw error;
    }
    const pid = Number(await readFile(owner, 'utf8').catch(() => ''));
    if ((Number.isInteger(pid) && pid > 0 && world.alive(pid)) || world.now() > deadline) return undefined;
    await world.sleep(250);
  }
};
