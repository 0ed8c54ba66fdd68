import { asFailure, type Failure } from './errors.ts';
import { send } from './output/sink.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

export { systemWorld } from './world.ts';

/**
 * Runs the program in a world and gives its exit code. The only place where a failure becomes words and a number.
 */
export const run = async (world: World): Promise<number> => {
  const [only] = world.argv;
  try {
    if (world.argv.length === 1 && (only === '--version' || only === '-V' || only === 'version')) {
      await send(world.stdout, `${version}\n`);
      return 0;
    }
    if (only === '__complete') {
      const [{ answerCompletion }, { entries }] = await Promise.all([import('./completion/answer.ts'), import('./commands/index.ts')]);
      await answerCompletion(world, entries);
      return 0;
    }
    const [{ dispatch }, { entries }] = await Promise.all([import('./cli/program.ts'), import('./commands/index.ts')]);
    await dispatch(world, entries);
    return 0;
  } catch (thrown) {
    return crash(world, thrown);
  }
};

/**
 * Says what went wrong and gives the exit code. `bin/` calls it for what is thrown where nobody waits for it: an event without a
 * listener, a promise that nobody took.
 */
export const crash = async (world: World, thrown: unknown): Promise<number> => {
  const failure = asFailure(thrown);
  await tell(world, failure);
  return failure.exitCode;
};

/** Says on stderr what happened and what to do; nothing secret, whatever the failure holds. */
const tell = async (world: World, failure: Failure): Promise<void> => {
  const [{ report }, { redact }] = await Promise.all([import('./output/report.ts'), import('./transport/redact.ts')]);
  report(world, failure, (text) => redact(text, world.env['BOLTCALL_API_KEY'] ? [world.env['BOLTCALL_API_KEY']] : []));
};
