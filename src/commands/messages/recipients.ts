import type { Context } from '../../cli/command/command.ts';
import { option, type ValuesOf } from '../../cli/command/option.ts';
import { unusualNumber } from '../../cli/command/unusual-number.ts';
import { leadPhone } from '../../cli/operation/by-name.ts';
import { change } from '../../cli/operation/change.ts';
import { asksFirst, confirm, type Deed } from '../../cli/operation/confirm.ts';
import { each } from '../../cli/operation/each.ts';
import { type Once, onceEach } from '../../cli/outreach/once.ts';
import { usage } from '../../errors.ts';
import { counted } from '../../output/text/count.ts';
import { type ChangeOperation, type InputOf, list, required, text } from '../../resources/resource.ts';

/** `--to` (repeatable) and `--lead`: the recipients of a message. */
export const recipientOptions = {
  to: option('number', required(list('number to write to (repeatable)', { format: 'phone' }))),
  lead: option('id|name', text('lead to write to (alternative to --to)')),
  ...unusualNumber,
};

/** Returns the distinct numbers, because sending a text twice is worse than omitting it. Undefined if none was given. */
export const recipients = async (
  context: Context,
  { to: typed, lead, allowUnusualNumber }: ValuesOf<typeof recipientOptions>,
): Promise<readonly string[] | undefined> => {
  if (lead !== undefined && context.settings.dryRun) throw usage('--lead needs a lookup, and a dry run sends nothing', 'Pass the number with --to.');
  const all = lead === undefined ? typed : [...typed, await leadPhone(context, lead, allowUnusualNumber)];
  const once = [...new Set(all)];
  if (once.length < all.length) context.print.note(`${counted(all.length - once.length, 'repeated numbers')} skipped: each is written to once`);
  return once.length === 0 ? undefined : once;
};

/** Returns the recipients for the confirmation prompt: the number, or how many and which. */
export const whom = (to: readonly string[]): string =>
  to.length === 1 ? String(to[0]) : `${to.length} numbers (${to.slice(0, 3).join(', ')}${to.length > 3 ? ', …' : ''})`;

/**
 * Sends a message to each recipient after confirmation; prints one response as an object, several as an array. `said` is each message's text, for
 * the ledger.
 */
export const writeToEach = async <O extends ChangeOperation>(
  context: Context,
  operation: O,
  inputs: ReadonlyArray<InputOf<O>>,
  what: string,
  to: readonly string[],
  said: string,
  { again, ledger }: Pick<Once, 'again' | 'ledger'>,
): Promise<void> =>
  onceEach(context, { operation, to: to.map((recipient) => ({ recipient, said })), again, ledger }, async (recorded, lately) => {
    const deed: Deed = { kind: 'text', count: inputs.length, what: `${what}${lately}` };
    if (lately !== '' && !asksFirst(context.settings, deed)) context.print.note(deed.what);
    const [only] = inputs;
    if (inputs.length === 1 && only) {
      await change(recorded, operation, only, deed);
      return;
    }
    if (!context.settings.dryRun) await confirm(context, deed);
    await each(recorded, operation, inputs, 'to');
  });
