import type { Failure } from '../errors.ts';
import type { View } from '../output/text/view.ts';
import type { Connection } from '../transport/transport.ts';
import type { Places } from './directories.ts';

/** A value and where it came from, in words a person can act on: `--base-url`, `BOLTCALL_BASE_URL`, `.boltcall.json`, `profile clinic`, `default`. */
export interface Setting<T> {
  readonly value: T;
  readonly from: string;
}

/** Everything that options, environment, `.boltcall.json`, profile and defaults decide, resolved once for a run. */
export interface Settings {
  readonly profile: Setting<string>;
  /** The key that requests are sent with. Absent where there is none or it may not be used: `requireKey` of `key.ts` says why. */
  readonly apiKey?: Setting<string>;
  /** The key that would be used, for showing (masked): there too where `keyFault` forbids to send it. */
  readonly heldKey?: Setting<string>;
  /** The program that prints the key, where the profile names one and no key was given elsewhere; its `from` says whose it is. */
  readonly keyCommand?: Setting<readonly [string, ...string[]]>;
  /** Why no request may be sent: the store cannot be read, the key belongs to another address, no sandbox runs, the other mode. */
  readonly keyFault?: Failure;
  readonly baseUrl: Setting<URL>;
  /** From the key: `sk_test_` is test, everything else live; of a key command what it was at the login. Undefined without a key. */
  readonly mode?: 'test' | 'live';
  /** The running local sandbox is used (--sandbox). */
  readonly sandbox: boolean;
  readonly view: View;
  readonly output: Setting<string>;
  /** Errors as a JSON line on stderr. */
  readonly jsonErrors: boolean;
  /** Milliseconds to wait for each request. */
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
  /** The store that knows who was contacted, where it is not the embedded one; may hold a password. */
  readonly ledger?: Setting<string>;
  /** Columns of `.boltcall.json`: they give way where a list has no such column, unlike typed ones (`view.columns`). */
  readonly columns?: Setting<readonly string[]>;
  readonly connection: Connection;
  /** What a person should know of how these were chosen; shown on stderr once, left out with --quiet. */
  readonly notes: readonly string[];
  /** The same, but shown with --quiet too. */
  readonly warnings: readonly string[];
  /** Where things are kept. */
  readonly places: Places;
}
