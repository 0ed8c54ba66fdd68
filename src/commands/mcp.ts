import { defineCommand } from '../cli/command/command.ts';
import { flag, option } from '../cli/command/option.ts';
import { choice, integer, list, text } from '../resources/resource.ts';

export const command = defineCommand({
  options: {
    allow: option('what', list('`changes` (add leads and agents), or one command such as `calls.outbound`; repeat for more')),
    allowLive: flag('with a live key too: commands allowed by name'),
    atMost: option('n', integer('how many calls, texts and other deeds of commands allowed by name, altogether', { min: 1 })),
    onlyTo: option('number', list('a number that may be called and written to; repeat for more', { format: 'phone' })),
    files: option('dir', text('the directory that recordings are saved to')),
    printConfig: option('client', choice('print the configuration for a client; nothing is written', ['claude', 'cursor', 'vscode', 'codex'])),
  },
  graceful: true,
  examples: ['mcp --print-config claude', 'mcp --allow changes --allow calls.outbound --only-to +14155550133 --print-config codex'],
  detail:
    'For AI agents: an MCP server on standard input and output. Its tools read; whatever changes something is allowed by name. With --sandbox all of it is.',
  run: async (context, { allow, allowLive, atMost, onlyTo, files, printConfig }) => {
    const { checkAllowed } = await import('../mcp/permissions.ts');
    await checkAllowed(allow);
    if (printConfig !== undefined) return;
    const { serve } = await import('../mcp/server.ts');
    await serve(context, { allow, live: allowLive, onlyTo, ...(atMost === undefined ? {} : { atMost }), ...(files === undefined ? {} : { files }) });
  },
});
