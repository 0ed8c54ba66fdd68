import type { Item } from '../../client/client.ts';
import { Failure, usage } from '../../errors.ts';
import { resources } from '../../resources/index.ts';
import type { Choice } from '../ask/choices.ts';
import type { Context } from '../command/command.ts';

/** Everything of one list, read once a run. */
const whole = async (context: Context, name: string): Promise<Item[]> => {
  const operation = resources[name]?.operations['list'];
  if (operation === undefined) throw new Error(`no list of ${name}`);
  const client = await context.client();
  const items: Item[] = [];
  for await (const item of client.list(operation, {}, { all: true }, { signal: context.signal }).items) items.push(item);
  return items;
};

/** The one thing with this id, or with exactly this name in any case of letters; several are a usage failure that lists them. */
const byIdOrName = async (context: Context, name: string, called: string): Promise<Item> => {
  const items = await whole(context, name);
  const { seenOnly } = await import('../../values/unseen.ts');
  // As they are read: a line end or a no-break space makes no other name.
  const plain = (text: string): string => seenOnly(text).normalize('NFC').toLowerCase();
  const exact = items.find((item) => item['id'] === seenOnly(called));
  if (exact) return exact;
  const same = items.filter((item) => plain(String(item['name'] ?? '')) === plain(called));
  if (same.length === 1 && same[0]) return same[0];
  const close =
    same.length > 1
      ? same
      : items
          .filter((item) =>
            String(item['name'] ?? '')
              .toLowerCase()
              .includes(called.toLowerCase()),
          )
          .slice(0, 5);
  const listed = close.map((item) => `${String(item['id'])} (${String(item['name'])})`).join(', ');
  throw usage(
    same.length > 1 ? `${same.length} ${name} are called "${called}"` : `none of the ${name} has the id or name "${called}"`,
    listed === ''
      ? `\`boltcall ${name} list\` shows them all.`
      : `${same.length > 1 ? 'Give the id of one' : 'Did you mean'}: ${listed}${same.length > 1 ? '.' : '?'}`,
  );
};

/** Everything of one list to pick from: names first, the id as the value. */
export const choices = async (context: Context, name: string): Promise<Array<{ name: string; value: string; about: string }>> =>
  (await whole(context, name)).map((item) => ({
    name: String(item['name'] ?? item['id']),
    value: String(item['id']),
    about: String(item['phone'] ?? item['phone_number'] ?? ''),
  }));

/** As many things as are read to pick from, where another value may be typed. */
const enough = 500;

/**
 * Values that were seen in a list, each once, with whom or what they belong to; the newest first. None where the key may not
 * read that list: there the value is typed.
 */
export const seenValues = async (context: Context, { in: name, at }: { readonly in: string; readonly at: string }): Promise<Choice<string>[]> => {
  const operation = resources[name]?.operations['list'];
  if (operation === undefined || !('columns' in operation.output)) throw new Error(`no list of ${name}`);
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

/** The id of the agent that a person calls so. */
export const agentId = async (context: Context, called: string): Promise<string> => String((await byIdOrName(context, 'agents', called))['id']);

/** The id of the lead that a person calls so. */
export const leadId = async (context: Context, called: string): Promise<string> => String((await byIdOrName(context, 'leads', called))['id']);

/** The phone number of a lead, for calls and texts; says whose it is. A lead without one is a usage failure. */
export const leadPhone = async (context: Context, called: string, unusual: boolean): Promise<string> => {
  const lead = await byIdOrName(context, 'leads', called);
  const phone = lead['phone'];
  if (typeof phone !== 'string' || phone === '')
    throw usage(`lead ${String(lead['id'])} (${String(lead['name'])}) has no phone number`, 'Give a number with --to.');
  const whose = `${String(lead['name'])} (${String(lead['id'])})`;
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
