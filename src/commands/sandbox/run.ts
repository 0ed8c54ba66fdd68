import { type Context, defineCommand } from '../../cli/command/command.ts';
import { Failure, usage } from '../../errors.ts';
import { cannotStart, checkProgram } from '../../programs/find.ts';
import type { Signal } from '../../world.ts';
import { sandboxOptions, workspaceOptions } from './options.ts';

/** How long (ms) the program may take to exit when asked to. */
const patience = 5_000;

/** The signals that are handed on as they are, by the exit code of a run that one of them ended. */
const byExitCode: Readonly<Record<number, Signal>> = { 129: 'SIGHUP', 130: 'SIGINT', 131: 'SIGQUIT' };

export const command = defineCommand({
  options: workspaceOptions,
  rest: true,
  detail:
    'Starts a sandbox on a free port, sets BOLTCALL_BASE_URL and BOLTCALL_API_KEY for the program after --, stops with it and exits with its exit code. Several can run side by side, for tests in CI.',
  examples: ['sandbox run -- boltcall calls list', 'sandbox run --seed 7 -- node -e "console.log(process.env.BOLTCALL_BASE_URL)"'],
  graceful: true,
  run: async (context, typed, _, [program, ...words]) => {
    if (program === undefined) throw usage('no program given', 'Put it after --, for example `boltcall sandbox run -- npm test`.');
    await checkProgram(context.world, program);
    const { startSandbox } = await import('../../sandbox/server.ts');
    const sandbox = await startSandbox({ ...sandboxOptions(typed, context.world), port: 0 }, context.world);
    try {
      const { BOLTCALL_SANDBOX: _, ...env } = context.world.env;
      const own = { BOLTCALL_BASE_URL: sandbox.address, BOLTCALL_API_KEY: sandbox.key, BOLTCALL_SANDBOX_TOKEN: sandbox.token };
      const code = await child(context, program, words, { ...env, ...own });
      if (code !== 0) throw new Failure('partial', `${program} exited with ${code}`, { exitCode: code, told: true });
    } finally {
      await sandbox.close();
    }
  },
});

/**
 * Runs a program to its end with inherited streams and forwards signals. Returns its exit code, or 128 plus the signal number if a signal ended it.
 */
const child = async ({ world, signal }: Context, program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> => {
  const { startProgram } = await import('../../programs/start.ts');
  const running = startProgram({ world, command: [program, ...words], env, streams: 'terminal', patience });
  const handOn = (): void => {
    const asked = signal.reason instanceof Failure ? byExitCode[signal.reason.exitCode] : undefined;
    // On Ctrl-C the terminal also signals the program, which may continue (as a shell does); a second signal would mean "quit at once" to it.
    if ((asked === 'SIGINT' || asked === 'SIGQUIT') && world.stdin.isTTY) return;
    void running.stop(asked);
  };
  if (signal.aborted) handOn();
  signal.addEventListener('abort', handOn, { once: true });
  const { code, error } = await running.ended;
  await running.stop();
  signal.removeEventListener('abort', handOn);
  if (error !== undefined) throw cannotStart(program, error);
  return code;
};
