import { asFailure, type Failure } from './errors.ts';
import { send } from './output/sink.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

export { systemWorld } from './world.ts';

/** How long (ms) a command may take to clean up after an unhandled error. */
const order = 15_000;

/**
 * Runs the program in a world and returns its exit code. The only place that turns a failure into text and a number. An unhandled error ends the
 * command in an orderly way (`openContext`); if the command does not end, the program is ended here.
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

/** Runs the command line; throws whatever prevents that. */
const start = async (world: World): Promise<void> => {
  const [only] = world.argv;
  if (world.argv.length === 1 && (only === '--version' || only === '-V' || only === 'version')) return send(world.stdout, `${version}\n`);
  if (only === '__complete') {
    const [{ answerCompletion }, { entries }] = await Promise.all([import('./completion/answer.ts'), import('./commands/index.ts')]);
    return answerCompletion(world, entries);
  }
  for (const word of typedKeys(world.argv)) world.keys.add(word);
  const [{ dispatch }, { entries }] = await Promise.all([import('./cli/program.ts'), import('./commands/index.ts')]);
  return dispatch(world, entries, loadWords);
};

/** Loads the code that reports failures. */
const loadWords = () => Promise.all([import('./output/report.ts'), import('./transport/redact.ts')]);

/** Returns the values of secret options, before the command line is parsed. */
const typedSecrets = (argv: readonly string[]): string[] =>
  argv.flatMap((token, at) => {
    const [flag, value] = /^(--(?:api-key|secret))(?:=(.*))?$/s.exec(token)?.slice(1) ?? [];
    return flag === undefined ? [] : [value ?? argv[at + 1] ?? ''];
  });

/**
 * A word in the form of a key or secret, or of one of unknown form: a long run of letters and digits which is not an id of the service, as an id has the
 * name of what it stands for.
 */
const likeKey =
  /^(?:(?:sk|bc|whsec)_[\w-]{6,}|(?!(?:agent|call|lead|msg|apt|wh|dlv)_)(?:[a-z]+[_-])*(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{20,})$/;

/** Returns what may be a key in a wrong place, such as that of an event or an id. Messages may show the app secret of --secret. */
const typedKeys = (argv: readonly string[]): string[] => argv.filter((word, at) => likeKey.test(word) && argv[at - 1] !== '--secret');

/** Prints on stderr what happened and what to do, with all secrets in the failure redacted. */
const tell = async (world: World, failure: Failure): Promise<void> => {
  const [{ report }, { redact }] = await loadWords();
  report(world, failure, (text) => redact(text, [...world.keys, ...typedSecrets(world.argv), world.env['BOLTCALL_WEBHOOK_SECRET'] ?? '']));
};
