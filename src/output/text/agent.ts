import type { World } from '../../world.ts';

/** Variables that AI agents set in the environment of the programs they run. */
const names = ['AI_AGENT', 'CLAUDECODE', 'GEMINI_CLI', 'CURSOR_AGENT', 'OPENCODE', 'COPILOT_CLI'];

/**
 * Returns whether an AI agent runs the program without a terminal on standard input or output: then nobody is there for prompts, colors or spinners,
 * even if standard error is a terminal. Nothing else may depend on it, least of all formats.
 */
export const agentRuns = ({ env, stdin, stdout }: { readonly env: World['env'] } & Pick<World, 'stdin' | 'stdout'>): boolean =>
  names.some((name) => env[name]) && stdin.isTTY !== true && stdout.isTTY !== true;
