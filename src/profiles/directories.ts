import { isAbsolute, join } from 'node:path';
import { usage } from '../errors.ts';
import { platformOf } from '../platform.ts';
import type { World } from '../world.ts';

/** Directories of this user, created with mode 0700 on first write. */
export interface Places {
  /** `BOLTCALL_CONFIG_DIR`, else XDG_CONFIG_HOME/boltcall, else the platform's default. Contains config.json. */
  readonly config: string;
  /** Logs, registrations, the sandbox's state file: `BOLTCALL_STATE_DIR`, else XDG_STATE_HOME/boltcall, else the platform's default. */
  readonly state: string;
  /** The completion cache: `BOLTCALL_CACHE_DIR`, else XDG_CACHE_HOME/boltcall, else the platform's default. */
  readonly cache: string;
}
type From = Pick<World, 'env' | 'home' | 'platform'>;

/** Checks a directory from the environment, which must be an absolute path. Throws `usage`. */
const whole = (path: string, name: string): string => {
  if (isAbsolute(path)) return path;
  const what =
    path === '' ? 'is empty' : path.startsWith('~') ? `is \`${path}\`, and only a shell expands the ~` : `is \`${path}\`, not an absolute path`;
  throw usage(`${name} ${what}`, `Set it to an absolute path, or unset it.`);
};

/**
 * Returns the user's home directory: HOME, else the one in the system's user database. Throws `usage` if there is none or it is not an absolute path.
 */
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
 * Returns the directories for files. `BOLTCALL_CONFIG_DIR`, `BOLTCALL_STATE_DIR` and `BOLTCALL_CACHE_DIR` name the directory itself; the XDG
 * variables (absolute paths only, as their specification says) name its parent and work on every platform. Each is resolved on first use and throws
 * `usage` only then, so that commands that need no directory always work.
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

/** Returns the path of the profile store. */
export const storeFile = (places: Places): string => join(places.config, 'config.json');
