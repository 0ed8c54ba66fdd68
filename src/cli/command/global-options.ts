import { formats } from '../../output/text/view.ts';
import type { GlobalOptions } from '../../profiles/options.ts';

/** An option that every command takes, before or after its words. */
export interface GlobalOption {
  readonly flags: string;
  readonly key: keyof GlobalOptions;
  readonly about: string;
  readonly choices?: readonly string[];
  /** The environment variable that stands in for it, or its setting for a flag (`BOLTCALL_SANDBOX=1`). */
  readonly env?: string;
  /** Left out of the short list of the program's own help. */
  readonly rare?: true;
}

export const globalOptions: readonly GlobalOption[] = [
  { flags: '-p, --profile <name>', key: 'profile', about: 'which stored profile', env: 'BOLTCALL_PROFILE' },
  { flags: '--api-key <key>', key: 'apiKey', about: 'the key; better in BOLTCALL_API_KEY, since arguments show in process lists' },
  { flags: '--base-url <url>', key: 'baseUrl', about: 'where the API is', env: 'BOLTCALL_BASE_URL' },
  { flags: '--sandbox', key: 'sandbox', about: 'use the sandbox that runs on this machine', env: 'BOLTCALL_SANDBOX=1' },
  { flags: '-o, --output <format>', key: 'output', about: `${formats.join(', ')}`, env: 'BOLTCALL_OUTPUT', choices: formats },
  { flags: '--json', key: 'json', about: 'the same as -o json' },
  { flags: '--columns <a,b,c>', key: 'columns', about: 'columns or fields to show; dotted paths reach inside' },
  { flags: '-q, --query <expression>', key: 'query', about: 'a JMESPath expression over what -o json would print' },
  { flags: '--timeout <seconds>', key: 'timeout', about: 'of one request; default 30', env: 'BOLTCALL_TIMEOUT' },
  { flags: '--max-retries <n>', key: 'maxRetries', about: 'default 3', env: 'BOLTCALL_MAX_RETRIES' },
  { flags: '--no-input', key: 'input', about: 'never ask; what is missing is an error (CI)' },
  { flags: '-y, --yes', key: 'yes', about: 'answer yes to confirmations' },
  { flags: '--dry-run', key: 'dryRun', about: 'show the request that would change something; send nothing' },
  { flags: '--read-only', key: 'readOnly', about: 'refuse whatever changes the service', env: 'BOLTCALL_READ_ONLY=1' },
  { flags: '--test', key: 'test', about: 'refuse to run with a live key', env: 'BOLTCALL_MODE=test' },
  { flags: '--live', key: 'live', about: 'refuse to run with a test key', env: 'BOLTCALL_MODE=live' },
  { flags: '--utc', key: 'utc', about: 'dates and times in UTC' },
  { flags: '--tz <zone>', key: 'tz', about: 'zone of dates typed and times shown, such as Europe/Madrid' },
  { flags: '--region <country>', key: 'region', about: 'country of phone numbers without +, such as US', rare: true },
  { flags: '--color <when>', key: 'color', about: 'auto, always or never (NO_COLOR, FORCE_COLOR)', choices: ['auto', 'always', 'never'] },
  { flags: '--no-color', key: 'color', about: 'the same as --color never', rare: true },
  { flags: '--safe-csv', key: 'safeCsv', about: 'neutralise csv cells that a spreadsheet would take for formulas', rare: true },
  { flags: '--ca-file <file>', key: 'caFile', about: 'certificate authorities to trust besides the usual ones', env: 'BOLTCALL_CA_FILE', rare: true },
  { flags: '--client-cert <file>', key: 'clientCert', about: 'a client certificate (PEM)', rare: true },
  { flags: '--client-key <file>', key: 'clientKey', about: "the client certificate's key (PEM)", rare: true },
  { flags: '--quiet', key: 'quiet', about: 'only the result or the error' },
  { flags: '--debug', key: 'debug', about: 'each request and answer on stderr, secrets hidden', env: 'BOLTCALL_DEBUG=1' },
];

/** The names of a flag definition: `-p`, `--profile`. */
export const flagNames = (option: GlobalOption): string[] => option.flags.split(/[ ,]+/).filter((part) => part.startsWith('-'));

/** Whether a flag takes a value. */
export const takesValue = (option: GlobalOption): boolean => option.flags.includes('<');

/** Its line of help. */
export const aboutOf = ({ about, env }: GlobalOption): string => (env === undefined ? about : `${about} (${env})`);
