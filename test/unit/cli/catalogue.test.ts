import { expect, test } from 'vitest';
import { catalogue } from '../../../src/cli/catalogue.ts';
import { argument } from '../../../src/cli/command/argument.ts';
import { defineCommand } from '../../../src/cli/command/command.ts';
import { flag, option } from '../../../src/cli/command/option.ts';
import { choice, list, required, text } from '../../../src/resources/resource.ts';

const command = defineCommand({
  arguments: { newName: argument('new name', { optional: true }), id: argument('which', { repeat: true, choices: ['a', 'b'] }) },
  options: {
    forwardTo: option('url', required(list('where to')), { short: 'f', aliases: ['to'] }),
    tags: option('name', choice('which', ['x', 'y'], { open: true }), { name: 'tag', conflicts: ['forwardTo', 'newName'] }),
    secret: option('text', text('the secret', { secret: true }), { env: 'SECRET', needs: 'noLog' }),
    noLog: flag('keep no log'),
  },
  examples: ['do a'],
  run: async () => undefined,
});

test('a command as data for programs: names as they are typed, and what goes with what', async () => {
  const { commands } = await catalogue([{ words: ['do'], about: 'Do it', load: async () => command }]);
  expect(commands).toEqual([
    expect.objectContaining({
      command: 'do',
      arguments: [
        { name: 'new-name', about: 'new name', required: false },
        { name: 'id', about: 'which', required: true, repeatable: true, choices: ['a', 'b'] },
      ],
      options: [
        { name: '--forward-to', short: '-f', aliases: ['--to'], about: 'where to', type: 'list', value: 'url', required: true, repeatable: true },
        {
          name: '--tag',
          about: 'which',
          type: 'choice',
          value: 'name',
          choices: ['x', 'y'],
          other_values: true,
          conflicts: ['--forward-to', 'new-name'],
        },
        { name: '--secret', about: 'the secret', type: 'text', value: 'text', env: 'SECRET', needs: '--no-log' },
        { name: '--no-log', about: 'keep no log', type: 'boolean' },
      ],
    }),
  ]);
});
