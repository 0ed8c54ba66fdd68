import type { Item } from '../client/client.ts';
import { usage } from '../errors.ts';
import { resources } from '../resources/index.ts';
import type { Context } from './command.ts';

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
  const exact = items.find((item) => item['id'] === called);
  if (exact) return exact;
  const same = items.filter((item) => String(item['name'] ?? '').toLowerCase() === called.toLowerCase());
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

/** The id of the agent that a person calls so. */
export const agentId = async (context: Context, called: string): Promise<string> => String((await byIdOrName(context, 'agents', called))['id']);

/** The id of the lead that a person calls so. */
export const leadId = async (context: Context, called: string): Promise<string> => String((await byIdOrName(context, 'leads', called))['id']);

/** The phone number of a lead, for calls and texts; says whose it is. A lead without one is a usage failure. */
export const leadPhone = async (context: Context, called: string): Promise<string> => {
  const lead = await byIdOrName(context, 'leads', called);
  const phone = lead['phone'];
  if (typeof phone !== 'string' || phone === '')
    throw usage(`lead ${String(lead['id'])} (${String(lead['name'])}) has no phone number`, 'Give a number with --to.');
  context.print.note(`${String(lead['name'])} (${String(lead['id'])}): ${phone}`);
  return phone;
};
