import { argument } from '../../cli/command/argument.ts';
import { type Context, defineCommand } from '../../cli/command/command.ts';
import { option, type ValuesOf } from '../../cli/command/option.ts';
import { column, text } from '../../resources/resource.ts';
import { type Controls, speak } from '../../sandbox/control/client.ts';
import { simulations } from '../../sandbox/service/simulations.ts';
import { portOption, theOne } from './which.ts';

const options = {
  from: option('number', text('number of the caller or sender (default: a new person)', { format: 'phone', numbers: 'unchecked' })),
  agent: option('id|name', text('agent that is called or books (default: the first active one)')),
  text: option('text', text('what the caller says or writes, the title of a booking, or the name of a lead', { long: true })),
  ...portOption,
};

export const command = defineCommand({
  arguments: { event: argument('call, missed-call, text, booking or lead', { choices: simulations }) },
  options,
  detail: 'Creates an inbound event in the sandbox with its records and webhook deliveries, and prints the record. No real calls.',
  examples: [
    'sandbox simulate call',
    'sandbox simulate text --from +14155550133 --text "Can I come at 10:15?"',
    'sandbox simulate booking --agent agent_abc123',
  ],
  run: async (context, { port, ...body }, { event }) => {
    const made = await speak(await controls(context, { port }), 'POST', `simulate/${event}`, body);
    await context.print.record(made, [column('id', 'id'), column('status', 'status'), column('created_at', 'time', 'CREATED')], { changed: true });
  },
});

/** Returns the controls of the enclosing sandbox (`sandbox run`), or else of the one running on this machine. */
const controls = async (context: Context, which: ValuesOf<typeof portOption>): Promise<Controls> => {
  const { BOLTCALL_SANDBOX_TOKEN: token, BOLTCALL_BASE_URL: address } = context.world.env;
  return token && address ? { token, address } : theOne(context, which);
};
