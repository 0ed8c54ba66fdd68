/**
 * Everything that can go wrong, as one class. A failure is thrown anywhere and caught once, in `main.ts`, the only place that turns it into text and
 * an exit code. Code branches on `kind` and `code`, never on the text.
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
  /** The reader of our output has closed the pipe (`| head`): a normal end. */
  'closed-pipe': 0,
} as const;

export type Kind = keyof typeof exitCodes;

/** The kinds of failure caused by signals. */
export const signalKinds = ['interrupted', 'terminated', 'hung-up'] as const;

/** Whether a signal caused it, so that neither the service nor the user's input is at fault. */
export const isSignalled = (kind: Kind): boolean => signalKinds.some((one) => one === kind);

/** Details of a failure besides its kind; all are optional and shown if known. */
export interface Details {
  /** A machine-readable code: the service's own, or one of ours (`usage`, `no_key`, `read_only`, `bad_answer` …). */
  readonly code?: string;
  /** What to do: one sentence, shown on a separate line. */
  readonly hint?: string;
  /** The HTTP status, if the service responded. */
  readonly status?: number;
  readonly method?: string;
  readonly url?: string;
  readonly requestId?: string;
  /** Seconds until a retry makes sense. */
  readonly retryAfter?: number;
  /** The number of requests sent. */
  readonly attempts?: number;
  /** Whether a request may have reached the service: `no` for an unknown host name, a refused connection or failed TLS. */
  readonly sent?: 'no' | 'perhaps';
  /** A retry cannot help (an untrusted certificate, a password that the proxy rejected). */
  readonly lasting?: true;
  /** The raw text of an unreadable response; shown only with `--debug`, shortened. */
  readonly raw?: string;
  /** An exit code that differs from the kind's (a child's exit code passed on). */
  readonly exitCode?: number;
  /** The user declined at a prompt: a normal end, not an error. */
  readonly declined?: true;
  /** Already reported (for example one line per item): `main.ts` prints nothing more but still uses its exit code. */
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

/** A failure with its kind. `message` is one line without a full stop. */
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

/** Returns the failure of a run ended by a signal: exit code 128 plus the signal number. */
export const endedBy = (signal: keyof typeof signals, message = signal === 'SIGINT' ? 'interrupted' : `ended by ${signal}`): Failure => {
  const { kind, ...details } = signals[signal];
  return new Failure(kind, message, details);
};

/** Returns the failure for a mistake in the input: nothing was sent, exit 2. */
export const usage = (message: string, hint?: string): Failure => new Failure('usage', message, hint === undefined ? {} : { hint });

/** Returns anything thrown as a failure: a `Failure` unchanged, anything else as an internal error. */
export const asFailure = (thrown: unknown): Failure => {
  if (thrown instanceof Failure) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new Failure('internal', message, { cause: thrown });
};

/** Returns the error code of a Node error (`ECONNREFUSED`, `ENOENT` …), if it has one. */
export const systemCode = (thrown: unknown): string | undefined =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;

/** What the usual error codes of files mean. */
export const fileReasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ELOOP: 'it is a link that leads back to itself',
  ENAMETOOLONG: 'its name is too long',
  ENOENT: 'no such file',
  ENOTDIR: 'part of its path is not a directory',
  EPERM: 'permission denied',
};

/** Returns in words why a file was not read. */
export const whyNotRead = (thrown: unknown): string => {
  const code = systemCode(thrown);
  return (code === undefined ? undefined : (fileReasons[code] ?? code)) ?? (thrown instanceof Error ? thrown.message : String(thrown));
};
