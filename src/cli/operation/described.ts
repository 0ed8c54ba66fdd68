import { asFailure, isSignalled } from '../../errors.ts';
import type { ListOperation } from '../../resources/resource.ts';
import { asText } from '../../values/json.ts';
import type { Context } from '../command/command.ts';

/**
 * Returns ids with names, for a prompt: `After hours (agent_def456)`. Reads the list until all are found. If the list cannot be read or does not
 * contain an id, returns the id alone. Fails only if a signal ends it.
 */
export const described = async (context: Context, list: ListOperation, ids: readonly string[]): Promise<string[]> => {
  const names = new Map<string, string>();
  try {
    const client = await context.client();
    for await (const item of client.list(list, {}, { all: true }, { signal: context.signal }).items) {
      const id = asText(item['id']);
      const name = item['name'] ?? item['title'] ?? item['url'];
      if (ids.includes(id) && typeof name === 'string' && name !== '') names.set(id, name);
      if (names.size === ids.length) break;
    }
  } catch (error) {
    if (isSignalled(asFailure(error).kind)) throw error;
  }
  return ids.map((id) => (names.has(id) ? `${names.get(id)} (${id})` : id));
};
