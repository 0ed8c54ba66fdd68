import { describe, expect, test } from 'vitest';
import type { Command, Leaf } from '../../../src/cli/command/command.ts';
import { shownAs } from '../../../src/cli/command/together.ts';
import { type Reading, readOptions, readWords } from '../../../src/cli/option-values.ts';
import { parse } from '../../../src/cli/parse.ts';
import { leaves } from '../../../src/cli/tree/tree.ts';
import { entries } from '../../../src/commands/index.ts';
import { makeWorld } from '../../support/world.ts';

/** A command line and its result: the options and arguments that were typed, by key, or part of the error message. */
type Row = readonly [line: string, given: Readonly<Record<string, unknown>> | string];

const ids: readonly Row[] = [
  ['a_1', { id: 'a_1' }],
  ['a_1 a_2', 'unexpected argument `a_2`'],
];
const several = (key: string): readonly Row[] => [
  ['a_1 a_2 a_1', { [key]: ['a_1', 'a_2'] }],
  ['a_1 --twice', 'unknown option `--twice`'],
];
const nothing: readonly Row[] = [
  ['', {}],
  ['--all-of-it', 'unknown option `--all-of-it`'],
];

const lists: readonly Row[] = [
  ['--limit 5 --page 2', { limit: 5, page: 2 }],
  ['--all', { all: true }],
  ['--all --limit 3', '--all and --limit cannot be used together'],
  ['--page 3 --all', '--all and --page cannot be used together'],
  ['--limit 0', '--limit: must be a whole number of at least 1, not 0'],
];
const scan: Row = ['--scan 50', { scan: 50 }];
const agent: readonly Row[] = [
  ['--agent-id agent_1', { agent_id: 'agent_1' }],
  ['--agent Mia', { agent: 'Mia' }],
  ['--agent Mia --agent-id agent_1', '--agent and --agent-id cannot be used together'],
];
const lead: readonly Row[] = [
  ['--lead-id lead_1', { lead_id: 'lead_1' }],
  ['--lead Ana --lead-id lead_1', '--lead and --lead-id cannot be used together'],
  ['--lead Ana', { lead: 'Ana' }],
];
const period: readonly Row[] = [
  ['--from 2025-03-01 --to 2025-03-02', { from: '2025-03-01T00:00:00Z', to: '2025-03-02T23:59:59Z' }],
  ['--since 2h --until 1h', { from: '2025-03-05T13:00:00Z', to: '2025-03-05T14:00:00Z' }],
  ['--on yesterday', { on: { from: '2025-03-04T00:00:00Z', to: '2025-03-04T23:59:59Z' } }],
  ['--on today --to today', '--on and --to cannot be used together'],
  ['--from today --on today', '--on and --from cannot be used together'],
  ['--from soon', '--from: '],
];
const calls: readonly Row[] = [
  ...agent,
  ...period,
  ['--direction inbound --status missed --sentiment positive', { direction: 'inbound', status: 'missed', sentiment: 'positive' }],
  ['--min-duration 60 --phone 4155550133 --search Ana', { min_duration: 60, phone: '+14155550133', search: 'Ana' }],
  ['--direction sideways', '--direction must be one of inbound, outbound'],
];
const leadsOf: readonly Row[] = [
  ['--status new --source google --sort name', { status: 'new', source: 'google', sort: 'name' }],
  ['--source fair --tag vip --min-score 70 --search Ana', { source: 'fair', tag: 'vip', min_score: 70, search: 'Ana' }],
  ['--status lost', '--status must be one of new, contacted, qualified, converted'],
];
const messages: readonly Row[] = [...lead, ['--channel sms', { channel: 'sms' }], ['--channel fax', '--channel must be one of sms, whatsapp, email']];
const appointments: readonly Row[] = [...agent, ...period, ['--status upcoming', { status: 'upcoming' }]];
const out: Row = ['--out file.csv --bom', { out: 'file.csv', bom: true }];
const unusual: Row = ['--allow-unusual-number', { allowUnusualNumber: true }];
const unknown: Row = ['--allow-unknown-event', { allowUnknownEvent: true }];
const tail: readonly Row[] = [['--every 5s --count 1 --for 1m', { every: 5000, count: 1, for: 60_000 }]];
const bulk: readonly Row[] = [
  ['leads.csv --map Tel=phone --map Who=name --check', { file: 'leads.csv', map: { Tel: 'phone', Who: 'name' }, check: true }],
  ['leads.csv --resume --retry-unknown --concurrency 8', { file: 'leads.csv', resume: true, retryUnknown: true, concurrency: 8 }],
  ['leads.csv --encoding windows-1252', { file: 'leads.csv', encoding: 'windows-1252' }],
  ['leads.csv --again --ledger postgres://db/x', { file: 'leads.csv', again: true, ledger: 'postgres://db/x' }],
  ['leads.csv --concurrency 65', '--concurrency: must be a whole number from 1 to 64, not 65'],
];
const once: Row = ['--again --ledger file', { again: true, ledger: 'file' }];
const outreach: readonly Row[] = [
  ['leads.csv --campaign spring --exclude a.csv --exclude b.csv', { file: 'leads.csv', campaign: 'spring', exclude: ['a.csv', 'b.csv'] }],
  ['leads.csv --require consent=yes --rate 30/min', { file: 'leads.csv', require: { consent: 'yes' }, rate: '30/min' }],
  ['leads.csv --hours 09:00-20:00 --hours-zone UTC', { file: 'leads.csv', hours: '09:00-20:00', hoursZone: 'UTC' }],
  ['leads.csv --skip-contacted 7d --test-to 4155550133', { file: 'leads.csv', skipContacted: 604_800_000, testTo: '+14155550133' }],
  ['leads.csv --hours-zone UTC', '--hours-zone needs --hours'],
  ['leads.csv --skip-contacted 5000d', '--skip-contacted: `5000d` is more than 3650 days'],
];
const recipients: readonly Row[] = [
  unusual,
  ['--to 4155550133 --to +14155550134 --lead Ana', { to: ['+14155550133', '+14155550134'], lead: 'Ana' }],
  ['--to nobody', '--to: '],
];
const workspace: readonly Row[] = [
  ['--data state.json --seed 7 --seed-size 10 --plan pro', { data: 'state.json', seed: 7, seedSize: 10, plan: 'pro' }],
  ['--empty --now 2025-01-01 --latency 20 --fail 5%', { empty: true, now: '2025-01-01T00:00:00Z', latency: 20, fail: '5%' }],
  ['--fail-next 500 --fail-next 503 --speed 2 --deliver-anywhere', { failNext: ['500', '503'], speed: '2', deliverAnywhere: true }],
  ['--empty --seed-size 3', '--empty and --seed-size cannot be used together'],
  ['--plan gold', '--plan must be one of starter, pro, elite'],
];
const port: Row = ['--port 4010', { port: 4010 }];
const sending: readonly Row[] = [
  ['--secret s -f 3000 --forward-to 4000 -H A:1', { secret: 's', forwardTo: ['3000', '4000'], header: ['A:1'] }],
  ['-k --forward-timeout 2s', { insecure: true, forwardTimeout: 2000 }],
];
const logged: readonly Row[] = [
  ['--event call.* --failed', { event: ['call.*'], failed: true }],
  ['--filter-header X-A=b --filter-header X-C=d*', { filterHeader: ['X-A=b', 'X-C=d*'] }],
  unknown,
  ['--since 2025-03-01 --until 2025-03-02', { from: '2025-03-01T00:00:00Z', to: '2025-03-02T23:59:59Z' }],
];
const login: readonly Row[] = [
  ['--with-key --no-verify --use', { withKey: true, noVerify: true, use: true }],
  ['--key-command pass', { keyCommand: 'pass' }],
  ['--key-command pass --with-key', '--key-command and --with-key cannot be used together'],
];
const logout: readonly Row[] = [['--all', { all: true }]];
const whoami: readonly Row[] = [['--offline', { offline: true }]];
const shell: readonly Row[] = [
  ['--shell zsh', { shell: 'zsh' }],
  ['--shell csh', '--shell must be one of bash, zsh, fish, powershell'],
];
const listen: readonly Row[] = [
  [
    '-f 3000 --route call.*=3000/calls --event call.missed,lead.* --agent-id agent_1',
    { forwardTo: ['3000'], route: ['call.*=3000/calls'], event: ['call.missed', 'lead.created', 'lead.updated'], agentId: 'agent_1' },
  ],
  ['--filter-header X-A=b', { filterHeader: ['X-A=b'] }],
  ['--filter-header X-A=b --catch-up 1h', '--filter-header and --catch-up cannot be used together'],
  ['--agent Mia --filter data --via ssh --ssh me@host', { agent: 'Mia', filter: 'data', via: 'ssh', ssh: 'me@host' }],
  ['--public-url https://a.test --ssh-remote-port 80 --port 81', { publicUrl: 'https://a.test', sshRemotePort: 80, port: 81 }],
  [
    '--no-probe --label mia --secret s --print-secret --write-env .env',
    { noProbe: true, label: 'mia', secret: 's', printSecret: true, writeEnv: '.env' },
  ],
  ['--allow-unsigned --no-resign --answer now --retries 0', { allowUnsigned: true, noResign: true, answer: 'now', retries: 0 }],
  [
    '--forward-timeout 1m -k -H A:1 --header B:2 --catch-up 1h',
    { forwardTimeout: 60_000, insecure: true, header: ['A:1', 'B:2'], catchUp: 3_600_000 },
  ],
  ['--duplicates forward', { duplicates: 'forward' }],
  ['--duplicates twice', '--duplicates must be one of skip, forward'],
  unknown,
  ['--event call.mised', '--event: `call.mised` is not a known event'],
  ['--event call.mised --allow-unknown-event', { event: ['call.mised'], allowUnknownEvent: true }],
  ['--count 2 --for 5s --no-log', { count: 2, for: 5000, noLog: true }],
  ['--inspect --new-token --max-body 64', { inspect: true, newToken: true, maxBody: 64 }],
  ['--max-body 65', '--max-body: must be a whole number from 1 to 64, not 65'],
  ['--new-token', '--new-token needs --inspect'],
  ['--for 1s -- npm start', { for: 1000, rest: ['npm', 'start'] }],
  ['--agent Mia --agent-id agent_1', '--agent and --agent-id cannot be used together'],
  ['--via pigeon', '--via must be one of cloudflared, ngrok, ssh, svix, url, local'],
  ['--answer later', '--answer must be one of target, now'],
];
const trigger: readonly Row[] = [
  unknown,
  ...sending,
  [
    'call.missed --set data.a=1 --set b=2 --data {} --count 3 --rate 10',
    { event: 'call.missed', set: ['data.a=1', 'b=2'], data: '{}', count: 3, rate: '10' },
  ],
  ['--fixture story.yaml', { fixture: 'story.yaml' }],
  ['call.missed --fixture story.yaml', '--fixture and event cannot be used together'],
  ['--fixture story.yaml --data {}', '--fixture and --data cannot be used together'],
  ['--fixture story.yaml --rate 5', '--fixture and --rate cannot be used together'],
];

const rows: Readonly<Record<string, readonly Row[]>> = {
  'agents list': [...lists, scan, ['--status paused --search front', { status: 'paused', search: 'front' }]],
  'agents get': ids,
  'agents create': [
    [
      '--name Mia --voice-id v_1 --greeting Hi --prompt Be --knowledge-base-id k_1',
      { name: 'Mia', voice_id: 'v_1', greeting: 'Hi', prompt: 'Be', knowledge_base_id: 'k_1' },
    ],
    ['--name=', '--name: the value is empty'],
    ['--file a.yaml --if-missing --set a=1 --set b=2', { file: 'a.yaml', ifMissing: true, set: { a: '1', b: '2' } }],
    ['--if-missing', '--if-missing needs --file'],
    ['--set a=1', '--set needs --file'],
    ...(['--name x', '--voice-id x', '--greeting x', '--prompt x', '--knowledge-base-id x'] as const).map(
      (other): Row => [`--file a.yaml ${other}`, `--file and ${other.split(' ')[0]} cannot be used together`],
    ),
  ],
  'agents update': [
    ['agent_1 --name Mia --greeting Hi --status Paused', { agent_id: 'agent_1', name: 'Mia', greeting: 'Hi', status: 'paused' }],
    ['agent_1 --status asleep', '--status must be one of active, paused'],
  ],
  'agents delete': several('agent_id'),
  'agents check': [['a.yaml --set a=1', { file: 'a.yaml', set: { a: '1' } }]],
  'agents pause': several('id'),
  'agents resume': several('id'),
  'calls list': [...lists, scan, ...calls],
  'calls get': [['c_1', { call_id: 'c_1' }]],
  'calls outbound': [
    ...agent,
    unusual,
    once,
    ['--to 4155550133 --context Hello', { to: '+14155550133', context: 'Hello' }],
    ['--lead Ana --wait --wait-timeout 2m --require-status completed', { lead: 'Ana', wait: true, waitTimeout: 120_000, requireStatus: 'completed' }],
    ['--wait --rules r.yaml --skip-unjudged', { wait: true, rules: 'r.yaml', skipUnjudged: true }],
    ['--rules r.yaml', '--rules needs --wait'],
    ['--wait --skip-unjudged', '--skip-unjudged needs --rules'],
    ['--lead Ana --to 4155550133', '--lead and --to cannot be used together'],
    ['--wait-timeout 2m', '--wait-timeout needs --wait'],
    ['--require-status completed', '--require-status needs --wait'],
    ['--wait --wait-timeout long', '--wait-timeout: '],
  ],
  'calls recording': [['c_1 --out -', { call_id: 'c_1', out: '-' }]],
  'calls transcript': [['c_1 --out c.md', { call_id: 'c_1', out: 'c.md' }]],
  'calls tail': [...agent, ['--direction outbound --every 5s --count 1 --for 1m', { direction: 'outbound', every: 5000, count: 1, for: 60_000 }]],
  'calls broadcast': [
    ...bulk,
    ...outreach,
    ...agent,
    ['leads.csv --allow-unusual-number', { file: 'leads.csv', allowUnusualNumber: true }],
    ['leads.csv --context Hi', { file: 'leads.csv', context: 'Hi' }],
  ],
  'calls check': [
    ['c_1 c_2 c_1 --rules r.yaml --skip-unjudged --explain', { ids: ['c_1', 'c_2'], rules: 'r.yaml', skipUnjudged: true, explain: true }],
    ['--agent Mia --direction inbound', { agent: 'Mia', direction: 'inbound' }],
    ['--agent-id agent_1', { agent_id: 'agent_1' }],
    ['--agent Mia --agent-id agent_1', '--agent and --agent-id cannot be used together'],
    ...period,
    ...(['--from today', '--to today', '--on today', '--agent-id agent_1', '--agent Mia', '--direction inbound'] as const).map(
      (other): Row => [`c_1 ${other}`, `${other.split(' ')[0]} and ids cannot be used together`],
    ),
  ],
  'calls export': [...calls, out, ['--limit 3', 'unknown option `--limit`']],
  'leads list': [...lists, scan, ...leadsOf],
  'leads get': ids,
  'leads create': [
    [
      '--name Ana --phone 4155550133 --email a@b.c --source fair --tag x --tag y',
      { name: 'Ana', phone: '+14155550133', email: 'a@b.c', source: 'fair', tags: ['x', 'y'] },
    ],
    ['--email nowhere', '--email: `nowhere` is not a valid email address'],
  ],
  'leads import': [...bulk, ['leads.csv --source fair --tag x', { file: 'leads.csv', source: 'fair', tags: ['x'] }]],
  'leads export': [...leadsOf, out],
  'leads timeline': [
    ['lead_1 --since 2025-03-01 --until 2025-03-02', { person: 'lead_1', from: '2025-03-01T00:00:00Z', to: '2025-03-02T23:59:59Z' }],
  ],
  'leads tail': [['--status new --source google', { status: 'new', source: 'google' }], ...tail],
  'messages list': [...lists, ...messages],
  'messages get': ids,
  'messages sms': [...recipients, once, ['--body Hello --from-number 4155550100', { body: 'Hello', from_number: '+14155550100' }]],
  'messages whatsapp': [
    ...recipients,
    once,
    ['--template hi --var a=1 --var b=2 --variables {}', { template: 'hi', var: { a: '1', b: '2' }, variables: '{}' }],
    ['--var a', '--var: '],
  ],
  'messages broadcast': [
    ...bulk,
    ['leads.csv --allow-unusual-number', { file: 'leads.csv', allowUnusualNumber: true }],
    ...outreach,
    ['leads.csv --body Hi --from-number 4155550100', { file: 'leads.csv', body: 'Hi', from_number: '+14155550100' }],
  ],
  'messages export': [...messages, out],
  'ledger init': [['--ledger postgres://db/x', { ledger: 'postgres://db/x' }]],
  'ledger show': [
    ['+14155550133 a@b.c --state unknown', { recipient: ['+14155550133', 'a@b.c'], state: 'unknown' }],
    ['--campaign spring --ledger file', { campaign: 'spring', ledger: 'file' }],
    ['--state lost', '--state must be one of sent, unknown, working, not-sent'],
  ],
  'ledger settle': [
    ['+14155550133 --sent', { recipient: ['+14155550133'], sent: true }],
    ['+14155550133 --not-sent --ledger file', { recipient: ['+14155550133'], notSent: true, ledger: 'file' }],
    ['+14155550133 --sent --not-sent', '--sent and --not-sent cannot be used together'],
  ],
  'ledger export': [['--ledger file', { ledger: 'file' }], out],
  'ledger forget': [
    ['+14155550133 --ledger file', { recipient: ['+14155550133'], ledger: 'file' }],
    ['--campaign spring', { campaign: 'spring' }],
    ['--all', { all: true }],
  ],
  'messages tail': [...messages, ...tail],
  'appointments list': [...lists, ...appointments],
  'appointments get': ids,
  'appointments cancel': several('id'),
  'appointments export': [...appointments, out],
  'appointments tail': [...agent, ['--status upcoming', { status: 'upcoming' }], ...tail],
  'webhooks list': nothing,
  'webhooks get': ids,
  'webhooks create': [
    [
      '--url https://a.test --event call.missed --event lead.created --secret s',
      { url: 'https://a.test', events: ['call.missed', 'lead.created'], secret: 's' },
    ],
    ['--url https://a.test --event call.missed --if-missing', { url: 'https://a.test', events: ['call.missed'], ifMissing: true }],
    ['--if-missing --allow-unknown-event', { ifMissing: true, allowUnknownEvent: true }],
    ['--url a.test', '--url: `a.test` is not an http or https URL'],
  ],
  'webhooks delete': several('webhook_id'),
  'webhooks listen': listen,
  listen,
  'webhooks prune': [['--all-listeners', { allListeners: true }]],
  'webhooks trigger': trigger,
  trigger,
  'webhooks events': [['call.missed', { name: 'call.missed' }]],
  'webhooks replay': [
    ...sending,
    ...logged,
    ['a b a --edit --no-resign', { id: ['a', 'b'], edit: true, noResign: true }],
    ['--last 3', { last: 3 }],
    ...(['--last 3', '--event x', '--allow-unknown-event', '--filter-header a=b', '--failed', '--from today', '--to today'] as const).map(
      (other): Row => [`a ${other}`, `${other.split(' ')[0]} and id cannot be used together`],
    ),
  ],
  'webhooks verify': [
    ['--signature sha256=00 --body @b --secret s --tolerance 5m', { signature: 'sha256=00', body: '@b', secret: 's', tolerance: 300_000 }],
    ['--delivery last --secret s', { delivery: 'last', secret: 's' }],
    ['--delivery last --body @b', '--body and --delivery cannot be used together'],
    ['--delivery last --signature x', '--signature and --delivery cannot be used together'],
  ],
  'webhooks log list': [
    ...logged,
    ['--limit 3', { limit: 3 }],
    ['--all', { all: true }],
    ['--all --limit 3', '--all and --limit cannot be used together'],
  ],
  'webhooks log show': [
    ['last --body', { id: 'last', body: true }],
    ['last --as curl', { id: 'last', as: 'curl' }],
    ['last --as har', '--as must be one of curl, http, fixture'],
    ['last --as curl --body', '--as and --body cannot be used together'],
  ],
  'webhooks log clear': nothing,
  'analytics overview': [
    ['--from 2025-03-01 --to 2025-03-02 --compare', { from: { from: '2025-03-01', to: '2025-03-01' }, to: '2025-03-02', compare: true }],
    ['--on today', { on: { from: '2025-03-05', to: '2025-03-05' } }],
    ['--on today --from today', '--on and --from cannot be used together'],
    ['--on today --to today', '--on and --to cannot be used together'],
  ],
  'analytics usage': [['--fail-over 90%', { failOver: '90%' }]],
  api: [
    [
      'POST /leads -f a=1 --raw-field b=2 -F c=3 -H X:1',
      { method: 'POST', path: '/leads', rawField: ['a=1', 'b=2'], field: ['c=3'], header: ['X:1'] },
    ],
    ['agents --paginate -i', { method: 'agents', paginate: true, include: true }],
    ['leads --input -', { method: 'leads', input: '-' }],
    ['leads --input - -f a=1', '--input and --raw-field cannot be used together'],
    ['leads --input - -F a=1', '--input and --field cannot be used together'],
  ],
  commands: [
    ['calls outbound', { words: ['calls', 'outbound'] }],
    ['--brief', { brief: true }],
    ['calls --brief', '--brief and words cannot be used together'],
  ],
  mcp: [
    ['--allow changes --allow calls.outbound --allow-live', { allow: ['changes', 'calls.outbound'], allowLive: true }],
    ['--allow-live', '--allow-live needs --allow'],
    ['--at-most 3 --only-to +14155550133 --only-to 4155550134', { atMost: 3, onlyTo: ['+14155550133', '+14155550134'] }],
    ['--at-most 0', '--at-most: must be a whole number of at least 1, not 0'],
    ['--only-to Ana', '--only-to: `Ana` is not a phone number'],
    ['--files out --print-config codex', { files: 'out', printConfig: 'codex' }],
    ['--print-config emacs', '--print-config must be one of claude, cursor, vscode, codex'],
  ],
  skill: nothing,
  'sandbox start': [...workspace, port, ['--host ::1 --detach --port 0', { host: '::1', detach: true, port: 0 }]],
  'sandbox stop': [port, ['--all', { all: true }]],
  'sandbox reset': [port],
  'sandbox status': [port, ['--port 0', '--port: must be a whole number from 1 to 65535, not 0']],
  'sandbox run': [...workspace, ['--seed 7 -- npm test -- --x', { seed: 7, rest: ['npm', 'test', '--', '--x'] }]],
  'sandbox simulate': [
    port,
    ['Text --from 4155550133 --agent Mia --text Hello', { event: 'text', from: '+14155550133', agent: 'Mia', text: 'Hello' }],
    ['storm', 'event must be one of call, missed-call, text, booking, lead'],
  ],
  login,
  'auth login': login,
  logout,
  'auth logout': logout,
  whoami,
  'auth status': whoami,
  'profiles list': nothing,
  'profiles show': [['clinic', { name: 'clinic' }]],
  'profiles use': [['clinic', { name: 'clinic' }]],
  'profiles set': [['region US', { key: 'region', value: 'US' }]],
  'profiles unset': [['region via region', { key: ['region', 'via'] }]],
  'profiles rename': [['a b', { name: 'a', newName: 'b' }]],
  'profiles remove': [['a b --with-secret', { name: ['a', 'b'], withSecret: true }]],
  'config path': nothing,
  doctor: [['-f 3000 --port 81', { forwardTo: '3000', port: 81 }]],
  open: [
    ['docs --no-browser', { page: 'docs', noBrowser: true }],
    ['shop', 'page must be one of dashboard, docs, keys'],
  ],
  'completion install': shell,
  'completion uninstall': shell,
  'completion bash': nothing,
  'completion zsh': nothing,
  'completion fish': nothing,
  'completion powershell': nothing,
};

const commands = leaves(entries);
const nameOf = (leaf: Leaf): string => leaf.words.join(' ');

/** Returns what `run` receives, without the keys that were not typed (false, empty or undefined). */
const read = async (leaf: Leaf, command: Command, line: string): Promise<Record<string, unknown>> => {
  const typed = parse(leaf, command, line === '' ? [] : line.split(' '));
  if (typeof typed === 'string') throw new Error(`${typed} was asked for`);
  const { world } = makeWorld([]);
  const reading: Reading = {
    world,
    settings: { zone: { value: 'UTC', from: 'default' }, region: { value: 'US', from: 'default' } },
    print: { warn: () => undefined },
  };
  const all = { ...(await readOptions(command, typed.raw, reading)), ...(await readWords(command, typed.words)), rest: typed.rest };
  const absent = (value: unknown): boolean => value === undefined || value === false || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(all).filter(([, value]) => !absent(value)));
};

test('every command has rows, and no other', () => {
  expect(Object.keys(rows).sort()).toEqual(commands.map(nameOf).sort());
});

describe.each(commands.map((leaf) => [nameOf(leaf), leaf] as const))('%s', (name, leaf) => {
  test.each(rows[name] ?? [])('%s', async (line, given) => {
    const command = await leaf.load();
    if (typeof given === 'string')
      await expect(read(leaf, command, line)).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining(given) });
    else expect(await read(leaf, command, line)).toEqual(given);
  });

  test('the rows have every option and argument, and everything that does not go together', async () => {
    const command = await leaf.load();
    const parts = [...(command.options ?? []), ...(command.arguments ?? [])].map(({ key }) => key);
    const given = new Set((rows[name] ?? []).flatMap(([, row]) => (typeof row === 'string' ? [] : Object.keys(row))));
    expect(parts.filter((key) => !given.has(key))).toEqual([]);
    const errors = (rows[name] ?? []).flatMap(([, row]) => (typeof row === 'string' ? [row] : []));
    const rules = (command.options ?? []).flatMap(({ key, conflicts = [], needs }) => [
      ...conflicts.map((other) => `${shownAs(command, key)} and ${shownAs(command, other)} cannot be used together`),
      ...(needs === undefined ? [] : [`${shownAs(command, key)} needs ${shownAs(command, needs)}`]),
    ]);
    expect(rules.filter((rule) => !errors.includes(rule))).toEqual([]);
    const named = (command.options ?? []).flatMap(({ conflicts = [], needs }) => [...conflicts, ...(needs === undefined ? [] : [needs])]);
    expect(named.filter((key) => !parts.includes(key))).toEqual([]);
  });
});

test('a flag that was not typed is false, a list is empty, anything else undefined', async () => {
  const leaf = commands.find((one) => nameOf(one) === 'webhooks log list');
  const command = await leaf?.load();
  if (leaf === undefined || command === undefined) throw new Error('there is no such command');
  const { world } = makeWorld([]);
  const reading: Reading = { world, settings: { zone: { value: 'UTC', from: 'default' } }, print: { warn: () => undefined } };
  expect(await readOptions(command, {}, reading)).toEqual({
    event: [],
    allowUnknownEvent: false,
    filterHeader: [],
    failed: false,
    from: undefined,
    to: undefined,
    limit: undefined,
    all: false,
  });
});
