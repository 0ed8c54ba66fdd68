import { argument } from '../../cli/command/argument.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { inputOptions } from '../../cli/operation/inputs.ts';
import { periodOf } from '../../cli/operation/period.ts';
import { operations } from '../../resources/index.ts';
import { column } from '../../resources/resource.ts';

const { from, to } = inputOptions(operations.calls.list);

const columns = [
  column('time', 'time'),
  column('kind'),
  column('direction', 'direction', 'DIRECTION', 'DIR'),
  column('status', 'status'),
  column('text'),
  column('id', 'id'),
];

export const command = defineCommand({
  columns,
  arguments: { person: argument("a lead's id, or a phone number or email", { resource: 'leads' }) },
  options: { from, to },
  formats: ['md'],
  detail:
    'Reads the lists of leads, calls, messages and appointments, within the rate limit, and says first what that costs if it takes more than 20 requests. Calls are found by the number, messages and appointments by the lead; an appointment is shown at the time it was booked. -o md makes a page for notes.',
  examples: ['leads timeline lead_001', 'leads timeline +14155550133 --from 30d -o md'],
  run: async (context, typed, { person: called }) => {
    const { print } = context;
    const period = await periodOf({ from: typed.from, to: typed.to }, undefined);
    const { whoIs } = await import('./timeline/person.ts');
    const { gather } = await import('./timeline/read.ts');
    const { eventsOf } = await import('./timeline/events.ts');
    const gathered = await gather(context, await whoIs(called, context), period);
    const { person, incomplete } = gathered;
    const within = (time: string | null): boolean => {
      const at = Date.parse(time ?? '');
      return !(at < Date.parse(period.from ?? '') || at > Date.parse(period.to ?? ''));
    };
    const events = eventsOf(gathered).filter(({ time }) => within(time));
    if (person.leads.length > 1) print.note(`${person.leads.length} leads are this person: ${person.leads.map(({ id }) => id).join(', ')}`);
    if (person.leads.length === 0) print.note(`no lead has the number ${called}; only calls can be shown`);
    if (person.numbers.length === 0) print.note('the lead has no phone number, so that calls cannot be found');
    if (typed.format === 'md') {
      const { markdown } = await import('./timeline/markdown.ts');
      await print.write(markdown(person, events));
    } else await print.list(events, columns);
    if (incomplete) throw incomplete;
  },
});
