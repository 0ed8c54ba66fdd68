import { argument } from '../../cli/command/argument.ts';
import { type Context, defineCommand } from '../../cli/command/command.ts';
import { flag, option, type ValuesOf } from '../../cli/command/option.ts';
import { inputOf, inputOptions } from '../../cli/operation/inputs.ts';
import { dayOption, periodOf } from '../../cli/operation/period.ts';
import { usage } from '../../errors.ts';
import { operations } from '../../resources/index.ts';
import { text } from '../../resources/resource.ts';
import { columns } from './check/columns.ts';

const { list } = operations.calls;
const { from, to, agent_id, agent, direction } = inputOptions(list);

const options = {
  rules: option('file', text('file of rules in YAML (- for stdin)')),
  from: { ...from, conflicts: ['ids'] },
  to: { ...to, conflicts: ['ids'] },
  on: { ...dayOption, conflicts: ['from', 'to', 'ids'] },
  agent_id: { ...agent_id, conflicts: ['ids'] },
  ...(agent === undefined ? {} : { agent: { ...agent, conflicts: ['agent_id', 'ids'] } }),
  direction: { ...direction, conflicts: ['ids'] },
  skipUnjudged: flag('do not count what cannot be judged (no transcript, say) as failed'),
  explain: flag('say in words what the file demands; nothing is read from the service'),
};

export const command = defineCommand({
  columns,
  arguments: { ids: argument('the calls', { optional: true, repeat: true, resource: 'calls' }) },
  options,
  formats: ['junit'],
  exits: { 14: 'a call broke a rule, or could not be judged (without --skip-unjudged)' },
  detail: `Judges finished calls, given by id or by --from, by the rules of a file. A table shows only what is not as it should be; json, csv and -o junit have every verdict.

Each rule has one of: must_say or never_say (with by: agent, caller or anyone, default agent; within_first or within_last: N turns), after: {caller: TEXT, agent_turns_at_most: N}, status, sentiment, summary, max_duration, booked: true (an appointment created from the beginning of the call to an hour after its end, for the lead with the person's number). name: and when: (JMESPath over the call) are optional. Texts are found in any case of letters; /…/i is a regular expression; of a list one is enough. The file may name the language of its texts (language: en). A JSON schema is packed: schemas/rules.json.`,
  examples: [
    'calls check --rules rules.yaml --explain',
    'calls check call_xyz789 --rules rules.yaml',
    'calls check --rules rules.yaml --from 1d -o junit',
  ],
  run: async (context, typed, { ids }) => {
    if (typed.rules === undefined) throw usage('no rules given', 'Name their file with --rules FILE.');
    const { bookingsFor, broken, rulesOf } = await import('./check/judging.ts');
    const rules = await rulesOf(context, typed.rules);
    if (typed.explain) {
      const { explain } = await import('../../rules/explain.ts');
      return context.print.write(`${explain(rules).join('\n')}\n`);
    }
    const wanted = ids.length > 0 ? ids : await idsOf(context, typed);
    const { judged, summary } = await import('./check/report.ts');
    const bookings = await bookingsFor(context, rules);
    const verdicts = await judged(context, wanted, rules, bookings, {
      gone: ids.length === 0,
      junit: typed.format === 'junit',
      skipUnjudged: typed.skipUnjudged,
    });
    context.print.note(summary(verdicts, wanted.length));
    const failure = broken(verdicts, typed.skipUnjudged);
    if (failure) throw failure;
  },
});

/** Returns the ids of the calls in a period. Calls that begin while the list is read are not included. */
const idsOf = async (context: Context, { on, ...typed }: ValuesOf<typeof options>): Promise<readonly string[]> => {
  if (typed.from === undefined && on === undefined) throw usage('no calls given', 'Pass ids, or a period such as --from 1d.');
  const input = await periodOf(await inputOf(context, typed, list), on);
  const now = new Date(context.world.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  const client = await context.client();
  const ids: string[] = [];
  for await (const { id } of client.list(list, { ...input, to: input.to ?? now }, { all: true }, { signal: context.signal }).items)
    if (typeof id === 'string') ids.push(id);
  return ids;
};
