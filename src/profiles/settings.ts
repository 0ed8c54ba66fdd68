import type { View } from '../output/view.ts';
import type { Connection } from '../transport/transport.ts';

/** A value and where it came from, in words a person can act on: `--base-url`, `BOLTCALL_BASE_URL`, `.boltcall.json`, `profile clinic`, `default`. */
export interface Setting<T> {
  readonly value: T;
  readonly from: string;
}

/** Everything that options, environment, `.boltcall.json`, profile and defaults decide, resolved once for a run. */
export interface Settings {
  readonly profile: Setting<string>;
  /** Absent: no key anywhere. */
  readonly apiKey?: Setting<string>;
  /** Whether the key is the stored one of the profile; it goes only to the origin it was stored for. */
  readonly baseUrl: Setting<URL>;
  /** From the key: `sk_test_` is test, everything else live; undefined without a key. */
  readonly mode?: 'test' | 'live';
  /** The running local sandbox is used (--sandbox). */
  readonly sandbox: boolean;
  readonly view: View;
  readonly output: Setting<string>;
  /** Errors as a JSON line on stderr. */
  readonly jsonErrors: boolean;
  /** Milliseconds for one request. */
  readonly timeout: Setting<number>;
  readonly maxRetries: Setting<number>;
  /** Whether questions may be asked: a terminal on stdin and stderr, no CI, no --no-input. */
  readonly interactive: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly readOnly: Setting<boolean>;
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly zone: Setting<string>;
  /** Two letters, for phone numbers without `+`. */
  readonly region?: Setting<string>;
  readonly confirm: Setting<'all' | 'risky' | 'never'>;
  readonly defaultAgent?: Setting<string>;
  readonly fromNumber?: Setting<string>;
  readonly forwardTo?: Setting<readonly string[]>;
  readonly events?: Setting<readonly string[]>;
  readonly via?: Setting<string>;
  readonly connection: Connection;
  /** Where things are kept. */
  readonly places: Places;
}

/** Directories of this user, made 0700 when first written to. */
export interface Places {
  /** `BOLTCALL_CONFIG_DIR`, else XDG_CONFIG_HOME/boltcall, else the platform's. Holds config.json. */
  readonly config: string;
  /** Logs, registrations, the sandbox's state file: `BOLTCALL_STATE_DIR`, else XDG_STATE_HOME/boltcall, else the platform's. */
  readonly state: string;
  /** The completion cache: `BOLTCALL_CACHE_DIR`, else XDG_CACHE_HOME/boltcall, else the platform's. */
  readonly cache: string;
}
