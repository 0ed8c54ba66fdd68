import type { Command, Context, Given } from '../../cli/command/command.ts';
import { textOf, wordOf } from '../../cli/command/given.ts';
import { column, text } from '../../resources/resource.ts';
import { type Controls, speak } from '../../sandbox/control/client.ts';
import { simulations } from '../../sandbox/service/simulations.ts';
import { portOption, theOne } from './which.ts';

export const command: Command = {
  arguments: [{ name: 'event', about: 'call, missed-call, text, booking or lead', choices: simulations }],
  options: [
    { name: 'from', value: 'number', field: text('who calls or writes; by default somebody new', { format: 'phone', numbers: 'unchecked' }) },
    { name: 'agent', value: 'id|name', field: text('the agent that is called or books; by default the first active one') },
    { name: 'text', value: 'text', field: text('what the caller says or writes; the title of a booking; the name of a lead', { long: true }) },
    portOption,
  ],
  detail:
    'Makes something happen from outside in the sandbox, with its records and webhook deliveries, and prints the record. Nothing real is called.',
  examples: [
    'sandbox simulate call',
    'sandbox simulate text --from +14155550133 --text "Can I come at 10:15?"',
    'sandbox simulate booking --agent agent_abc123',
  ],
  run: async (context, given) => {
    const event = wordOf(given, 'event') ?? '';
    const choice = simulations.find((name) => name === event);
    if (choice === undefined) {
      const { didYouMean } = await import('../../values/suggest.ts');
      const { usage } = await import('../../errors.ts');
      throw usage(`nothing called \`${event}\` can be simulated`, didYouMean(event, simulations));
    }
    const body = { from: textOf(given, 'from'), agent: textOf(given, 'agent'), text: textOf(given, 'text') };
    const made = await speak(await controls(context, given), 'POST', `simulate/${choice}`, body);
    await context.print.record(made, [column('id', 'id'), column('status', 'status'), column('created_at', 'time', 'CREATED')], { changed: true });
  },
};

/** The sandbox around us (`sandbox run`), else the one that runs on this machine. */
const controls = async (context: Context, given: Given): Promise<Controls> => {
  const { BOLTCALL_SANDBOX_TOKEN: token, BOLTCALL_BASE_URL: address } = context.world.env;
  return token && address ? { token, address } : theOne(context, given);
};
