import type { Context } from '../cli/command/command.ts';
import { workspaceFlags } from '../cli/operation/client-options.ts';
import type { Grants } from './permissions.ts';

export const clientNames = ['claude', 'cursor', 'vscode', 'codex'] as const;
export type ClientName = (typeof clientNames)[number];

/** The client file that the configuration belongs in. */
export const configFile: Readonly<Record<ClientName, string>> = {
  claude: '.mcp.json of a project',
  cursor: '.cursor/mcp.json of a project or of your home',
  vscode: '.vscode/mcp.json of a project',
  codex: '~/.codex/config.toml',
};

/**
 * Returns the command line that starts a server with the same grants for the same workspace. It contains no key; the server looks the key up itself.
 */
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

/** Returns the configuration with which a client starts the server, in the format of its file. */
export const configFor = (client: ClientName, context: Context, grants: Grants): string => {
  const command = 'boltcall';
  const args = startLine(context, grants);
  // The strings used here are the same in TOML and JSON.
  if (client === 'codex') return `[mcp_servers.boltcall]\ncommand = "${command}"\nargs = [${args.map((arg) => JSON.stringify(arg)).join(', ')}]\n`;
  const config = client === 'vscode' ? { servers: { boltcall: { type: 'stdio', command, args } } } : { mcpServers: { boltcall: { command, args } } };
  return `${JSON.stringify(config, undefined, 2)}\n`;
};
