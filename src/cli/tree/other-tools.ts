/**
 * Commands that have a different name in other tools (gh, stripe, twilio, kubectl), and what to type here. They are suggested, not run, because they
 * may mean something different there. One or two words; `#` stands for a number.
 */
export const commandsElsewhere: Readonly<Record<string, readonly string[]>> = {
  whoami: ['status', 'me', 'auth token', 'auth whoami', 'account', 'config list', 'config show', 'config get'],
  login: ['init', 'setup', 'signin', 'configure', 'auth add', 'profiles add', 'profiles create', 'profiles new', 'key', 'keys', 'token'],
  'profiles use': ['use', 'switch', 'profiles switch', 'auth switch', 'config use', 'config use-context'],
  'profiles set KEY VALUE': ['config set', 'set', 'settings'],
  'profiles unset KEY': ['config unset'],
  'config path': ['config edit', 'config file'],
  doctor: ['ping', 'health', 'check', 'debug', 'diagnose', 'bug'],
  '--help': ['list', 'ls', 'man'],
  'npm install --global @boltcall/cli@latest': ['upgrade', 'update', 'self-update'],
  commands: ['schema', 'spec', 'openapi'],
  'open dashboard': ['dashboard', 'console', 'web', 'browse', 'ui', 'signup'],
  'open docs': ['docs', 'documentation', 'reference'],
  'listen --forward-to 3000': [
    'forward',
    'tunnel',
    'proxy',
    'ngrok',
    'serve',
    'dev',
    'webhooks forward',
    'webhooks tunnel',
    'events listen',
    'events forward',
  ],
  'listen --print-secret': ['secret', 'webhooks secret', 'webhooks rotate'],
  'trigger call.completed': ['emit', 'fire', 'samples', 'webhooks test', 'webhooks send', 'events trigger'],
  'trigger EVENT --fixture FILE': ['fixtures'],
  'webhooks list': ['hooks', 'hook'],
  'webhooks create': ['hooks create', 'hooks add', 'hooks new'],
  'webhooks delete': ['hooks delete', 'hooks remove', 'hooks rm'],
  'webhooks events': ['events', 'event'],
  'webhooks log list': ['logs', 'log', 'deliveries', 'webhooks logs', 'webhooks deliveries'],
  'webhooks replay --last 1': ['resend', 'events resend', 'webhooks resend', 'webhooks retry'],
  'calls tail': [
    'logs tail',
    'tail',
    'watch',
    'follow',
    'calls watch',
    'calls follow',
    'calls logs',
    'calls stream',
    'calls --watch',
    'calls -w',
    'calls --follow',
  ],
  'calls outbound': ['dial', 'phone', 'calls make', 'calls new', 'calls place', 'calls start', 'calls dial'],
  'calls outbound --to NUMBER': ['call #', 'calls #', 'dial #'],
  'calls transcript': ['transcript', 'transcripts'],
  'calls recording': ['recording', 'recordings', 'calls download', 'calls audio'],
  'messages sms --to NUMBER --body TEXT': [
    'text',
    'sms',
    'text #',
    'sms #',
    'send',
    'send message',
    'send sms',
    'send text',
    'messages text',
    'messages create',
    'messages #',
  ],
  'messages whatsapp': ['whatsapp', 'send whatsapp', 'wa', 'template', 'templates'],
  'leads create': ['contacts add', 'contacts create', 'contacts new', 'customers add', 'customers create'],
  'leads list': ['contacts', 'contact', 'customers', 'customer', 'people'],
  'leads list --search TEXT': ['search', 'find', 'leads search', 'leads find'],
  'calls list --search TEXT': ['calls search', 'calls find'],
  'appointments list': ['bookings', 'booking', 'calendar', 'schedule'],
  'appointments cancel': ['appointments delete'],
  'agents list': ['bots', 'assistants', 'numbers', 'phone-numbers', 'voices'],
  'agents pause': ['agents disable', 'agents stop', 'agents deactivate'],
  'agents resume': ['agents enable', 'agents start', 'agents activate'],
  'analytics usage': ['quota', 'limits', 'billing', 'plan'],
  'analytics overview': ['stats', 'metrics', 'report', 'analytics show', 'analytics get', 'analytics list'],
  'sandbox start': ['sandbox up', 'sandbox new', 'sandbox create', 'mock', 'server'],
  'sandbox stop': ['sandbox down', 'sandbox kill', 'sandbox delete'],
  'sandbox simulate': ['simulate call', 'sandbox call', 'sandbox trigger'],
  'completion install': ['completions', 'autocomplete', 'autocompletion'],
  'api GET PATH': ['get /', 'curl', 'request'],
  'api POST PATH': ['post', 'post /'],
  'api PATCH PATH': ['patch', 'put'],
  'api DELETE PATH': ['delete /'],
};

/** Options that have a different name here. The first one in the line that the command accepts is suggested. */
const options: ReadonlyArray<readonly [meant: readonly string[], typed: readonly string[]]> = [
  [['--output'], ['--format', '--output-format', '--out-format', '--print-json', '--style']],
  [['--version', '--debug'], ['-v']],
  [['--debug'], ['--verbose', '-vv', '--trace', '--log-level', '--debug-http']],
  [['--yes'], ['--force', '-f', '--confirm', '--assume-yes', '--no-confirm', '--non-interactive']],
  [['--all'], ['--all-pages', '--paginate', '--no-limit', '-a', '-A']],
  [['--limit'], ['-l', '-n', '-L', '--max', '--max-items', '--count', '--per-page', '--page-size', '--top', '--num']],
  [['--query'], ['--jq', '--template', '-t', '--jsonpath', '--filter', '--where']],
  [['--columns'], ['--properties', '--fields', '--field', '--select', '--column']],
  [['--from'], ['--start-date', '--start', '--after', '--begin', '--start-time', '--date-from', '--created-after']],
  [['--to'], ['--end-date', '--end', '--before', '--until', '--end-time', '--date-to', '--created-before', '--phone', '--number', '--recipient']],
  [
    ['--sort', '--query'],
    ['--sort-by', '--order', '--order-by'],
  ],
  [
    ['--forward-to', '--url', '--base-url'],
    ['--url', '--target', '--endpoint', '--host', '--api-url', '--server'],
  ],
  [['--forward-to'], ['--forward', '--forward-url', '--local-port']],
  [['--via'], ['--tunnel', '--provider']],
  [['--insecure'], ['--skip-verify', '-k', '--no-verify-ssl']],
  [['--event'], ['--events', '-e', '--type', '--enabled-events']],
  [
    ['--every', '--wait'],
    ['--interval', '--poll'],
  ],
  [['--body'], ['--message', '--text', '--msg', '-m', '--content']],
  [['--out'], ['--file', '--output-file', '--save', '-O']],
  [['--api-key'], ['--key', '--apikey', '--token', '--auth-token', '--secret-key']],
  [['--profile'], ['--env', '--environment', '--workspace', '--account', '--project-name', '--context']],
  [['--no-input'], ['--no-prompt', '--batch', '--ci']],
  [['--quiet'], ['--silent', '-s', '-qq']],
  [
    ['--sandbox', '--dry-run'],
    ['--local', '--mock', '--test-mode', '--offline'],
  ],
  [['--dry-run'], ['--dryrun', '--preview', '--noop', '--what-if']],
];

const meantBy = new Map(Object.entries(commandsElsewhere).flatMap(([meant, typed]) => typed.map((words) => [words, meant] as const)));

const seen = (word: string): string => (/^\+?\d[\d().-]*$/.test(word) ? '#' : word.startsWith('/') ? '/' : word);

/** Returns the command line most likely meant by a word or two from another tool; undefined if unknown. */
export const commandElsewhere = (words: readonly string[]): string | undefined => {
  const meant = meantBy.get(words.map((word) => seen(word.toLowerCase())).join(' '));
  return meant === undefined || meant.startsWith('npm ') ? meant : `boltcall ${meant}`;
};

/** How other tools name a file of recipients. */
const ofRecipients = ['--csv', '--file', '--from-file', '--to-file', '--input', '--recipients', '--list', '--bulk'];
const ofBroadcasts = ['--campaign', '--exclude', '--hours', '--rate', '--require', '--skip-contacted', '--test-to'];

/** Options for what the API or a command cannot do, and what to do instead. */
const impossible: ReadonlyArray<readonly [command: string, options: readonly string[], hint: string]> = [
  [
    'agents update',
    ['--prompt', '--system-prompt', '--instructions', '--voice', '--voice-id', '--language', '--phone-number'],
    'The API changes only name, greeting and status of an agent; `boltcall open` leads to the dashboard, which changes the rest.',
  ],
  ['messages sms', [...ofRecipients, ...ofBroadcasts], '`boltcall messages broadcast FILE` texts everyone in a CSV file, once each.'],
  ['calls outbound', [...ofRecipients, ...ofBroadcasts], '`boltcall calls broadcast FILE` calls everyone in a CSV file, once each.'],
  ['leads create', ofRecipients, '`boltcall leads import FILE` imports everyone in a CSV file, once each.'],
  ['leads import', ofBroadcasts, 'An import contacts no one. It is an option of `boltcall messages broadcast` and `boltcall calls broadcast`.'],
];

/** Returns what to do instead of an option that the API or the command cannot support. */
export const optionImpossible = (command: string, typed: string): string | undefined =>
  impossible.find(([words, options]) => words === command && options.includes(typed))?.[2];

/** Dashes that editors and word processors substitute for `--`, before something that looks like an option name. */
const odd = /^[-\u2010-\u2015\u2212]*[\u2010-\u2015\u2212][-\u2010-\u2015\u2212]*([a-z][a-z-]*)(=.*)?$/s;

/** Returns the option meant by a word with a different kind of dash (`--limit` for `—limit`); undefined if the word is not of that form. */
export const undashed = (typed: string): string | undefined => {
  const [, name = '', value = ''] = odd.exec(typed) ?? [];
  return name === '' ? undefined : `${name.length === 1 ? '-' : '--'}${name}${value}`;
};

/** Returns the existing option most likely meant by one from another tool. */
export const optionElsewhere = (typed: string, existing: readonly string[]): string | undefined =>
  options
    .filter(([, names]) => names.includes(typed))
    .flatMap(([meant]) => meant)
    .find((name) => existing.includes(name));
