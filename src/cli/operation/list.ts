import type { Item, Listing, Wanted } from '../../client/client.ts';
import { Failure } from '../../errors.ts';
import { at } from '../../output/format/path.ts';
import { counted, number } from '../../output/text/count.ts';
import { choice, type Filter, integer, type ListOperation, paging, text } from '../../resources/resource.ts';
import { numberIn } from '../../values/exact-json.ts';
import { asText } from '../../values/json.ts';
import type { Context, Values } from '../command/command.ts';
import { type Declared, type DeclaredOptions, flag, option, type ValuesOf } from '../command/option.ts';
import { inputOf, inputOptions, optional } from './inputs.ts';
import { dayOption, periodOf } from './period.ts';

/** Default number of results, and default maximum of records that a client-side filter reads. */
const presets = { limit: 20, scan: 1000 } as const;

const pagingOptions = {
  limit: option('n', integer(`maximum number of results (default ${presets.limit})`, { min: 1 })),
  page: option('n', { ...paging.page, about: 'fetch only this page' }),
  all: flag('fetch all pages', { conflicts: ['limit', 'page'] }),
};
const scanOption = { scan: option('n', integer(`maximum records to search when filtering on the client (default ${presets.scan})`, { min: 1 })) };

/** Options that lists share; a list without pages lacks the paging options. */
type SharedOptions = Partial<typeof pagingOptions & typeof scanOption & { readonly on: typeof dayOption }>;

/** The options typed for a list. */
export type ListValues = ValuesOf<SharedOptions> & Values;

/** Returns the options of a list: its own input, client-side filters, and paging. */
export const listOptions = (operation: ListOperation): SharedOptions & DeclaredOptions => {
  const { filters = {}, shape } = operation.output;
  return {
    ...optional(inputOptions(operation)),
    ...Object.fromEntries(Object.entries(filters).map(([name, filter]) => [name, filterOption(filter)])),
    ...(operation.input['from'] && operation.input['to'] ? { on: dayOption } : {}),
    ...(shape === 'page' ? pagingOptions : {}),
    ...(shape === 'page' && Object.keys(filters).length > 0 ? scanOption : {}),
  };
};

const filterOption = ({ test, about, choices }: Filter): Declared => {
  const manner = { whileReading: true } as const;
  if (test === 'at-least') return option('n', integer(about, { min: 0 }), manner);
  if (choices) return option('value', choice(about, choices, { open: true }), manner);
  return test === 'phone' ? option('number', text(about, { format: 'phone', numbers: 'unchecked' }), manner) : option('text', text(about), manner);
};

/** Whether a number matches the typed one. A number typed without a country code matches by its ending, without the trunk zeros of its country. */
const sameNumber = (value: string, wanted: string): boolean => {
  const digits = value.replace(/\D/g, '');
  return wanted.startsWith('+') ? digits === wanted.slice(1) : digits !== '' && digits.endsWith(wanted.replace(/^0+/, '') || wanted);
};
const lower = (value: unknown): string => (Array.isArray(value) ? value.map(asText).join(' ') : asText(value ?? '')).toLowerCase();

const tests: Readonly<Record<Filter['test'], (value: unknown, wanted: unknown) => boolean>> = {
  equals: (value, wanted) => lower(value) === lower(wanted),
  search: (value, wanted) => lower(value).includes(lower(wanted)),
  'at-least': (value, wanted) => (numberIn(value) ?? Number.NaN) >= Number(wanted),
  phone: (value, wanted) => value !== undefined && value !== null && sameNumber(asText(value), asText(wanted)),
  includes: (value, wanted) => Array.isArray(value) && value.some((entry) => lower(entry) === lower(wanted)),
};

/** Whether an item passes one filter with the typed value. */
export const passes = (item: Item, filter: Filter, wanted: unknown): boolean =>
  filter.paths.some((path) => tests[filter.test](at(item, path), wanted));

/** Returns the typed filters combined into one predicate; undefined if there are none. */
export const filterOf = (options: Values, { output }: ListOperation): ((item: Item) => boolean) | undefined => {
  const filters = Object.entries(output.filters ?? {}).filter(([name]) => options[name] !== undefined);
  return filters.length === 0 ? undefined : (item) => filters.every(([name, filter]) => passes(item, filter, options[name]));
};

/** Returns how much to read, based on --limit, --page, --all and the filters. */
const wantedOf = (options: ListValues, operation: ListOperation): Wanted => {
  const { limit, page, all, scan } = options;
  const filter = filterOf(options, operation);
  const keep = filter ? { keep: filter, scan: all ? Number.POSITIVE_INFINITY : (scan ?? presets.scan) } : {};
  if (all || operation.output.shape === 'rows') return { all: true, ...keep };
  if (page !== undefined) return { page, ...(limit === undefined ? {} : { limit }), ...keep };
  return { limit: limit ?? presets.limit, ...keep };
};

/** Reads and prints a list, and reports on stderr how much of it was shown. */
export const runList = async (context: Context, options: ListValues, name: string, operation: ListOperation): Promise<void> => {
  const wanted = wantedOf(options, operation);
  const input = await periodOf(await inputOf(context, options, operation), options.on);
  const client = await context.client();
  const listing = client.list(operation, input, wanted, { signal: context.signal });
  const seen: Array<[string, string]> = [];
  await context.print.list(noticed(listing.items, seen), operation.output.columns);
  const { remember, scopeOf } = await import('./id-cache.ts');
  const { settings } = context;
  await remember(
    settings.places,
    await scopeOf(settings.sandbox, settings.baseUrl.value.href, settings.apiKey?.value ?? settings.profile.value),
    name,
    seen,
  );
  const unread = listing.unread();
  if (unread && !wanted.all) {
    const of = listing.total() === undefined ? '' : ` of ${number(listing.total() ?? 0)}`;
    context.print.note(`${number(listing.shown())}${of} ${name} came; the rest could not be read: ${unread.reason}`);
    return;
  }
  if (unread) {
    const count = unread.count === undefined ? '' : ` (${counted(unread.count, 'records')})`;
    throw new Failure('bad-answer', `the rest of the ${name} could not be read${count}: ${unread.reason}`, {
      hint: 'The list is incomplete: it shows what could be read.',
    });
  }
  tell(context, name, listing, wanted);
};

/** Yields the same items, and collects the ids and names of the first ones for completion. */
const noticed = async function* (items: AsyncIterable<Item>, seen: Array<[string, string]>): AsyncGenerator<Item> {
  for await (const item of items) {
    const { id } = item;
    if (typeof id === 'string' && seen.length < 200) seen.push([id, asText(item['name'] ?? item['title'] ?? item['caller'] ?? item['url'] ?? '')]);
    yield item;
  }
};

/** Prints the line below a list; nothing if everything was shown. */
const tell = ({ print }: Context, name: string, listing: Listing, wanted: Wanted): void => {
  const [shown, total, doubt] = [listing.shown(), listing.total(), listing.doubt()];
  if (doubt !== undefined) print.warn(`The list of ${name} may be incomplete: ${doubt}.`);
  if (listing.more()) {
    const stopped = wanted.keep !== undefined && shown < (wanted.limit ?? Number.POSITIVE_INFINITY);
    // If the filter did not search everything, say so: the output must not suggest that nothing else matches.
    if (stopped) print.warn(`Found ${number(shown)} among the first ${counted(listing.searched(), name)}. Use --scan N or --all to search more.`);
    else
      print.note(
        `Showing ${number(shown)}${total === undefined ? '; more are available' : ` of ${number(total)}`}. Use --limit N or --all for more.`,
      );
  } else if (shown === 0 && wanted.page !== undefined && total !== undefined && total > 0)
    print.note(`page ${wanted.page} is past the end (${counted(total, name)})`);
  else if (shown === 0) print.note(wanted.keep ? `no ${name} match` : `no ${name}`);
};
