import type { Context } from '../../../cli/command/command.ts';
import { rowOf } from '../../../cli/operation/row.ts';
import { operations } from '../../../resources/index.ts';

const { list } = operations.agents;

/** An agent of the workspace, as far as the service exposes it. */
export interface PresentAgent {
  readonly id: string;
  readonly voice_id: string | undefined;
  readonly status: string | undefined;
}

/** Returns the agents of the workspace by name; names need not be unique. */
export const presentAgents = async ({ client: open, signal }: Context): Promise<ReadonlyMap<string, readonly PresentAgent[]>> => {
  const client = await open();
  const byName = new Map<string, PresentAgent[]>();
  for await (const item of client.list(list, {}, { all: true }, { signal }).items) {
    const { id, name, voice_id, status } = rowOf(list.output.row, item);
    if (id !== undefined && name !== undefined) byName.set(name, [...(byName.get(name) ?? []), { id, voice_id, status }]);
  }
  return byName;
};
