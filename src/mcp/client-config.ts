import type { Context } from '../cli/command/command.ts';
import { workspaceFlags } from '../cli/operation/client-options.ts';
import type { Grants } from './permissions.ts';

export const clientNames = ['claude', 'cursor', 'vscode', 'codex'] as const;
export type ClientName = (typeof clientNames)[number];

/** Which file of a client the configuration belongs in. */
export const configFile: Readonly<Record<ClientName, string>> = {
  claude: '.mcp.json of a project',
  cursor: '.cursor/mcp.json of a project or of your home',
  vscode: '.vscode/mcp.json of a project',
  codex: '~/.codex/config.toml',
};

/** The line that starts a server with the same grants for the same workspace. No key is in it: the server looks for that itself. */
const startLine = (context: Context, { allow, live, atMost, onlyTo, files }: Grants): string[] => [
  'mcp',
  ...workspaceFlags(context),
  ...(context.settings.readOnly.from === '--read-only' ? ['--read-only'] : []),
  ...(context.settings.dryRun ? ['--dry-run'] : []),
  ...allow.flatMap((name) => ['--allow', name]),
  ...(live ? ['--allow-live'] : []),
  ...(atMost === undefined ? [] : ['--at-most', String(atMost)]),
  ...onlyTo.flatMap((number) => ['--only-to', number]),
  ...(files === undefined ? [] : ['--files', files]),
];

/** The configuration with which a client starts the server, as its file has it. */
export const configFor = (client: ClientName, context: Context, grants: Grants): string => {
  const command = 'boltcall';
  const args = startLine(context, grants);
  // TOML's basic strings and JSON's are the same for what stands here.
  if (client === 'codex') return `[mcp_servers.boltcall]\ncommand = "${command}"\nargs = [${args.map((arg) => JSON.stringify(arg)).join(', ')}]\n`;
  const config = client === 'vscode' ? { servers: { boltcall: { type: 'stdio', command, args } } } : { mcpServers: { boltcall: { command, args } } };
  return `${JSON.stringify(config, undefined, 2)}\n`;
};
