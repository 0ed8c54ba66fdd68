import { type Context, defineCommand } from '../../cli/command/command.ts';
import { flag, option, type ValuesOf } from '../../cli/command/option.ts';
import { unusualNumber } from '../../cli/command/unusual-number.ts';
import { leadPhone } from '../../cli/operation/by-name.ts';
import { change } from '../../cli/operation/change.ts';
import { asksFirst } from '../../cli/operation/confirm.ts';
import { described } from '../../cli/operation/described.ts';
import { inputOf, inputOptions } from '../../cli/operation/inputs.ts';
import { complete } from '../../cli/operation/missing-fields.ts';
import { onceEach, onceOptions } from '../../cli/outreach/once.ts';
import { usage } from '../../errors.ts';
import { excerpt } from '../../output/excerpt.ts';
import { operations } from '../../resources/index.ts';
import { allColumns, type SomeInputOf, text } from '../../resources/resource.ts';

const operation = operations.calls.outbound;

const options = {
  ...inputOptions(operation),
  lead: option('id|name', text('lead to call (alternative to --to)'), { conflicts: ['to'] }),
  ...unusualNumber,
  wait: flag('wait for the call to end, then show its summary and transcript'),
  waitTimeout: option('duration', text('maximum time to wait (default 15m)', { format: 'duration' }), { needs: 'wait' }),
  ...onceOptions,
  rules: option('file', text('with --wait: exit 14 if the call breaks a rule of this file (see `calls check`)'), { needs: 'wait' }),
  skipUnjudged: flag('with --rules: do not count what cannot be judged as failed', { needs: 'rules' }),
  requireStatus: option('status', text('with --wait: exit 14 unless the call ends with this status, such as completed'), { needs: 'wait' }),
};

export const command = defineCommand({
  columns: allColumns(operation),
  options,
  effect: 'reaches-a-person',
  exits: {
    11: 'with --wait: the call did not end within --wait-timeout and continues',
    14: 'the call did not end with the status in --require-status, or broke a rule',
  },
  detail:
    'Asks for confirmation (not with a test key, which places no calls). With --wait, exits 0 whatever the outcome unless --require-status is given; Ctrl-C stops waiting but does not end the call.',
  examples: [...operation.examples, 'calls outbound --agent-id agent_abc123 --to +14155550133 --wait --require-status completed'],
  run: async (context, typed) => {
    const { wait, waitTimeout, requireStatus, rules: file, skipUnjudged } = typed;
    // Find a mistake in the rules before the call is placed.
    const check = file === undefined ? undefined : await (await import('./check/judging.ts')).openCheck(context, file, skipUnjudged);
    const input = await complete(context, operation, await whomToCall(context, typed));
    const about = input.context === undefined ? '' : `, ${excerpt(input.context)}`;
    const said = JSON.stringify([input.agent_id, input.context ?? '']);
    await onceEach(
      context,
      { operation, to: [{ recipient: input.to, said }], again: typed.again, ledger: typed.ledger },
      async (recorded, lately) => {
        const calling = (agent: string): string => `have ${agent} call ${input.to}${about}${lately}`;
        const byName = async (): Promise<string> =>
          calling((await described(context, operations.agents.list, [input.agent_id]))[0] ?? input.agent_id);
        const deed = { kind: 'call', count: 1, what: calling(input.agent_id), byName } as const;
        if (lately !== '' && !asksFirst(context.settings, deed)) context.print.note(deed.what);
        if (!wait || context.settings.dryRun) {
          await change(recorded, operation, input, deed);
          return;
        }
        const { placeAndWait } = await import('./wait.ts');
        const id = await placeAndWait(recorded, input, deed, waitTimeout ?? 15 * 60_000, requireStatus);
        await check?.(id);
      },
    );
  },
});

const whomToCall = async (context: Context, { lead, ...typed }: ValuesOf<typeof options>): Promise<SomeInputOf<typeof operation>> => {
  const input = await inputOf(context, typed, operation);
  if (lead === undefined) return input;
  if (context.settings.dryRun) throw usage('--lead needs a lookup, and a dry run sends nothing', 'Pass the number with --to.');
  return { ...input, to: await leadPhone(context, lead, typed.allowUnusualNumber) };
};
