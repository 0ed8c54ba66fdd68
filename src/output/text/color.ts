import type { ChalkInstance } from 'chalk';
import type { Sink, World } from '../../world.ts';
import { agentRuns } from './agent.ts';
import { asOurs, safeWords, unmarked } from './safe.ts';

type ColorChoice = 'auto' | 'always' | 'never';

/**
 * Whether a stream is colored. An option beats the environment. Of the environment, in this order: NO_COLOR (no-color.org:
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

/** Whether a stream is colored, as far as that can be known where the options could not be read, or are not. */
export const colored = (world: World, sink: Sink): boolean => {
  const { argv, env } = world;
  const said = (choice: string): boolean =>
    argv.includes(`--color=${choice}`) || argv.some((token, at) => token === '--color' && argv[at + 1] === choice);
  const choice = argv.includes('--no-color') || said('never') ? 'never' : said('always') ? 'always' : 'auto';
  return decideColor(choice, env, sink.isTTY === true && !agentRuns(world));
};

const isPainter = (value: unknown): value is ChalkInstance => typeof value === 'function' && 'level' in value;

/** Chalk whose colors are ours (`safe.ts`), and under which no others are left: what stands in a painted text is shown, not obeyed. */
const marking = (chalk: ChalkInstance): ChalkInstance =>
  new Proxy(chalk, {
    get: (target, name) => {
      // On an object of its own: chalk keeps what it gives on the one that it is asked of, which a proxy must then give unchanged.
      const value: unknown = Reflect.get(target, name, Object.create(target));
      return isPainter(value) ? marking(value) : value;
    },
    apply: (target, _, texts: readonly unknown[]) => asOurs(target(...texts.map((text) => unmarked(safeWords(String(text)))))),
  });

const painters = new Map<boolean, Promise<ChalkInstance>>();

/** Chalk that colors, or does not; loaded at the first call. Sixteen colors: they follow the user's own theme. */
export const paint = (color: boolean): Promise<ChalkInstance> => {
  const load = async (): Promise<ChalkInstance> => {
    const { Chalk } = await import('chalk');
    return color ? marking(new Chalk({ level: 1 })) : new Chalk({ level: 0 });
  };
  const made = painters.get(color) ?? load();
  painters.set(color, made);
  return made;
};
