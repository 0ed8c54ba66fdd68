import { argument } from '../../cli/command/argument.ts';
import { type Command, defineCommand } from '../../cli/command/command.ts';
import { confirm } from '../../cli/operation/confirm.ts';
import { each } from '../../cli/operation/each.ts';
import { operations } from '../../resources/index.ts';

/** `agents pause` and `agents resume`: the status of several agents, which the API changes one by one. */
export const statusCommand = (verb: 'pause' | 'resume', status: 'paused' | 'active'): Command =>
  defineCommand({
    arguments: { id: argument('the id of the agent', { repeat: true, resource: 'agents' }) },
    effect: 'ordinary',
    examples: [verb === 'pause' ? 'agents pause agent_abc123 --yes' : 'agents resume agent_abc123'],
    run: async (context, _, { id: ids }) => {
      const who = ids.length === 1 ? `agent ${ids[0]}` : `${ids.length} agents (${ids.join(', ')})`;
      if (verb === 'pause' && !context.settings.dryRun)
        await confirm(context, { kind: 'pause', count: ids.length, what: `pause ${who}, so that the phone is no longer answered` });
      await each(
        context,
        operations.agents.update,
        ids.map((id) => ({ agent_id: id, status })),
        'agent_id',
      );
    },
  });
