import { type Context, defineCommand } from '../cli/command/command.ts';
import { flag } from '../cli/command/option.ts';
import { Failure } from '../errors.ts';
import { paint } from '../output/text/color.ts';
import { labeled } from '../output/text/labels.ts';
import { safe } from '../output/text/safe.ts';
import type { View } from '../output/text/view.ts';
import { masked, requireSomeKey } from '../profiles/key.ts';
import type { Settings } from '../profiles/settings.ts';
import { column } from '../resources/resource.ts';
import { shownStore } from '../values/store.ts';

const columns = [
  column('profile'),
  column('key'),
  column('mode', 'status'),
  column('base_url', 'url', 'BASE URL'),
  column('accepted'),
  column('sandbox'),
  column('settings'),
  column('from'),
];

export const command = defineCommand({
  columns,
  options: { offline: flag('do not check the key with the API') },
  detail: 'Shows the profile, masked key, mode, base URL and other settings, where each comes from, and whether the API accepts the key.',
  examples: ['whoami', 'whoami --offline -o json'],
  run: async (context, { offline }) => {
    const { print } = context;
    const { settings, asked } = offline || context.settings.keyFault ? { settings: context.settings, asked: {} } : await ask(context);
    const identity = described(settings, asked.accepted ?? null);
    const rows = lines(settings, asked.accepted);
    const card = settings.view.format === 'table' && settings.view.terminal ? await drawn(rows, settings.view) : '';
    await print.record(identity, columns, { draw: () => card });
    if (asked.failure) throw asked.failure;
    requireSomeKey(settings);
  },
});

/** Returns the lines for people: name, value and source; LIVE is highlighted. */
const drawn = async (rows: ReadonlyArray<readonly [name: string, value: string, from: string]>, view: View): Promise<string> => {
  const chalk = await paint(view.color);
  const width = Math.max(...rows.map(([name]) => name.length));
  const live = (value: string): string => (value === 'LIVE' ? chalk.bgRed.white.bold(' LIVE ') : safe(value));
  // If the source does not fit beside its value, it goes below.
  const between = (value: string, from: string): string => (width + 2 + value.length + 2 + from.length > view.width ? '\n' : '  ');
  const origin = (value: string, from: string): string => (from ? between(value, from) + chalk.dim(safe(from)) : '');
  return labeled(
    rows.map(([label, value, from]) => ({ label, text: live(value) + origin(value, from) })),
    view.width,
    chalk.bold,
  );
};

interface Asked {
  readonly accepted?: boolean;
  readonly failure?: Failure;
}

/**
 * Gets the key, running a key command if necessary, and asks the API. Any error from these (or the network) is reported after the facts that are
 * known without them.
 */
const ask = async (context: Context): Promise<{ readonly settings: Settings; readonly asked: Asked }> => {
  let { settings } = context;
  try {
    requireSomeKey(settings);
  } catch {
    return { settings, asked: {} };
  }
  const { checkKey } = await import('../cli/operation/key-check.ts');
  try {
    const key = await context.key();
    settings = { ...settings, heldKey: key };
    const verdict = await checkKey(context, key);
    if (verdict === 'limited') context.print.note('The API accepts this key, but it cannot list agents: its permissions are limited.');
    return { settings, asked: { accepted: true } };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    const refused = thrown.kind === 'authentication' && thrown.code !== 'key_command';
    return { settings, asked: refused ? { accepted: false, failure: thrown } : { failure: thrown } };
  }
};

/** Returns the settings that differ from their defaults. */
const chosen = (settings: Settings): Array<[name: string, value: string, from: string]> => {
  const all: Array<[string, { readonly value: unknown; readonly from: string } | undefined]> = [
    ['output', settings.output],
    ['timezone', settings.zone],
    ['region', settings.region],
    ['read_only', settings.readOnly],
    ['confirm', settings.confirm],
    ['timeout_seconds', { value: settings.timeout.value / 1000, from: settings.timeout.from }],
    ['max_retries', settings.maxRetries],
    ['default_agent', settings.defaultAgent],
    ['from_number', settings.fromNumber],
    ['forward_to', settings.forwardTo],
    ['routes', settings.routes && { ...settings.routes, value: settings.routes.value.map(([pattern, target]) => `${pattern}=${target}`) }],
    ['events', settings.events],
    ['via', settings.via],
    ['columns', settings.columns],
    ['ledger', settings.ledger && { value: shownStore(settings.ledger.value), from: settings.ledger.from }],
  ];
  return all.flatMap(([name, setting]) =>
    setting === undefined || setting.from === 'default'
      ? []
      : [[name, Array.isArray(setting.value) ? setting.value.join(', ') : String(setting.value), setting.from]],
  );
};

/** Returns the source of the key, whether it is stored or printed by a command. */
const keyFrom = ({ heldKey, keyCommand }: Settings): string | undefined => (heldKey ?? keyCommand)?.from;

/** Returns the facts for programs: each value, and its source under `from`. */
const described = (settings: Settings, accepted: boolean | null): Readonly<Record<string, unknown>> => ({
  profile: settings.profile.value,
  key: settings.heldKey ? masked(settings.heldKey.value) : null,
  mode: settings.mode ?? null,
  base_url: settings.baseUrl.value.href,
  accepted,
  sandbox: settings.sandbox,
  settings: Object.fromEntries(chosen(settings).map(([name, value]) => [name, value])),
  from: {
    profile: settings.profile.from,
    ...(keyFrom(settings) === undefined ? {} : { key: keyFrom(settings) }),
    base_url: settings.baseUrl.from,
    ...Object.fromEntries(chosen(settings).map(([name, , from]) => [name, from])),
  },
});

/** Returns the same facts as lines for people. */
const lines = (settings: Settings, accepted: boolean | undefined): Array<[name: string, value: string, from: string]> => [
  ['profile', settings.profile.value, settings.profile.from],
  ['key', settings.heldKey ? masked(settings.heldKey.value) : settings.keyCommand ? 'not read' : 'none', keyFrom(settings) ?? ''],
  [
    'mode',
    settings.sandbox ? 'sandbox' : settings.mode === 'live' ? 'LIVE' : (settings.mode ?? 'none'),
    settings.mode === 'live' && !settings.sandbox ? 'real calls, real messages' : '',
  ],
  ['base URL', settings.baseUrl.value.href, settings.baseUrl.from],
  ['API', accepted === undefined ? 'not checked' : accepted ? 'key accepted' : 'key rejected', ''],
  ...chosen(settings).map(([name, value, from]): [string, string, string] => [name.replaceAll('_', ' '), value, from]),
];
