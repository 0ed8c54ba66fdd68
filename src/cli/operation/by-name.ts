import type { Item } from '../../client/client.ts';
import { Failure, usage } from '../../errors.ts';
import { operations, resources } from '../../resources/index.ts';
import type { ListOperation } from '../../resources/resource.ts';
import { asText } from '../../values/json.ts';
import type { Choice } from '../ask/choices.ts';
import type { Context } from '../command/command.ts';
import { rowOf } from './row.ts';

/** Returns all items of a list, read once per run. */
const whole = async (context: Context, operation: ListOperation): Promise<Item[]> => {
  const client = await context.client();
  const items: Item[] = [];
  for await (const item of client.list(operation, {}, { all: true }, { signal: context.signal }).items) items.push(item);
  return items;
};

type Named = 'agents' | 'leads';

/** The identifying members of an agent or a lead. */
interface Known {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly paused?: boolean;
}

const known: Readonly<Record<Named, (context: Context) => Promise<Known[]>>> = {
  agents: async (context) => {
    const { list } = operations.agents;
    const rows = (await whole(context, list)).map((item) => rowOf(list.output.row, item));
    return rows.map(({ id = '', name = id, phone_number: phone = '', status }) => ({ id, name, phone, paused: status === 'paused' }));
  },
  leads: async (context) => {
    const { list } = operations.leads;
    const rows = (await whole(context, list)).map((item) => rowOf(list.output.row, item));
    return rows.map(({ id = '', name = id, phone = '' }) => ({ id, name, phone }));
  },
};

/** Returns the item with this id or with exactly this name, ignoring case. Several matches are a usage failure that lists them. */
const byIdOrName = async (context: Context, of: Named, called: string): Promise<Known> => {
  const items = await known[of](context);
  const { seenOnly } = await import('../../values/unseen.ts');
  const wanted = seenOnly(called);
  const exact = items.find(({ id }) => id === wanted);
  if (exact) return exact;
  // Compares names as people read them: a line break or no-break space does not make a different name.
  const plain = (text: string): string => seenOnly(text).normalize('NFC').toLowerCase();
  const same = items.filter(({ name }) => plain(name) === plain(called));
  if (same.length === 1 && same[0]) return same[0];
  const close = same.length > 1 ? same : items.filter(({ name }) => plain(name).includes(plain(called))).slice(0, 5);
  const listed = close.map(({ id, name }) => `${id} (${name})`).join(', ');
  throw usage(
    same.length > 1 ? `${same.length} ${of} are named \`${called}\`` : `no ${of.slice(0, -1)} has the id or name \`${called}\``,
    listed === ''
      ? `\`boltcall ${of} list\` shows them all.`
      : `${same.length > 1 ? 'Use the id of one' : 'Did you mean'}: ${listed}${same.length > 1 ? '.' : '?'}`,
  );
};

/** Returns agents or leads as choices: the names are shown, the id is the value. Leaves out paused agents, which place no calls. */
export const choices = async (context: Context, of: Named): Promise<Array<Choice<string>>> =>
  (await known[of](context)).filter(({ paused }) => !paused).map(({ id, name, phone }) => ({ name, value: id, about: phone }));

/** Maximum number of items read for choices if another value can be typed. */
const enough = 500;

/** Where values are seen: the member `at` of items of the resource `in`, except items that have one of these values in a member. */
interface Seen {
  readonly in: string;
  readonly at: string;
  readonly unless?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Returns distinct values seen in a list, newest first, each with the person or thing it belongs to. Two spellings of a number are one value. Empty if
 * the key may not read that list; the user then types the value.
 */
export const seenValues = async (context: Context, { in: name, at, unless = {} }: Seen): Promise<Choice<string>[]> => {
  const operation = resources[name]?.operations['list'];
  if (operation?.kind !== 'list') throw new Error(`no list of ${name}`);
  const { phoneText } = await import('../../values/phone-text.ts');
  const found = new Map<string, { readonly value: string; readonly about: Set<string> }>();
  try {
    const client = await context.client();
    for await (const item of client.list(operation, {}, { limit: enough }, { signal: context.signal }).items) {
      const value = item[at];
      if (typeof value !== 'string' || value === '') continue;
      if (Object.entries(unless).some(([path, values]) => values.includes(String(item[path])))) continue;
      const { dialed, untrunked = dialed } = at === 'id' ? { dialed: value } : phoneText(value);
      const known = found.get(untrunked ?? value) ?? { value, about: new Set() };
      found.set(untrunked ?? value, known);
      const words = await wordsOf(item, operation, context);
      known.about.add(at === 'id' ? words.join('  ') : (words[0] ?? ''));
    }
  } catch (error) {
    if (!(error instanceof Failure) || !['forbidden', 'not-found', 'bad-answer'].includes(error.kind)) throw error;
  }
  return [...found.values()].map(({ value, about }) => ({ name: value, value, about: [...about].filter(Boolean).join(', ') }));
};

/** Returns what tells an item apart from others of its list: its first time in local time, the other party's number, and its first other texts. */
const wordsOf = async (item: Item, { output }: ListOperation, { print }: Context): Promise<string[]> => {
  const [{ shortTime }, { excerpt }] = await Promise.all([import('../../output/format/time.ts'), import('../../output/excerpt.ts')]);
  const shown = output.columns.filter(({ path, kind }) => kind !== 'id' && typeof item[path] === 'string' && item[path] !== '');
  const [time] = shown.filter(({ kind }) => kind === 'time');
  const numbers = output.columns.filter(({ kind }) => kind === 'phone');
  const party = item['direction'] === 'outbound' ? numbers.at(-1) : numbers[0];
  return shown
    .filter((column) => (column.kind === 'time' ? column === time : column.kind === 'phone' ? column === party : true))
    .map(({ path, kind }) => {
      const text = asText(item[path]);
      return kind === 'time' ? shortTime(text, print.view) : text.length > 40 ? excerpt(text) : text;
    })
    .slice(0, 5);
};

/** Returns the id of the agent with this id or name. */
export const agentId = async (context: Context, called: string): Promise<string> => (await byIdOrName(context, 'agents', called)).id;

/** Returns the id of the lead with this id or name. */
export const leadId = async (context: Context, called: string): Promise<string> => (await byIdOrName(context, 'leads', called)).id;

/** Returns the phone number of a lead, for calls and texts, and prints whose it is. A lead without a number is a usage failure. */
export const leadPhone = async (context: Context, called: string, unusual: boolean): Promise<string> => {
  const { id, name, phone } = await byIdOrName(context, 'leads', called);
  if (phone === '') throw usage(`lead ${id} (${name}) has no phone number`, 'Pass a number with --to.');
  const whose = `${name} (${id})`;
  const { readPhone } = await import('../../values/phone.ts');
  const { region } = context.settings;
  const number = await readPhone(phone, `lead ${whose}`, {
    unusual: unusual ? 'allowed' : 'refused',
    warn: (line) => context.print.warn(line),
    ...(region ? { region: region.value } : {}),
  });
  context.print.note(`${whose}: ${number}`);
  return number;
};
