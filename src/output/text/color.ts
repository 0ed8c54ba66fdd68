import type { ChalkInstance } from 'chalk';
import type { Sink, World } from '../../world.ts';
import { agentRuns } from './agent.ts';

export type ColorChoice = 'auto' | 'always' | 'never';

/**
 * Whether a stream is coloured. An option beats the environment. Of the environment, in this order: NO_COLOR (no-color.org:
 * set and not empty), FORCE_COLOR (not empty; `0` and `false` mean no), TERM=dumb; else whether the stream is a terminal.
 */
export const decideColor = (choice: ColorChoice | undefined, env: Readonly<Record<string, string | undefined>>, terminal: boolean): boolean => {
  if (choice === 'always') return true;
  if (choice === 'never') return false;
  if (env['NO_COLOR']) return false;
  const force = env['FORCE_COLOR'];
  if (force) return force !== '0' && force !== 'false';
  return terminal && env['TERM'] !== 'dumb';
};

/** Whether a stream is coloured, as far as that can be known where the options could not be read, or are not. */
export const colored = (world: World, sink: Sink): boolean => {
  const { argv, env } = world;
  const said = (choice: string): boolean =>
    argv.includes(`--color=${choice}`) || argv.some((token, at) => token === '--color' && argv[at + 1] === choice);
  const choice = argv.includes('--no-color') || said('never') ? 'never' : said('always') ? 'always' : 'auto';
  return decideColor(choice, env, sink.isTTY === true && !agentRuns(world));
};

const painters = new Map<boolean, Promise<ChalkInstance>>();

/** Chalk that colours, or does not; loaded at the first call. Sixteen colours: they follow the user's own theme. */
export const paint = (color: boolean): Promise<ChalkInstance> => {
  const made = painters.get(color) ?? import('chalk').then(({ Chalk }) => new Chalk({ level: color ? 1 : 0 }));
  painters.set(color, made);
  return made;
};
