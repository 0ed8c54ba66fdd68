import { isAbsolute, join } from 'node:path';
import { usage } from '../errors.ts';
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
type From = Pick<World, 'env' | 'home' | 'platform'>;

/** A directory that the environment names, which must be a whole path. Fails with `usage`. */
const whole = (path: string, name: string): string => {
  if (isAbsolute(path)) return path;
  const what =
    path === '' ? 'is empty' : path.startsWith('~') ? `is \`${path}\`, and only a shell expands the ~` : `is \`${path}\`, not an absolute path`;
  throw usage(`${name} ${what}`, `Set it to an absolute path, or unset it.`);
};

/** The user's home: HOME, else what the system's list of users says. Fails with `usage` where there is none, or no whole path. */
export const homeOf = ({ env, home }: Pick<World, 'env' | 'home'>): string => {
  const named = env['HOME'];
  if (named !== undefined) return whole(named, 'HOME');
  if (home !== undefined) return home;
  throw usage(
    'this user has no home directory: HOME is not set, and the system does not know this user',
    'Set HOME, or BOLTCALL_CONFIG_DIR, BOLTCALL_STATE_DIR and BOLTCALL_CACHE_DIR.',
  );
};

/**
 * Where things are kept. `BOLTCALL_CONFIG_DIR`, `BOLTCALL_STATE_DIR` and `BOLTCALL_CACHE_DIR` name the directory itself; the XDG
 * variables (absolute paths only, as their specification says) name its parent and count on every platform. Each is found out when it
 * is asked for, and fails with `usage` then: what needs none works without any.
 */
export const placesOf = (from: From): Places => {
  const place = (kind: keyof Places): string => {
    const upper = kind.toUpperCase();
    const own = from.env[`BOLTCALL_${upper}_DIR`];
    if (own) return whole(own, `BOLTCALL_${upper}_DIR`);
    const xdg = from.env[`XDG_${upper}_HOME`];
    return xdg && isAbsolute(xdg) ? join(xdg, 'boltcall') : platformOf(from.platform).directories({ home: homeOf(from), env: from.env })[kind];
  };
  return {
    get config() {
      return place('config');
    },
    get state() {
      return place('state');
    },
    get cache() {
      return place('cache');
    },
  };
};

/** The file of the profile store. */
export const storeFile = (places: Places): string => join(places.config, 'config.json');
