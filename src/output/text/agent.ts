import type { World } from '../../world.ts';

/** What AI agents set in the environment of the programs that they run. */
const names = ['AI_AGENT', 'CLAUDECODE', 'GEMINI_CLI', 'CURSOR_AGENT', 'OPENCODE', 'COPILOT_CLI'];

/**
 * Whether an AI agent runs the program, with no terminal on standard input or output: there is then nobody to ask, to color or to turn a
 * spinner for, even if standard error is a terminal. Nothing else may depend on it, formats least of all.
 */
export const agentRuns = ({ env, stdin, stdout }: { readonly env: World['env'] } & Pick<World, 'stdin' | 'stdout'>): boolean =>
  names.some((name) => env[name]) && stdin.isTTY !== true && stdout.isTTY !== true;
