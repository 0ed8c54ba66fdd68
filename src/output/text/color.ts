import type { ChalkInstance } from 'chalk';
import type { Sink, World } from '../../world.ts';
import { agentRuns } from './agent.ts';
import { asOurs, safeWords, unmarked } from './safe.ts';

type ColorChoice = 'auto' | 'always' | 'never';

/**
 * Returns whether to color a stream. An option overrides the environment, which is checked in this order: NO_COLOR (no-color.org: set and not empty),
 * FORCE_COLOR (not empty; `0` and `false` mean no), TERM=dumb; else whether the stream is a terminal.
 */
export const decideColor = (choice: ColorChoice | undefined, env: Readonly<Record<string, string | undefined>>, terminal: boolean): boolean => {
  if (choice === 'always') return true;
  if (choice === 'never') return false;
  if (env['NO_COLOR']) return false;
  const force = env['FORCE_COLOR'];
  if (force) return force !== '0' && force !== 'false';
  return terminal && env['TERM'] !== 'dumb';
};

/** Returns whether to color a stream when the options could not be or were not parsed. */
export const colored = (world: World, sink: Sink): boolean => {
  const { argv, env } = world;
  const said = (choice: string): boolean =>
    argv.includes(`--color=${choice}`) || argv.some((token, at) => token === '--color' && argv[at + 1] === choice);
  const choice = argv.includes('--no-color') || said('never') ? 'never' : said('always') ? 'always' : 'auto';
  return decideColor(choice, env, sink.isTTY === true && !agentRuns(world));
};

const isPainter = (value: unknown): value is ChalkInstance => typeof value === 'function' && 'level' in value;

/**
 * Wraps chalk so that its colors are marked as ours (`safe.ts`) and no other colors remain: escape sequences in a painted text are shown, not
 * executed.
 */
const marking = (chalk: ChalkInstance): ChalkInstance =>
  new Proxy(chalk, {
    get: (target, name) => {
      // Uses a separate object: chalk caches what it returns on the object itself, and a proxy would have to return that unchanged.
      const value: unknown = Reflect.get(target, name, Object.create(target));
      return isPainter(value) ? marking(value) : value;
    },
    apply: (target, _, texts: readonly unknown[]) => asOurs(target(...texts.map((text) => unmarked(safeWords(String(text)))))),
  });

const painters = new Map<boolean, Promise<ChalkInstance>>();

/** Returns chalk with or without colors; loaded on the first call. Uses sixteen colors, which follow the user's theme. */
export const paint = (color: boolean): Promise<ChalkInstance> => {
  const load = async (): Promise<ChalkInstance> => {
    const { Chalk } = await import('chalk');
    return color ? marking(new Chalk({ level: 1 })) : new Chalk({ level: 0 });
  };
  const made = painters.get(color) ?? load();
  painters.set(color, made);
  return made;
};
