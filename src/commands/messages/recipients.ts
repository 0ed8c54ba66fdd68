import type { Context, Given, Option } from '../../cli/command/command.ts';
import { flagOf, listOf, textOf } from '../../cli/command/given.ts';
import { unusualNumber } from '../../cli/command/unusual-number.ts';
import { leadPhone } from '../../cli/operation/by-name.ts';
import { change } from '../../cli/operation/change.ts';
import { confirm, type Deed } from '../../cli/operation/confirm.ts';
import { each } from '../../cli/operation/each.ts';
import { usage } from '../../errors.ts';
import { list, type Operation, text } from '../../resources/resource.ts';

/** `--to` (repeated) and `--lead`: whom a message goes to. */
export const recipientOptions: readonly Option[] = [
  { name: 'to', key: 'to', value: 'number', field: { ...list('the number to write to; repeat for more', { format: 'phone' }), required: true } },
  { name: 'lead', value: 'id|name', field: text('a lead, whose number is taken, instead of --to') },
  unusualNumber,
];

/** The numbers, each once: a doubled text is worse than a missing one. Undefined where none was given. */
export const recipients = async (context: Context, given: Given): Promise<readonly string[] | undefined> => {
  const typed = listOf(given, 'to');
  const lead = textOf(given, 'lead');
  if (lead !== undefined && context.settings.dryRun) throw usage('--lead is looked up, and a dry run sends nothing', 'Give the number with --to.');
  const all = lead === undefined ? typed : [...typed, await leadPhone(context, lead, flagOf(given, 'allow_unusual_number'))];
  const once = [...new Set(all)];
  if (once.length < all.length)
    context.print.note(
      `${all.length - once.length} repeated ${all.length - once.length === 1 ? 'number' : 'numbers'} left out: each is written to once`,
    );
  return once.length === 0 ? undefined : once;
};

/** Whom, for the question: the number, or how many and which. */
export const whom = (to: readonly string[]): string =>
  to.length === 1 ? String(to[0]) : `${to.length} numbers (${to.slice(0, 3).join(', ')}${to.length > 3 ? ', …' : ''})`;

/** Writes to each of them: one message is printed as one, several as an array. Asks first. */
export const writeToEach = async (
  context: Context,
  operation: Operation,
  to: readonly string[],
  rest: Readonly<Record<string, unknown>>,
  what: string,
): Promise<void> => {
  const deed: Deed = { kind: 'text', count: to.length, what };
  const inputs = to.map((number) => ({ to: number, ...rest }));
  const [only] = inputs;
  if (inputs.length === 1 && only) {
    await change(context, operation, only, deed);
    return;
  }
  if (!context.settings.dryRun) await confirm(context, deed);
  await each(context, operation, inputs, 'to');
};
