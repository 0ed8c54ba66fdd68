import type { Item, Wanted } from '../../client/client.ts';
import { Failure, usage } from '../../errors.ts';
import { at } from '../../output/format/path.ts';
import { type Filter, integer, method, type Operation, paging, text } from '../../resources/resource.ts';
import { numberIn } from '../../values/json.ts';
import type { Context, Given, Option } from '../command/command.ts';
import { flagOf, numberOf } from '../command/given.ts';
import { inputOf, inputOptions } from './inputs.ts';
import { dayOption, rangeOf } from './period.ts';

/** How many results a list shows, and how many records a filter of ours reads at most. */
const presets = { limit: 20, scan: 1000 } as const;

/** The options of a list: its own input, the filters applied while reading, how much is wanted. */
export const listOptions = (operation: Operation): Option[] => {
  const { output } = operation;
  const filters = output.shape === 'page' || output.shape === 'rows' ? (output.filters ?? {}) : {};
  const own = inputOptions(operation)
    .map((option) => ({ ...option, field: { ...option.field, required: undefined } }))
    .map(({ field: { required: _, ...field }, ...option }) => ({ ...option, field }));
  const paged: Option[] = [
    { name: 'limit', value: 'n', field: integer(`how many are wanted; default ${presets.limit}`, { min: 1 }) },
    { name: 'page', value: 'n', field: { ...paging.page, about: 'only this page' } },
    { name: 'all', field: text('everything') },
  ];
  const scan: Option[] =
    Object.keys(filters).length > 0
      ? [{ name: 'scan', value: 'n', field: integer(`how many records a filter reads at most; default ${presets.scan}`, { min: 1 }) }]
      : [];
  return [
    ...own,
    ...Object.entries(filters).map(([name, filter]) => filterOption(name, filter)),
    ...(operation.input['from'] && operation.input['to'] ? [dayOption] : []),
    ...(output.shape === 'page' ? [...paged, ...scan] : []),
  ];
};

const filterOption = (name: string, filter: Filter): Option => {
  const flag = name.replaceAll('_', '-');
  if (filter.test === 'at-least') return { name: flag, value: 'n', field: integer(filter.about, { min: 0 }) };
  const about = filter.about;
  if (filter.choices) return { name: flag, value: 'value', field: { kind: 'choice', about, rules: { choices: filter.choices, open: true } } };
  return {
    name: flag,
    value: filter.test === 'phone' ? 'number' : 'text',
    field: text(about, filter.test === 'phone' ? { format: 'phone', numbers: 'unchecked' } : {}),
  };
};

/** Whether a number is the one that was typed; one typed without its country is the end of it, without the zeros of its country. */
const sameNumber = (value: string, wanted: string): boolean => {
  const digits = value.replace(/\D/g, '');
  return wanted.startsWith('+') ? digits === wanted.slice(1) : digits !== '' && digits.endsWith(wanted.replace(/^0+/, '') || wanted);
};
const lower = (value: unknown): string => (Array.isArray(value) ? value.join(' ') : String(value ?? '')).toLowerCase();

const tests: Readonly<Record<Filter['test'], (value: unknown, wanted: unknown) => boolean>> = {
  equals: (value, wanted) => lower(value) === lower(wanted),
  search: (value, wanted) => lower(value).includes(lower(wanted)),
  'at-least': (value, wanted) => (numberIn(value) ?? Number.NaN) >= Number(wanted),
  phone: (value, wanted) => value !== undefined && value !== null && sameNumber(String(value), String(wanted)),
  includes: (value, wanted) => Array.isArray(value) && value.some((entry) => lower(entry) === lower(wanted)),
};

/** Whether an item passes one filter with the value that was typed. */
export const passes = (item: Item, filter: Filter, wanted: unknown): boolean =>
  filter.paths.some((path) => tests[filter.test](at(item, path), wanted));

/** The filters that were typed as one test; undefined where none was. */
export const filterOf = (given: Given, { output }: Operation): ((item: Item) => boolean) | undefined => {
  const filters = Object.entries(output.shape === 'page' || output.shape === 'rows' ? (output.filters ?? {}) : {}).filter(
    ([name]) => given.values[name] !== undefined,
  );
  return filters.length === 0 ? undefined : (item) => filters.every(([name, filter]) => passes(item, filter, given.values[name]));
};

/** How much is wanted, from --limit, --page, --all and the filters. */
const wantedOf = (given: Given, operation: Operation): Wanted => {
  const limit = numberOf(given, 'limit');
  const page = numberOf(given, 'page');
  const all = flagOf(given, 'all');
  if (all && (limit !== undefined || page !== undefined))
    throw usage(`--all with ${limit === undefined ? '--page' : '--limit'}`, 'Give one of them.');
  const filter = filterOf(given, operation);
  const keep = filter ? { keep: filter, scan: all ? Number.POSITIVE_INFINITY : (numberOf(given, 'scan') ?? presets.scan) } : {};
  if (all || operation.output.shape === 'rows') return { all: true, ...keep };
  if (page !== undefined) return { page, ...(limit === undefined ? {} : { limit }), ...keep };
  return { limit: limit ?? presets.limit, ...keep };
};

/** Reads and prints a list, and says on stderr how much of it that was. */
export const runList = async (context: Context, given: Given, name: string, operation: Operation): Promise<void> => {
  if (method(operation) !== 'GET' || operation.output.shape === 'record' || operation.output.shape === 'audio')
    throw new Error(`${operation.route} is no list`);
  const wanted = wantedOf(given, operation);
  const input = await rangeOf(given, await inputOf(context, given, operation));
  const client = await context.client();
  const listing = client.list(operation, input, wanted, { signal: context.signal });
  const seen: Array<[string, string]> = [];
  await context.print.list(noticed(listing.items, seen), operation.output.columns);
  const { remember, scopeOf } = await import('./id-cache.ts');
  const { settings } = context;
  remember(
    settings.places.cache,
    scopeOf(settings.sandbox, settings.profile.value, settings.apiKey?.from.startsWith('profile') !== true),
    name,
    seen,
  );
  const unread = listing.unread();
  if (unread) {
    const count = unread.count === undefined ? '' : ` (${unread.count} records)`;
    throw new Failure('bad-answer', `the rest of the ${name} could not be read${count}: ${unread.reason}`, {
      hint: 'What was read is shown; do not take it for everything.',
    });
  }
  tell(context, name, listing.shown(), listing.total(), listing.more(), wanted);
};

/** The same items; the ids and names of the first of them are kept for completion. */
const noticed = async function* (items: AsyncIterable<Item>, seen: Array<[string, string]>): AsyncGenerator<Item> {
  for await (const item of items) {
    const { id } = item;
    if (typeof id === 'string' && seen.length < 200) seen.push([id, String(item['name'] ?? item['title'] ?? item['caller'] ?? item['url'] ?? '')]);
    yield item;
  }
};

/** The line under a list: nothing where everything was shown. */
const tell = (context: Context, name: string, shown: number, total: number | undefined, more: boolean, wanted: Wanted): void => {
  if (more && wanted.keep && !wanted.all && wanted.page === undefined && shown < (wanted.limit ?? presets.limit)) {
    // Said with --quiet too: what was found is not all that there is to find.
    context.print.warn(`${shown} ${name} match among the first ${wanted.scan ?? presets.scan}; there are more to search. Use --scan N or --all.`);
  } else if (more) {
    const how = wanted.keep ? '--limit N, --scan N or --all' : '--limit N or --all';
    context.print.note(`${shown} ${total === undefined ? 'shown, and there are more' : `of ${total} shown`}; ${how}`);
  } else if (shown === 0) context.print.note(wanted.keep ? `no ${name} match` : `no ${name}`);
};
