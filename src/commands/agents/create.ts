import { defineCommand } from '../../cli/command/command.ts';
import { flag, option } from '../../cli/command/option.ts';
import { change } from '../../cli/operation/change.ts';
import { inputOf, inputOptions, optional } from '../../cli/operation/inputs.ts';
import { complete } from '../../cli/operation/missing-fields.ts';
import { operations } from '../../resources/index.ts';
import { allColumns, pairs, text } from '../../resources/resource.ts';

const operation = operations.agents.create;
const { name, voice_id, greeting, prompt, knowledge_base_id } = optional(inputOptions(operation));

export const command = defineCommand({
  columns: allColumns(operation),
  options: {
    name,
    voice_id,
    greeting,
    prompt,
    knowledge_base_id,
    file: option('file', text('file of agents to create instead (- for stdin)'), {
      conflicts: ['name', 'voice_id', 'greeting', 'prompt', 'knowledge_base_id'],
    }),
    ifMissing: flag('with --file: leave agents alone whose name exists already', { needs: 'file' }),
    set: option('name=value', pairs('with --file: value for a placeholder (repeatable)'), { needs: 'file' }),
  },
  effect: 'ordinary',
  exits: { 6: 'with --file: an agent of that name exists already (without --if-missing); nothing was created' },
  detail:
    'A file has agents: a list of name, voice_id and, if wanted, greeting, prompt, knowledge_base_id and status (active or paused). {{NAME}} in a text is filled in from values: in the file, or from --set. What was set is remembered as hashes in FILE.boltcall-hashes, so that `boltcall agents check` can tell when the file has changed: the API neither shows nor changes a prompt. A JSON schema is packed: schemas/agents.json.',
  examples: [...operation.examples, 'agents create --file agents.yaml --if-missing'],
  run: async (context, { file, ifMissing, set, ...typed }) => {
    if (file === undefined) {
      const input = await complete(context, operation, await inputOf(context, typed, operation));
      await change(context, operation, input);
      return;
    }
    const { readAgents } = await import('./file/read.ts');
    const { createAgents } = await import('./file/create.ts');
    await createAgents(context, file, await readAgents(context, file, set), ifMissing);
  },
});
