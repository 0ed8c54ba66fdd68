import { type Context, defineCommand } from '../../cli/command/command.ts';
import { flag, option, type ValuesOf } from '../../cli/command/option.ts';
import { Failure, usage } from '../../errors.ts';
import { integer, text } from '../../resources/resource.ts';
import { asArguments, sandboxOptions, workspaceOptions } from './options.ts';
import { showReady } from './shown.ts';

const port = 4010;
const options = {
  port: option('n', integer('port to listen on (0 for a free one)', { min: 0, max: 65_535, preset: port })),
  host: option('address', text('host to listen on (any non-loopback address exposes it to your network)', { preset: '127.0.0.1' })),
  ...workspaceOptions,
};
type StartOptions = ValuesOf<typeof options>;

export const command = defineCommand({
  options: { ...options, detach: flag('run in the background (stop it with `boltcall sandbox stop`)') },
  detail:
    'Runs a complete local Boltcall with the whole API and its own data: no account, no real calls or texts. Prints the two variables that point commands and your own code at it, then one line for each request and delivery.\n\nAny key that starts with sk_ or bc_ works; keys that start with sk_test_readonly can only read. Outbound calls ring, are answered and end; numbers ending in 9999 never answer, and for those ending in 8888 the agent breaks rules (see `boltcall calls check`). Webhook events are delivered to this machine and to private networks.',
  examples: ['sandbox start', 'sandbox start --detach --seed 7 --plan starter'],
  graceful: true,
  run: async (context, { detach: detached, ...typed }) => {
    if (!detached) return serve(context, typed);
    const { detach } = await import('./detach.ts');
    await detach(context, asArguments(options, typed), typed.port ?? port);
  },
});

const serve = async (context: Context, typed: StartOptions): Promise<void> => {
  const { world, print, settings, signal } = context;
  const { startSandbox } = await import('../../sandbox/server.ts');
  const { isLoopback } = await import('../../sandbox/http/guard.ts');
  const { safe } = await import('../../output/text/safe.ts');
  const { host } = typed;
  if (host === '') throw usage('--host: the value is empty');
  const logFile = world.env['BOLTCALL_SANDBOX_LOG'];
  const sandbox = await startSandbox(
    {
      ...sandboxOptions(typed, world),
      port: typed.port ?? port,
      ...(host === undefined ? {} : { host }),
      stateDirectory: settings.places.state,
      ...(logFile ? { logFile } : {}),
      log: (line) => print.note(safe(line)),
    },
    world,
  );
  try {
    await showReady(
      context,
      { address: sandbox.address, port: sandbox.port, key: sandbox.key, pid: world.pid },
      { seed: sandbox.seed, counts: sandbox.counts },
    );
    if (host !== undefined && !isLoopback(host)) print.warn(`Anyone who can reach ${host} can use it: any key is accepted.`);
    print.note('Press Ctrl-C to stop it.');
    const aborted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([sandbox.closed, aborted]);
  } finally {
    await sandbox.close();
  }
  print.note('Sandbox stopped.');
  if (signal.reason instanceof Failure)
    throw new Failure(signal.reason.kind, signal.reason.message, { exitCode: signal.reason.exitCode, told: true });
};
