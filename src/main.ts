import { asFailure, type Failure } from './errors.ts';
import { send } from './output/sink.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

export { systemWorld } from './world.ts';

/** How long (ms) a command may take to put things in order after a fault that nobody waited for. */
const order = 15_000;

/**
 * Runs the program in a world and gives its exit code. The only place where a failure becomes words and a number. What is thrown where
 * nobody waits for it ends the command in order (`openContext`); here it ends the program where that does not come to an end.
 */
export const run = async (world: World): Promise<number> => {
  const broken = new Promise<never>((_, reject) => {
    world.onFault((thrown) => {
      world.sleep(order).then(() => reject(thrown));
    });
  });
  try {
    await Promise.race([start(world), broken]);
    return 0;
  } catch (thrown) {
    const failure = asFailure(thrown);
    await tell(world, failure);
    return failure.exitCode;
  }
};

/** Does what the command line asks for; throws what keeps it from that. */
const start = async (world: World): Promise<void> => {
  const [only] = world.argv;
  if (world.argv.length === 1 && (only === '--version' || only === '-V' || only === 'version')) return send(world.stdout, `${version}\n`);
  if (only === '__complete') {
    const [{ answerCompletion }, { entries }] = await Promise.all([import('./completion/answer.ts'), import('./commands/index.ts')]);
    return answerCompletion(world, entries);
  }
  const [{ dispatch }, { entries }] = await Promise.all([import('./cli/program.ts'), import('./commands/index.ts')]);
  return dispatch(world, entries, loadWords);
};

/** What a failure is told with. */
const loadWords = () => Promise.all([import('./output/report.ts'), import('./transport/redact.ts')]);

/** What was typed behind the options that take a secret: known before the command line is understood. */
const typedSecrets = (argv: readonly string[]): string[] =>
  argv.flatMap((token, at) => {
    const [flag, value] = /^(--(?:api-key|secret))(?:=(.*))?$/s.exec(token)?.slice(1) ?? [];
    return flag === undefined ? [] : [value ?? argv[at + 1] ?? ''];
  });

/** Says on stderr what happened and what to do; nothing secret, whatever the failure holds. */
const tell = async (world: World, failure: Failure): Promise<void> => {
  const [{ report }, { redact }] = await loadWords();
  report(world, failure, (text) => redact(text, [...world.keys, ...typedSecrets(world.argv), world.env['BOLTCALL_WEBHOOK_SECRET'] ?? '']));
};
