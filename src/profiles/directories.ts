import { isAbsolute, join } from 'node:path';
import { platformOf } from '../platform.ts';
import type { World } from '../world.ts';

/** Directories of this user, made 0700 when first written to. */
export interface Places {
  /** `BOLTCALL_CONFIG_DIR`, else XDG_CONFIG_HOME/boltcall, else the platform's. Holds config.json. */
  readonly config: string;
  /** Logs, registrations, the sandbox's state file: `BOLTCALL_STATE_DIR`, else XDG_STATE_HOME/boltcall, else the platform's. */
  readonly state: string;
  /** The completion cache: `BOLTCALL_CACHE_DIR`, else XDG_CACHE_HOME/boltcall, else the platform's. */
  readonly cache: string;
}
type From = Pick<World, 'env' | 'home' | 'platform' | 'cwd'>;

/**
 * Where things are kept. `BOLTCALL_CONFIG_DIR`, `BOLTCALL_STATE_DIR` and `BOLTCALL_CACHE_DIR` name the directory itself; the XDG
 * variables (absolute paths only, as their specification says) name its parent and count on every platform.
 */
export const placesOf = (from: From): Places => {
  const fallback = platformOf(from.platform).directories(from);
  const place = (kind: keyof Places): string => {
    const upper = kind.toUpperCase();
    const own = from.env[`BOLTCALL_${upper}_DIR`];
    if (own) return isAbsolute(own) ? own : join(from.cwd, own);
    const xdg = from.env[`XDG_${upper}_HOME`];
    return xdg && isAbsolute(xdg) ? join(xdg, 'boltcall') : fallback[kind];
  };
  return { config: place('config'), state: place('state'), cache: place('cache') };
};

/** The file of the profile store. */
export const storeFile = (places: Places): string => join(places.config, 'config.json');
