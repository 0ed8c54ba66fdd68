import { argument } from '../../cli/command/argument.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { Failure } from '../../errors.ts';
import { column, pairs } from '../../resources/resource.ts';

const columns = [column('agent'), column('id', 'id'), column('what'), column('result', 'status'), column('why')];

export const command = defineCommand({
  columns,
  arguments: { file: argument('YAML file of agents, as for `agents create --file`', { verbatim: true }) },
  options: { set: option('name=value', pairs('value for a placeholder (repeatable)')) },
  exits: { 14: 'an agent is missing, or is not as the file says' },
  detail:
    'Compares name, voice and status (active where the file says none) with the workspace. The API shows neither greetings nor prompts: they are compared with what was last set from this file, by the hashes in FILE.boltcall-hashes. What was changed elsewhere since cannot be seen.',
  examples: ['agents check agents.yaml'],
  run: async (context, { set }, { file }) => {
    const { resolve } = await import('node:path');
    const { readAgents } = await import('./file/read.ts');
    const { presentAgents } = await import('./file/present.ts');
    const { readHashes } = await import('./file/hashes.ts');
    const { compare } = await import('./file/drift.ts');
    const wanted = await readAgents(context, file, set);
    const hashes = file === '-' ? {} : readHashes(resolve(context.world.cwd, file));
    const compared = compare(wanted, await presentAgents(context), hashes);
    await context.print.list(compared, columns);
    const drifted = compared.filter(({ result }) => result === 'drift');
    const [first] = drifted;
    if (first === undefined) return;
    const more = drifted.length === 1 ? '' : ` (and ${drifted.length - 1} more)`;
    throw new Failure('check', `${first.agent}: ${first.what}: ${first.why}${more}`, { code: 'drift' });
  },
});
