import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { cleanEnvironment, type Environment, makeHome, program } from './program.ts';
import { later } from './temporary.ts';

/** A tool result as a model reads it. */
export interface Said {
  readonly text: string;
  readonly isError: boolean;
}

/** A client connected to `boltcall mcp ARGS` of the built program. It and its server are closed when the test (or its file) ends. */
export interface Connected {
  readonly client: Client;
  readonly pid: number;
  call(name: string, given?: Record<string, unknown>): Promise<Said>;
}

/** `auto` speaks the newest protocol version, `legacy` the one from 2025. */
export type Era = 'auto' | 'legacy';

export const connect = async (
  args: readonly string[],
  { era = 'auto', home = makeHome(), env = {} }: { readonly era?: Era; readonly home?: string; readonly env?: Environment } = {},
): Promise<Connected> => {
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: era } });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, 'mcp', ...args],
    env: cleanEnvironment(home, env),
    cwd: home,
    stderr: 'pipe',
  });
  later(() => client.close());
  await client.connect(transport);
  return {
    client,
    get pid() {
      return transport.pid ?? 0;
    },
    call: async (name, given = {}) => {
      const { content, isError = false } = await client.callTool({ name, arguments: given });
      return { text: content.map((part) => (part.type === 'text' ? part.text : `(${part.type})`)).join('\n'), isError };
    },
  };
};

/** Returns the text inside the envelope of a result, or undefined if there is no envelope. */
export const inside = (text: string): string | undefined => /^<data ([0-9a-f]{16})>\n([\s\S]*)<\/data \1>/.exec(text)?.[2];
