/** The global options as typed, before anything is resolved. Absent means not typed. */
export interface GlobalOptions {
  readonly profile?: string;
  readonly apiKey?: string;
  readonly baseUrl?: string;
  readonly sandbox?: boolean;
  readonly output?: string;
  readonly json?: boolean;
  readonly columns?: string;
  /** Not a boolean where a command has an option of its own with this name. */
  readonly header?: unknown;
  readonly query?: string;
  readonly timeout?: string;
  readonly maxRetries?: string;
  /** False with --no-input. */
  readonly input?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly readOnly?: boolean;
  readonly test?: boolean;
  readonly live?: boolean;
  readonly utc?: boolean;
  readonly tz?: string;
  /** `auto`, `always`, `never`; false with --no-color. */
  readonly color?: string | false;
  readonly quiet?: boolean;
  readonly debug?: boolean;
  readonly region?: string;
  readonly safeCsv?: boolean;
  readonly caFile?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
}
