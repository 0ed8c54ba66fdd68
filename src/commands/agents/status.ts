import { argument } from '../../cli/command/argument.ts';
import { type Command, defineCommand } from '../../cli/command/command.ts';
import { confirm } from '../../cli/operation/confirm.ts';
import { described } from '../../cli/operation/described.ts';
import { each } from '../../cli/operation/each.ts';
import { operations } from '../../resources/index.ts';
import { allColumns } from '../../resources/resource.ts';

/** Defines `agents pause` and `agents resume`: they set the status of several agents, which the API changes one at a time. */
export const statusCommand = (verb: 'pause' | 'resume', status: 'paused' | 'active'): Command =>
  defineCommand({
    columns: allColumns(operations.agents.update),
    arguments: { id: argument('agent id', { repeat: true, resource: 'agents', unless: { status: [status] } }) },
    effect: 'ordinary',
    examples: [verb === 'pause' ? 'agents pause agent_abc123' : 'agents resume agent_abc123'],
    run: async (context, _, { id: ids }) => {
      const pausing = (who: readonly string[]): string =>
        `pause ${who.length === 1 ? who[0] : `${who.length} agents (${who.join(', ')})`}, which ${who.length === 1 ? 'stops' : 'stop'} answering calls`;
      if (verb === 'pause' && !context.settings.dryRun) {
        const byName = async (): Promise<string> => pausing(await described(context, operations.agents.list, ids));
        await confirm(context, { kind: 'pause', count: ids.length, what: pausing(ids), byName });
      }
      await each(
        context,
        operations.agents.update,
        ids.map((id) => ({ agent_id: id, status })),
        'agent_id',
      );
    },
  });
