import type { Command, Context } from '../../cli/command/command.ts';
import { wordsOf } from '../../cli/command/given.ts';
import { asksFirst, confirm } from '../../cli/operation/confirm.ts';
import { each } from '../../cli/operation/each.ts';
import { findById } from '../../cli/operation/find.ts';
import { named } from '../../cli/operation/registry.ts';
import { moment } from '../../output/format/time.ts';
import { asText } from '../../values/json.ts';

const { operation } = named('appointments', 'cancel');

export const command: Command = {
  arguments: [{ name: 'id', about: 'the id of the appointment', repeat: true, resource: 'appointments' }],
  effect: 'final',
  detail: 'Asks first, naming who and when.',
  examples: operation.examples,
  run: async (context, given) => {
    const ids = wordsOf(given, 'id');
    const deed = {
      kind: 'final',
      count: ids.length,
      what: `cancel ${ids.length === 1 ? `appointment ${ids[0]}` : `${ids.length} appointments (${ids.join(', ')})`}`,
    } as const;
    if (!context.settings.dryRun) {
      // Looking up who and when costs requests: only where somebody is there to read it.
      const asked = asksFirst(context.settings, deed) && context.ask.possible;
      await confirm(context, asked ? { ...deed, what: `cancel ${(await Promise.all(ids.map((id) => described(context, id)))).join(', ')}` } : deed);
    }
    await each(
      context,
      operation,
      ids.map((id) => ({ appointment_id: id })),
      'appointment_id',
    );
  },
};

/** An appointment as a person knows it: title, who, when. */
const described = async (context: Context, id: string): Promise<string> => {
  const appointment = await findById(context, named('appointments', 'list').operation, id);
  if (appointment === undefined) return `appointment ${id} (not found in the list)`;
  const lead =
    typeof appointment['lead_id'] === 'string' ? await findById(context, named('leads', 'list').operation, appointment['lead_id']) : undefined;
  const who = lead === undefined ? '' : `, ${asText(lead['name'])}`;
  return `${id} ("${String(appointment['title'])}"${who}, ${moment(String(appointment['start_time']), context.settings.view)})`;
};
