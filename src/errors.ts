/**
 * What can go wrong, as one class of values. A failure is thrown anywhere and caught once, in `main.ts`, which alone turns it
 * into words and an exit code. Decisions look at `kind` and `code`, never at the text.
 */

/** The exit code of each kind of failure; the contract is section 3 of the README's "Exit codes". */
export const exitCodes = {
  internal: 1,
  usage: 2,
  authentication: 3,
  forbidden: 4,
  'not-found': 5,
  conflict: 6,
  invalid: 7,
  'rate-limited': 8,
  'bad-answer': 9,
  network: 10,
  timeout: 11,
  'outcome-unknown': 12,
  partial: 13,
  check: 14,
  'hung-up': 129,
  interrupted: 130,
  terminated: 143,
  /** The reader of our output has gone (`| head`): an ordinary end. */
  'closed-pipe': 0,
} as const;

export type Kind = keyof typeof exitCodes;

/** The kinds of failure with which signals end what is in progress. */
export const signalKinds = ['interrupted', 'terminated', 'hung-up'] as const;

/** Whether a signal ended it: neither the service nor the user's words are to blame. */
export const isSignalled = (kind: Kind): boolean => signalKinds.some((one) => one === kind);

/** What is known of a failure beside its kind; everything is optional and shown where known. */
export interface Details {
  /** A word for programs: the service's own code, or one of ours (`usage`, `no_key`, `read_only`, `bad_answer` …). */
  readonly code?: string;
  /** What to do: one sentence, shown on a line of its own. */
  readonly hint?: string;
  /** The HTTP status, where the service answered. */
  readonly status?: number;
  readonly method?: string;
  readonly url?: string;
  readonly requestId?: string;
  /** Seconds until a repeat makes sense. */
  readonly retryAfter?: number;
  /** How many requests were sent. */
  readonly attempts?: number;
  /** Whether a request may have reached the service: `no` for a name that was not found, a refused connection, failed TLS. */
  readonly sent?: 'no' | 'perhaps';
  /** A repeat cannot help (a certificate that is not trusted, a password that the proxy refused). */
  readonly lasting?: true;
  /** The raw text of an answer that could not be read; shown with `--debug` only, shortened. */
  readonly raw?: string;
  /** An exit code that differs from the kind's (a child's own code passed on). */
  readonly exitCode?: number;
  /** The user said no at a prompt: an ordinary end, not an error. */
  readonly declined?: true;
  /** Already told (one line an item, say): `main.ts` prints nothing more but still exits by it. */
  readonly told?: true;
  readonly cause?: unknown;
}

const codes: Readonly<Record<Kind, string>> = {
  internal: 'internal',
  usage: 'usage',
  authentication: 'invalid_api_key',
  forbidden: 'forbidden',
  'not-found': 'not_found',
  conflict: 'conflict',
  invalid: 'validation_error',
  'rate-limited': 'rate_limited',
  'bad-answer': 'bad_answer',
  network: 'network',
  timeout: 'timeout',
  'outcome-unknown': 'outcome_unknown',
  partial: 'partial',
  check: 'check',
  'hung-up': 'interrupted',
  interrupted: 'interrupted',
  terminated: 'interrupted',
  'closed-pipe': 'closed_pipe',
};

/** A failure with its kind. `message` is one line, without a full stop at its end. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: Kind;
  readonly details: Details;

  constructor(kind: Kind, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.details = details;
  }

  get code(): string {
    return this.details.code ?? codes[this.kind];
  }

  get exitCode(): number {
    return this.details.exitCode ?? exitCodes[this.kind];
  }
}

const signals = {
  SIGINT: { kind: 'interrupted' },
  SIGTERM: { kind: 'terminated' },
  SIGHUP: { kind: 'hung-up' },
  SIGQUIT: { kind: 'interrupted', exitCode: 131 },
} as const;

/** The failure of a run that a signal ends: exit code 128 and the signal's number. */
export const endedBy = (signal: keyof typeof signals, message = signal === 'SIGINT' ? 'interrupted' : `ended by ${signal}`): Failure => {
  const { kind, ...details } = signals[signal];
  return new Failure(kind, message, details);
};

/** A mistake in what was typed: nothing was sent, exit 2. */
export const usage = (message: string, hint?: string): Failure => new Failure('usage', message, hint === undefined ? {} : { hint });

/** Whatever was thrown, as a failure: ours as it is, anything else as a fault of the tool. */
export const asFailure = (thrown: unknown): Failure => {
  if (thrown instanceof Failure) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new Failure('internal', message, { cause: thrown });
};

/** The error code of Node's own errors (`ECONNREFUSED`, `ENOENT` …), where there is one. */
export const systemCode = (thrown: unknown): string | undefined =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
