import { formats } from '../../output/text/view.ts';
import type { GlobalOptions } from '../../profiles/options.ts';

/** An option that every command accepts, before or after its words. */
export interface GlobalOption {
  readonly flags: string;
  readonly key: keyof GlobalOptions;
  readonly about: string;
  readonly choices?: readonly string[];
  /** The environment variable that replaces it, or for a flag the variable with its value (`BOLTCALL_SANDBOX=1`). */
  readonly env?: string;
}

export const globalOptions: readonly GlobalOption[] = [
  { flags: '-p, --profile <name>', key: 'profile', about: 'profile to use', env: 'BOLTCALL_PROFILE' },
  { flags: '--api-key <key>', key: 'apiKey', about: 'API key (prefer BOLTCALL_API_KEY: arguments are visible in process lists)' },
  { flags: '--base-url <url>', key: 'baseUrl', about: 'base URL of the API', env: 'BOLTCALL_BASE_URL' },
  { flags: '--sandbox', key: 'sandbox', about: 'use the sandbox running on this machine', env: 'BOLTCALL_SANDBOX=1' },
  { flags: '-o, --output <format>', key: 'output', about: `${formats.join(', ')}`, env: 'BOLTCALL_OUTPUT', choices: formats },
  { flags: '--json', key: 'json', about: 'same as -o json' },
  { flags: '--columns <a,b,c>', key: 'columns', about: 'columns or fields to show (dotted paths reach nested fields)' },
  { flags: '--header', key: 'header', about: 'print column headings also when a table goes to a pipe' },
  { flags: '-q, --query <expression>', key: 'query', about: 'filter the JSON output with a JMESPath expression' },
  { flags: '--timeout <seconds>', key: 'timeout', about: 'seconds to wait for each request (default 30)', env: 'BOLTCALL_TIMEOUT' },
  { flags: '--max-retries <n>', key: 'maxRetries', about: 'retries for safe requests (default 3)', env: 'BOLTCALL_MAX_RETRIES' },
  { flags: '--no-input', key: 'input', about: 'never prompt; missing input is an error (set by CI)' },
  { flags: '-y, --yes', key: 'yes', about: 'skip confirmation prompts' },
  { flags: '--dry-run', key: 'dryRun', about: 'show the request without sending it' },
  { flags: '--read-only', key: 'readOnly', about: 'refuse anything that changes data', env: 'BOLTCALL_READ_ONLY=1' },
  { flags: '--test', key: 'test', about: 'refuse to run with a live key', env: 'BOLTCALL_MODE=test' },
  { flags: '--live', key: 'live', about: 'refuse to run with a test key', env: 'BOLTCALL_MODE=live' },
  { flags: '--utc', key: 'utc', about: 'use UTC for dates and times' },
  { flags: '--tz <zone>', key: 'tz', about: 'time zone for dates and times, such as Europe/Madrid' },
  { flags: '--region <country>', key: 'region', about: 'default country for numbers without +, such as US' },
  { flags: '--color <when>', key: 'color', about: 'auto, always or never (NO_COLOR, FORCE_COLOR)', choices: ['auto', 'always', 'never'] },
  { flags: '--no-color', key: 'color', about: 'same as --color never' },
  { flags: '--safe-csv', key: 'safeCsv', about: 'escape CSV cells that a spreadsheet would run as formulas' },
  { flags: '--ca-file <file>', key: 'caFile', about: 'extra certificate authorities to trust (PEM)', env: 'BOLTCALL_CA_FILE' },
  { flags: '--client-cert <file>', key: 'clientCert', about: 'client certificate (PEM)' },
  { flags: '--client-key <file>', key: 'clientKey', about: 'private key of the client certificate (PEM)' },
  { flags: '--quiet', key: 'quiet', about: 'print only the result or the error' },
  { flags: '--debug', key: 'debug', about: 'log requests and responses to stderr, secrets hidden', env: 'BOLTCALL_DEBUG=1' },
];

/** Returns the names in a flag definition: `-p`, `--profile`. */
export const flagNames = (option: GlobalOption): string[] => option.flags.split(/[ ,]+/).filter((part) => part.startsWith('-'));

/** Whether a flag takes a value. */
export const takesValue = (option: GlobalOption): boolean => option.flags.includes('<');

/** Returns its help line. */
export const aboutOf = ({ about, env }: GlobalOption): string => (env === undefined ? about : `${about} (${env})`);
