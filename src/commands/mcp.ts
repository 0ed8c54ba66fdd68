import { type Context, defineCommand } from '../cli/command/command.ts';
import { flag, option } from '../cli/command/option.ts';
import { usage } from '../errors.ts';
import { clientNames, configFile, configFor } from '../mcp/client-config.ts';
import { checkAllowed } from '../mcp/permissions.ts';
import { choice, integer, list, text } from '../resources/resource.ts';

export const command = defineCommand({
  options: {
    allow: option('what', list('`changes` (add leads and agents), or one command such as `calls.outbound` (repeatable)')),
    allowLive: flag('also with a live key: the commands allowed by name', { needs: 'allow' }),
    atMost: option('n', integer('how many times commands allowed by name may do something, altogether', { min: 1 })),
    onlyTo: option('number', list('number that may be called or written to (repeatable)', { format: 'phone' })),
    files: option('dir', text('the directory that recordings are saved to; without it none is')),
    printConfig: option('client', choice('print the configuration for a client and write nothing', clientNames)),
  },
  graceful: true,
  examples: ['mcp --print-config claude', 'mcp --allow changes --allow calls.outbound --only-to +14155550133 --at-most 3 --print-config codex'],
  detail: `An MCP server on standard input and output, for AI agents. A tool is a command: calls_list, leads_get. Tools only read, unless more is allowed here, by the person who starts it; what is not allowed does not exist for the agent. With --sandbox everything is allowed, with --read-only nothing.

By name: calls.outbound, messages.sms, messages.whatsapp, appointments.cancel, agents.update, agents.pause, agents.resume, agents.delete, webhooks.create, webhooks.delete, webhooks.trigger, webhooks.replay. They ask nobody: to allow one is to agree to what it does.`,
  run: async (context, { allow, allowLive, atMost, onlyTo, files, printConfig }) => {
    await checkAllowed(allow);
    const grants = {
      allow,
      live: allowLive,
      onlyTo,
      ...(atMost === undefined ? {} : { atMost }),
      ...(files === undefined ? {} : { files: await directory(context, files) }),
    };
    if (printConfig !== undefined) {
      context.print.note(`For ${configFile[printConfig]}:`);
      return context.print.write(configFor(printConfig, context, grants));
    }
    const { serve } = await import('../mcp/server.ts');
    await serve(context, grants);
  },
});

/** Returns the absolute path of a directory. Fails with `usage` if it does not exist. */
const directory = async ({ world }: Context, typed: string): Promise<string> => {
  const [{ realpath, stat }, { resolve }] = await Promise.all([import('node:fs/promises'), import('node:path')]);
  const path = await realpath(resolve(world.cwd, typed)).catch(() => undefined);
  if (path === undefined || !(await stat(path)).isDirectory()) throw usage(`--files: \`${typed}\` is not a directory`, 'Make it first.');
  return path;
};
