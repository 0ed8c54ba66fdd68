import type { Failure } from '../errors.ts';
import type { View } from '../output/text/view.ts';
import type { Connection } from '../transport/transport.ts';
import type { Places } from './directories.ts';

/** A value and its source, in words that the user can act on: `--base-url`, `BOLTCALL_BASE_URL`, `.boltcall.json`, `profile clinic`, `default`. */
export interface Setting<T> {
  readonly value: T;
  readonly from: string;
}

/** All settings from options, environment, `.boltcall.json`, profile and defaults, resolved once per run. */
export interface Settings {
  readonly profile: Setting<string>;
  /** The key for requests. Absent if there is none or it may not be used; `requireKey` in `key.ts` says why. */
  readonly apiKey?: Setting<string>;
  /** The selected key, for display (masked): also present if `keyFault` forbids sending it. */
  readonly heldKey?: Setting<string>;
  /** The program that prints the key, if the profile names one and no key was given elsewhere; `from` names its profile. */
  readonly keyCommand?: Setting<readonly [string, ...string[]]>;
  /** Why no request may be sent: the store is unreadable, the key belongs to another origin, no sandbox is running, or the mode differs. */
  readonly keyFault?: Failure;
  readonly baseUrl: Setting<URL>;
  /** The mode of the key: `sk_test_` is test, everything else live; for a key command, the mode at login. Undefined without a key. */
  readonly mode?: 'test' | 'live';
  /** Whether the running local sandbox is used (--sandbox). */
  readonly sandbox: boolean;
  readonly view: View;
  readonly output: Setting<string>;
  /** Whether errors are printed as a JSON line on stderr. */
  readonly jsonErrors: boolean;
  /** Milliseconds to wait for each request. */
  readonly timeout: Setting<number>;
  readonly maxRetries: Setting<number>;
  /** Whether prompts are allowed: a terminal on stdin and stderr, no CI, no --no-input. */
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
  /** Event patterns with their targets, for events that do not go to `forwardTo`. */
  readonly routes?: Setting<ReadonlyArray<readonly [pattern: string, target: string]>>;
  readonly events?: Setting<readonly string[]>;
  readonly via?: Setting<string>;
  /** The ledger store, if it is not the embedded one; may contain a password. */
  readonly ledger?: Setting<string>;
  /** Columns from `.boltcall.json`: ignored for a list that does not have them, unlike typed ones (`view.columns`). */
  readonly columns?: Setting<readonly string[]>;
  readonly connection: Connection;
  /** Notes on how these settings were chosen; shown once on stderr, hidden with --quiet. */
  readonly notes: readonly string[];
  /** The same, but also shown with --quiet. */
  readonly warnings: readonly string[];
  /** The directories for files. */
  readonly places: Places;
}
