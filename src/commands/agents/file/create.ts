import { resolve } from 'node:path';
import type { Context } from '../../../cli/command/command.ts';
import { previewOf, showPreviews } from '../../../cli/operation/change.ts';
import { rowOf } from '../../../cli/operation/row.ts';
import { Failure } from '../../../errors.ts';
import { operations } from '../../../resources/index.ts';
import { hashesOf, rememberHashes } from './hashes.ts';
import { presentAgents } from './present.ts';
import type { WantedAgent } from './read.ts';

const { create, update } = operations.agents;

/**
 * Creates the agents of a file whose names do not exist yet, and prints them. Without `ifMissing`, an existing name is a failure (`conflict`) before
 * anything is created. Agents created before a failure are printed too.
 */
export const createAgents = async (context: Context, file: string, wanted: readonly WantedAgent[], ifMissing: boolean): Promise<void> => {
  const { print, settings, signal, world } = context;
  if (settings.dryRun) {
    const previews = wanted.map(({ status: _, ...input }) => previewOf(context, create, input));
    return showPreviews(context, previews, true);
  }
  const present = await presentAgents(context);
  const missing: WantedAgent[] = [];
  for (const agent of wanted) {
    const [same, another] = present.get(agent.name) ?? [];
    if (another) throw new Failure('conflict', `more than one agent is called \`${agent.name}\``, { hint: 'Rename or delete all but one of them.' });
    if (same && !ifMissing)
      throw new Failure('conflict', `agent \`${agent.name}\` exists already (${same.id}); nothing was created`, {
        hint: 'Add --if-missing to create only those that are missing; `boltcall agents check FILE` compares the others.',
      });
    if (same) print.note(`${agent.name} (${same.id}) exists already`);
    else missing.push(agent);
  }
  const client = await context.client();
  const created: unknown[] = [];
  let ended: unknown;
  for (const agent of missing) {
    const { status, ...input } = agent;
    try {
      if (signal.aborted) throw signal.reason;
      const { value } = await client.call(create, input, { signal });
      created.push(value);
      const { id } = rowOf(create.output.row, value);
      if (id === undefined) throw new Failure('bad-answer', `${agent.name} was created, but the service did not say its id`);
      if (file !== '-') await rememberHashes(resolve(world.cwd, file), id, hashesOf(agent));
      if (status === 'paused') {
        const { value: paused } = await client.call(update, { agent_id: id, status }, { signal });
        created.splice(-1, 1, { ...rowOf(create.output.row, value), ...rowOf(update.output.row, paused) });
      }
    } catch (error) {
      ended = error;
      break;
    }
  }
  await print.list(created, create.output.columns, { changed: true });
  print.note(`${created.length} created, ${wanted.length - missing.length} present already`);
  if (ended !== undefined) throw ended;
};
