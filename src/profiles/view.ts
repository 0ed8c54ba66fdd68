import { usage } from '../errors.ts';
import { agentRuns } from '../output/text/agent.ts';
import { decideColor } from '../output/text/color.ts';
import { type Format, formats, type View } from '../output/text/view.ts';
import type { World } from '../world.ts';
import type { GlobalOptions } from './options.ts';
import { first, setting, variable } from './precedence.ts';
import type { Setting } from './settings.ts';

const isFormat = (value: string): value is Format => formats.some((format) => format === value);

/** Returns the requested format. Throws `usage` with a suggestion for an unknown one; for `-o some/file.csv` it suggests --out. */
export const chooseFormat = async (
  options: GlobalOptions,
  env: World['env'],
  ...rest: ReadonlyArray<Setting<string> | undefined>
): Promise<Setting<Format>> => {
  if (options.json && options.output !== undefined && options.output !== 'json') {
    throw usage(`--json and --output ${options.output} cannot be used together`, 'Drop one of them.');
  }
  const chosen = first(
    setting(options.output, '--output'),
    setting(options.json ? 'json' : undefined, '--json'),
    variable(env, 'BOLTCALL_OUTPUT'),
    ...rest,
  );
  if (chosen === undefined) return { value: 'table', from: 'default' };
  const { value, from } = chosen;
  if (isFormat(value)) return { value, from };
  if (/[/\\]|.\.\w+$/.test(value))
    throw usage(`${from}: \`${value}\` looks like a file; -o selects a format`, `To write to a file: --out ${value}, or \`> ${value}\`.`);
  throw (await import('../values/suggest.ts')).notAmong(from, formats, value);
};

const colorChoices = ['auto', 'always', 'never'] as const;

/** Checks --color. */
export const chooseColor = async (typed: GlobalOptions['color']): Promise<(typeof colorChoices)[number] | undefined> => {
  if (typed === undefined || typed === false) return typed === false ? 'never' : undefined;
  const found = colorChoices.find((choice) => choice === typed);
  if (found) return found;
  throw (await import('../values/suggest.ts')).notAmong('--color', colorChoices, typed);
};

/** Returns the columns of --columns: names separated by commas. Throws `usage` if there are none. */
export const readColumns = (typed: string | undefined): readonly string[] | undefined => {
  if (typed === undefined) return undefined;
  const names = typed
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (names.length === 0) throw usage('--columns: no column given', 'Write it like --columns id,name,status.');
  return names;
};

/** Returns --query as typed. Throws `usage` for jq syntax. */
export const readQuery = (typed: string | undefined): string | undefined => {
  if (typed === undefined) return undefined;
  if (typed.trim() === '') throw usage('--query: the expression is empty', 'Write it like --query "[].id".');
  if (/^\s*\./.test(typed)) {
    const without = typed.trim().replace(/^\.+/, '');
    throw usage(
      `--query: \`${typed}\` is jq; this is JMESPath`,
      `Remove the leading dot${without && !without.startsWith('[') ? `: --query '${without}'` : ", as in --query '[].id'"}.`,
    );
  }
  return typed;
};

/** Returns the display width: the terminal's, else a plausible COLUMNS, else 80. */
const widthOf = (world: World): number => {
  const own = world.stdout.columns;
  if (own !== undefined && own > 0) return own;
  const named = world.env['COLUMNS'] ?? '';
  return /^\d{2,4}$/.test(named) && Number(named) >= 20 ? Number(named) : 80;
};

/**
 * Returns how to display output. Terminal, width and color are determined on first use: opening streams takes time that `--help` and json do not
 * need.
 */
export const viewOf = async (
  options: GlobalOptions,
  world: World,
  format: Format,
  zone: Setting<string>,
  preferred?: readonly string[],
): Promise<View> => {
  const color = await chooseColor(options.color);
  const columns = readColumns(options.columns);
  const query = readQuery(options.query);
  return {
    format,
    ...(options.output === 'table' ? { tabular: true } : {}),
    ...(columns ? { columns } : {}),
    ...(preferred ? { preferred } : {}),
    ...(options.header === true ? { header: true } : {}),
    ...(query === undefined ? {} : { query }),
    get zone() {
      return zone.value;
    },
    ...(zone.from === 'default' && world.local ? { local: world.local } : {}),
    get terminal() {
      return world.stdout.isTTY === true;
    },
    get width() {
      return widthOf(world);
    },
    get color() {
      return decideColor(color, world.env, world.stdout.isTTY === true);
    },
    get errorColor() {
      return decideColor(color, world.env, world.stderr.isTTY === true && !agentRuns(world));
    },
    quiet: options.quiet === true,
    ...(options.safeCsv ? { safeCsv: true } : {}),
    now: world.now(),
  };
};

/** Returns whether errors are printed as a line of JSON. Decided without resolving settings, since that may fail. */
export const wantsJsonErrors = (options: GlobalOptions, env: World['env']): boolean => {
  const format = options.output ?? (options.json ? 'json' : env['BOLTCALL_OUTPUT']);
  return format === 'json' || format === 'jsonl' || env['BOLTCALL_ERRORS'] === 'json';
};
