import type { Command } from '../../cli/command/command.ts';
import { wordsOf } from '../../cli/command/given.ts';
import { confirm } from '../../cli/operation/confirm.ts';
import { each } from '../../cli/operation/each.ts';
import { named } from '../../cli/operation/registry.ts';

/** `agents pause` and `agents resume`: the status of several agents, which the API changes one by one. */
export const statusCommand = (verb: 'pause' | 'resume', status: 'paused' | 'active'): Command => ({
  arguments: [{ name: 'id', about: 'agent id', repeat: true, resource: 'agents' }],
  effect: 'ordinary',
  examples: [verb === 'pause' ? 'agents pause agent_abc123 --yes' : 'agents resume agent_abc123'],
  run: async (context, given) => {
    const { operation } = named('agents', 'update');
    const ids = wordsOf(given, 'id');
    const who = ids.length === 1 ? `agent ${ids[0]}` : `${ids.length} agents (${ids.join(', ')})`;
    if (verb === 'pause' && !context.settings.dryRun)
      await confirm(context, { kind: 'pause', count: ids.length, what: `pause ${who}: it stops answering calls` });
    await each(
      context,
      operation,
      ids.map((id) => ({ agent_id: id, status })),
      'agent_id',
    );
  },
});
