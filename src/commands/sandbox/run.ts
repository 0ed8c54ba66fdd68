import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { type Context, defineCommand } from '../../cli/command/command.ts';
import { Failure, systemCode, usage } from '../../errors.ts';
import { sandboxOptions, workspaceOptions } from './options.ts';

export const command = defineCommand({
  options: workspaceOptions,
  rest: true,
  detail:
    'Starts a sandbox on a free port, sets BOLTCALL_BASE_URL and BOLTCALL_API_KEY for the program behind --, ends with it and exits as it did. Several run side by side: for tests in CI.',
  examples: ['sandbox run -- boltcall calls list', 'sandbox run --seed 7 -- node -e "console.log(process.env.BOLTCALL_BASE_URL)"'],
  graceful: true,
  run: async (context, typed, _, [program, ...words]) => {
    if (program === undefined) throw usage('no program is given', 'Write it behind --, like: boltcall sandbox run -- npm test');
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

/** Runs a program on our own streams to its end; hands signals on; gives its exit code, 128 and the signal's number where one ended it. */
const child = ({ world, signal }: Context, program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve, reject) => {
    const running = spawn(program, words, { cwd: world.cwd, env, stdio: 'inherit', shell: false });
    const handOn = (): void => {
      const kind = signal.reason instanceof Failure ? signal.reason.kind : 'terminated';
      // A terminal sends Ctrl-C to the program too; a second one would mean `at once` to it.
      if (kind === 'interrupted' && world.stdin.isTTY) return;
      running.kill(kind === 'interrupted' ? 'SIGINT' : kind === 'hung-up' ? 'SIGHUP' : 'SIGTERM');
    };
    if (signal.aborted) handOn();
    signal.addEventListener('abort', handOn, { once: true });
    running.once('error', (cause) => {
      const code = systemCode(cause);
      const why = code === 'ENOENT' ? 'there is no such program' : code === 'EACCES' ? 'it may not be executed' : cause.message;
      reject(usage(`${program} cannot be started: ${why}`));
    });
    running.once('exit', (code, by) => {
      signal.removeEventListener('abort', handOn);
      resolve(code ?? 128 + (by === null ? 0 : constants.signals[by]));
    });
  });
