import type { Command, Context, Given } from '../../cli/command/command.ts';
import { flagOf, numberOf, textOf } from '../../cli/command/given.ts';
import { unusualNumber } from '../../cli/command/unusual-number.ts';
import { leadPhone } from '../../cli/operation/by-name.ts';
import { change } from '../../cli/operation/change.ts';
import { inputOf, inputOptions } from '../../cli/operation/inputs.ts';
import { complete } from '../../cli/operation/missing-fields.ts';
import { named } from '../../cli/operation/registry.ts';
import { usage } from '../../errors.ts';
import { excerpt } from '../../output/excerpt.ts';
import { text } from '../../resources/resource.ts';

const { operation } = named('calls', 'outbound');

export const command: Command = {
  options: [
    ...inputOptions(operation),
    { name: 'lead', value: 'id|name', field: text('a lead, whose number is called, instead of --to') },
    unusualNumber,
    { name: 'wait', field: text('wait until the call has ended, then show its summary and transcript') },
    { name: 'wait-timeout', value: 'duration', field: text('how long to wait at most; default 15m', { format: 'duration' }) },
    { name: 'require-status', value: 'status', field: text('with --wait: exit 14 if the call ends otherwise (completed, say)') },
  ],
  effect: 'reaches-a-person',
  exits: {
    11: 'with --wait: the call had not ended within --wait-timeout; it goes on',
    14: 'the call ended otherwise than --require-status asked',
  },
  detail:
    'Asks first; not with a test key, with which no calls are placed. --wait exits 0 however the call went, unless --require-status is given; Ctrl-C stops waiting, never the call.',
  examples: [...operation.examples, 'calls outbound --agent-id agent_abc123 --to +14155550133 --yes --wait --require-status completed'],
  run: async (context, given) => {
    const wait = flagOf(given, 'wait');
    if (!wait && (given.values['wait_timeout'] !== undefined || given.values['require_status'] !== undefined))
      throw usage('--wait-timeout and --require-status go with --wait');
    const input = await complete(context, operation, await whomToCall(context, given));
    const about = input['context'] === undefined ? '' : `, ${excerpt(String(input['context']))}`;
    const deed = { kind: 'call', count: 1, what: `have agent ${String(input['agent_id'])} call ${String(input['to'])}${about}` } as const;
    if (!wait || context.settings.dryRun) {
      await change(context, operation, input, deed);
      return;
    }
    const { placeAndWait } = await import('./wait.ts');
    const status = textOf(given, 'require_status');
    await placeAndWait(context, operation, input, deed, numberOf(given, 'wait_timeout') ?? 15 * 60_000, status);
  },
};

const whomToCall = async (context: Context, given: Given): Promise<Record<string, unknown>> => {
  const lead = textOf(given, 'lead');
  const input = await inputOf(context, given, operation);
  if (lead === undefined) return input;
  if (input['to'] !== undefined) throw usage('--to and --lead both say whom to call', 'Give one of them.');
  if (context.settings.dryRun) throw usage('--lead is looked up, and a dry run sends nothing', 'Give the number with --to.');
  return { ...input, to: await leadPhone(context, lead, flagOf(given, 'allow_unusual_number')) };
};
