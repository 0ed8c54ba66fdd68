import { Readable, Writable } from 'node:stream';
import type { Command, Context, Leaf } from '../cli/command/command.ts';
import { checkTogether } from '../cli/command/together.ts';
import type { Typed } from '../cli/parse.ts';
import { runTyped } from '../cli/program.ts';
import { asFailure, Failure } from '../errors.ts';
import type { GlobalOptions } from '../profiles/options.ts';
import type { Settings } from '../profiles/settings.ts';
import type { Signal, World } from '../world.ts';
import type { Door } from './permissions.ts';
import type { Tool } from './tools.ts';

/** What a command wrote, and how it ended. */
export interface Ran {
  readonly stdout: string;
  /** Notes and warnings, one per line. */
  readonly notes: readonly string[];
  readonly failure?: Failure;
}

/** What all tools of a server share. */
export interface Base {
  /** The context of the `mcp` command itself. */
  readonly context: Context;
  /** The global options that the server was started with. */
  readonly globals: GlobalOptions;
  readonly door: Door;
  readonly files?: string;
}

const gathered = () => {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write: (chunk, encoding, done) => {
      chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk), encoding));
      done();
    },
  });
  return { sink, text: () => Buffer.concat(chunks).toString() };
};

/** Converts the signal of a canceled call to the form in which a command receives Ctrl-C. */
const heardFrom =
  (signal: AbortSignal): World['onSignal'] =>
  (heard: (signal: Signal) => void) => {
    const tell = (): void => heard('SIGINT');
    if (signal.aborted) tell();
    signal.addEventListener('abort', tell);
    return () => signal.removeEventListener('abort', tell);
  };

/** Rejects a profile, URL or kind of key other than the one in use when the user granted permissions. */
const sameAs =
  (start: Settings) =>
  (now: Settings): void => {
    const moved = !now.sandbox && now.baseUrl.value.href !== start.baseUrl.value.href;
    if (now.profile.value === start.profile.value && now.mode === start.mode && now.sandbox === start.sandbox && !moved) return;
    throw new Failure('forbidden', 'refused: the profile, the base URL or the kind of key has changed since this server was started', {
      code: 'changed',
      hint: 'Restart the server.',
    });
  };

/**
 * Runs a tool's command in this process, with its own streams and without prompts. Never throws: a failure is part of the result.
 * @param signal ends it early, as Ctrl-C does
 */
export const runTool = async (
  { context, globals, door, files }: Base,
  tool: Tool,
  leaf: Leaf,
  command: Command,
  typed: Pick<Typed, 'raw' | 'words'>,
  signal: AbortSignal,
): Promise<Ran> => {
  const out = gathered();
  const err = gathered();
  const { world } = context;
  const { BOLTCALL_DEBUG: _, ...env } = world.env;
  const own: World = {
    ...world,
    argv: leaf.words,
    env,
    cwd: files ?? world.cwd,
    stdin: Readable.from([]),
    stdout: out.sink,
    stderr: err.sink,
    literal: true,
    onSignal: heardFrom(signal),
    kill: () => false,
    network: { open: async (connection) => door.guard(tool, await world.network.open(connection)) },
  };
  const end = (failure?: Failure): Ran => ({
    stdout: out.text(),
    notes: err.text().split('\n').filter(Boolean),
    ...(failure ? { failure } : {}),
  });
  try {
    checkTogether(command, new Set([...Object.keys(typed.raw), ...Object.keys(typed.words)]));
    const output = tool.result === 'rows' ? 'csv' : 'jsonl';
    // The user confirmed by allowing the tool. No one can be prompted, and an agent's yes is not a confirmation.
    const all: Typed = { ...typed, rest: [], globals: { ...globals, output, input: false, yes: true, color: false } };
    const accept = (settings: Settings): void => {
      sameAs(context.settings)(settings);
      if (tool.sends === 'itself') door.take(tool);
    };
    await runTyped(own, context.tree, leaf, command, all, accept);
    return end();
  } catch (thrown) {
    return end(asFailure(thrown));
  }
};
