import { type Context, defineCommand } from '../../cli/command/command.ts';
import { flag, option, type ValuesOf } from '../../cli/command/option.ts';
import { leadPhone } from '../../cli/operation/by-name.ts';
import { change } from '../../cli/operation/change.ts';
import { inputOf, inputOptions } from '../../cli/operation/inputs.ts';
import { complete } from '../../cli/operation/missing-fields.ts';
import { usage } from '../../errors.ts';
import { excerpt } from '../../output/excerpt.ts';
import { operations } from '../../resources/index.ts';
import { type SomeInputOf, text } from '../../resources/resource.ts';

const operation = operations.calls.outbound;

const options = {
  ...inputOptions(operation),
  lead: option('id|name', text('a lead, whose number is called, instead of --to'), { conflicts: ['to'] }),
  wait: flag('wait until the call has ended, then show its summary and transcript'),
  waitTimeout: option('duration', text('how long to wait at most; default 15m', { format: 'duration' }), { needs: 'wait' }),
  rules: option('file', text('with --wait: exit 14 if the call breaks a rule of this file (see `calls check`)'), { needs: 'wait' }),
  skipUnjudged: flag('with --rules: do not count what cannot be judged as failed', { needs: 'rules' }),
  requireStatus: option('status', text('with --wait: exit 14 if the call ends otherwise (completed, say)'), { needs: 'wait' }),
};

export const command = defineCommand({
  options,
  effect: 'reaches-a-person',
  exits: {
    11: 'with --wait: the call had not ended within --wait-timeout; it goes on',
    14: 'the call ended otherwise than --require-status asked, or broke a rule',
  },
  detail:
    'Asks first; not with a test key, with which no calls are placed. --wait exits 0 however the call went, unless --require-status is given; Ctrl-C stops waiting, never the call.',
  examples: [...operation.examples, 'calls outbound --agent-id agent_abc123 --to +14155550133 --yes --wait --require-status completed'],
  run: async (context, typed) => {
    const { wait, waitTimeout, requireStatus, rules: file, skipUnjudged } = typed;
    // A mistake in the rules is found before the call is placed.
    const check = file === undefined ? undefined : await (await import('./check/judging.ts')).openCheck(context, file, skipUnjudged);
    const input = await complete(context, operation, await whomToCall(context, typed));
    const about = input.context === undefined ? '' : `, ${excerpt(input.context)}`;
    const deed = { kind: 'call', count: 1, what: `have agent ${input.agent_id} call ${input.to}${about}` } as const;
    if (!wait || context.settings.dryRun) {
      await change(context, operation, input, deed);
      return;
    }
    const { placeAndWait } = await import('./wait.ts');
    const id = await placeAndWait(context, input, deed, waitTimeout ?? 15 * 60_000, requireStatus);
    await check?.(id);
  },
});

const whomToCall = async (context: Context, { lead, ...typed }: ValuesOf<typeof options>): Promise<SomeInputOf<typeof operation>> => {
  const input = await inputOf(context, typed, operation);
  if (lead === undefined) return input;
  if (context.settings.dryRun) throw usage('--lead is looked up, and a dry run sends nothing', 'Give the number with --to.');
  return { ...input, to: await leadPhone(context, lead) };
};
