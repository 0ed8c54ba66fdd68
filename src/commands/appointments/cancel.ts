import { argument } from '../../cli/command/argument.ts';
import { type Context, defineCommand } from '../../cli/command/command.ts';
import { asksFirst, confirm } from '../../cli/operation/confirm.ts';
import { each } from '../../cli/operation/each.ts';
import { findById } from '../../cli/operation/find.ts';
import { rowOf } from '../../cli/operation/row.ts';
import { moment } from '../../output/format/time.ts';
import { operations } from '../../resources/index.ts';
import { allColumns } from '../../resources/resource.ts';

const { appointments, leads } = operations;

export const command = defineCommand({
  columns: allColumns(appointments.cancel),
  arguments: { id: argument('appointment id', { repeat: true, resource: 'appointments', unless: { status: ['cancelled', 'completed'] } }) },
  effect: 'final',
  detail: 'Asks for confirmation, showing who and when.',
  examples: appointments.cancel.examples,
  run: async (context, _, { id: ids }) => {
    const deed = {
      kind: 'final',
      count: ids.length,
      what: `cancel ${ids.length === 1 ? `appointment ${ids[0]}` : `${ids.length} appointments (${ids.join(', ')})`}`,
    } as const;
    if (!context.settings.dryRun) {
      // Looking up who and when costs requests, so do it only if someone is there to read it.
      const asked = asksFirst(context.settings, deed) && context.ask.possible;
      await confirm(context, asked ? { ...deed, what: `cancel ${(await Promise.all(ids.map((id) => described(context, id)))).join(', ')}` } : deed);
    }
    await each(
      context,
      appointments.cancel,
      ids.map((id) => ({ appointment_id: id })),
      'appointment_id',
    );
  },
});

/** Returns an appointment in readable form: title, who, when. */
const described = async (context: Context, id: string): Promise<string> => {
  const found = await findById(context, appointments.list, id);
  if (found === undefined) return `appointment ${id} (not found in the list)`;
  const { title = id, start_time = '', lead_id } = rowOf(appointments.list.output.row, found);
  const lead = lead_id === undefined ? undefined : await findById(context, leads.list, lead_id);
  const who = lead === undefined ? '' : `, ${rowOf(leads.list.output.row, lead).name ?? lead_id}`;
  return `${id} ("${title}"${who}, ${moment(start_time, context.settings.view)})`;
};
