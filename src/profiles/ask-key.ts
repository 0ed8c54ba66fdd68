import { isAbsolute } from 'node:path';
import { Failure } from '../errors.ts';
import { findProgram } from '../programs/find.ts';
import { said } from '../programs/said.ts';
import type { World } from '../world.ts';
import { checkedKey } from './key.ts';
import type { KeyCommand } from './key-command.ts';
import type { Setting } from './settings.ts';

const again = 'Run it by hand to see what is wrong, or name another with `boltcall login --key-command`.';

/**
 * Returns the key that a command prints on one line. `limit`: ms.
 * @throws Failure `authentication` (code `key_command`) if the program cannot be started, fails, takes too long, or prints nothing, several lines or
 * something that is not a key; the message omits its output, which may be secret
 */
export const runKeyCommand = async (
  command: KeyCommand,
  from: string,
  world: World,
  limit: number,
  signal: AbortSignal,
): Promise<Setting<string>> => {
  const [program, ...args] = command;
  const refused = (why: string, more = ''): Failure =>
    new Failure('authentication', `the key command \`${program}\` ${why}${more}`, { code: 'key_command', hint: again });
  const path = isAbsolute(program) ? program : await findProgram(world, program);
  if (path === undefined) throw refused('is not a program that can be started');
  const { stdout, stderr, why } = await said(path, args, world, limit, signal);
  if (signal.aborted) throw signal.reason;
  const complaint = stderr.trim().split('\n').at(-1)?.trim() ?? '';
  if (why !== undefined) throw refused(why, complaint === '' ? '' : `: ${complaint.slice(0, 200)}`);
  const lines = stdout.replace(/(\r?\n)+$/, '').split(/\r?\n/);
  if (lines.length > 1) throw refused(`printed ${lines.length} lines instead of one`);
  if (lines[0]?.trim() === '') throw refused('printed nothing');
  try {
    return { value: checkedKey(lines[0] ?? '', from), from };
  } catch (error) {
    throw error instanceof Failure ? refused('printed what is not a key: a key has no spaces or special characters') : error;
  }
};
