import type { Item } from '../../client/client.ts';
import { Failure, usage } from '../../errors.ts';
import { operations, resources } from '../../resources/index.ts';
import type { ListOperation } from '../../resources/resource.ts';
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
}

const known: Readonly<Record<Named, (context: Context) => Promise<Known[]>>> = {
  agents: async (context) => {
    const { list } = operations.agents;
    const rows = (await whole(context, list)).map((item) => rowOf(list.output.row, item));
    return rows.map(({ id = '', name = id, phone_number: phone = '' }) => ({ id, name, phone }));
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
    same.length > 1 ? `${same.length} ${of} are named "${called}"` : `no ${of.slice(0, -1)} has the id or name "${called}"`,
    listed === ''
      ? `\`boltcall ${of} list\` shows them all.`
      : `${same.length > 1 ? 'Use the id of one' : 'Did you mean'}: ${listed}${same.length > 1 ? '.' : '?'}`,
  );
};

/** Returns all items of a list as choices: the names are shown, the id is the value. */
export const choices = async (context: Context, of: Named): Promise<Array<{ name: string; value: string; about: string }>> =>
  (await known[of](context)).map(({ id, name, phone }) => ({ name, value: id, about: phone }));

/** Maximum number of items read for choices if another value can be typed. */
const enough = 500;

/**
 * Returns distinct values seen in a list, newest first, each with the person or thing it belongs to. Empty if the key may not read that list; the
 * user then types the value.
 */
export const seenValues = async (context: Context, { in: name, at }: { readonly in: string; readonly at: string }): Promise<Choice<string>[]> => {
  const operation = resources[name]?.operations['list'];
  if (operation?.kind !== 'list') throw new Error(`no list of ${name}`);
  const others = operation.output.columns.map(({ path }) => path).filter((path) => path !== at && path !== 'id');
  const about = new Map<string, string[]>();
  try {
    const client = await context.client();
    for await (const item of client.list(operation, {}, { limit: enough }, { signal: context.signal }).items) {
      const value = item[at];
      if (typeof value !== 'string' || value === '') continue;
      const words = others.flatMap((path) => (typeof item[path] === 'string' && item[path] !== '' ? [item[path]] : [])).slice(0, at === 'id' ? 3 : 1);
      about.set(value, [...(about.get(value) ?? []), words.join('  ')]);
    }
  } catch (error) {
    if (!(error instanceof Failure) || !['forbidden', 'not-found', 'bad-answer'].includes(error.kind)) throw error;
  }
  return [...about].map(([value, whose]) => ({ name: value, value, about: whose.filter(Boolean).slice(0, 3).join(', ') }));
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
