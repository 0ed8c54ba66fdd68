import type { Failure } from '../errors.ts';
import type { World } from '../world.ts';
import { failureJson, failureText } from './failure.ts';
import { tell } from './sink.ts';
import { colored } from './text/color.ts';
import { columnsOf } from './text/wrap.ts';

/** Returns the format requested on the command line or in the environment, as far as it can be read if the rest is invalid. */
const formatTyped = ({ argv, env }: World): string =>
  argv
    .flatMap((token, at) => {
      if (token === '--json') return ['json'];
      if (token === '-o' || token === '--output') return [argv[at + 1] ?? ''];
      if (token.startsWith('--output=')) return [token.slice('--output='.length)];
      return /^-o./.test(token) ? [token.slice(2).replace(/^=/, '')] : [];
    })
    .at(-1) ??
  env['BOLTCALL_OUTPUT'] ??
  '';

const wantsJson = (world: World): boolean => world.env['BOLTCALL_ERRORS'] === 'json' || ['json', 'jsonl'].includes(formatTyped(world));

/** Writes a failure to stderr, as text or as one line of JSON; with --debug also the stack of a bug. */
export const report = (world: World, failure: Failure, redact: (text: string) => string): void => {
  const text = wantsJson(world) ? failureJson(failure) : failureText(failure, colored(world, world.stderr), columnsOf(world.stderr));
  const debug = world.argv.includes('--debug') || ['1', 'true'].includes(world.env['BOLTCALL_DEBUG'] ?? '');
  if (debug && !failure.details.told && failure.kind !== 'closed-pipe') {
    const { raw, cause } = failure.details;
    if (raw !== undefined) tell(world.stderr, redact(`answer: ${raw}\n`));
    const stack = cause instanceof Error ? cause.stack : failure.kind === 'internal' ? failure.stack : undefined;
    if (stack !== undefined) tell(world.stderr, redact(`${stack}\n`));
  }
  tell(world.stderr, redact(text));
};
