import { type Context, defineCommand } from '../../cli/command/command.ts';
import { flag, option, type ValuesOf } from '../../cli/command/option.ts';
import { Failure, usage } from '../../errors.ts';
import { integer, text } from '../../resources/resource.ts';
import { asArguments, sandboxOptions, workspaceOptions } from './options.ts';
import { showReady } from './shown.ts';

const port = 4010;
const options = {
  port: option('n', integer('the port it listens on; 0 takes a free one', { min: 0, max: 65_535, preset: port })),
  host: option('address', text('the address it listens on; others than loopback open it to your network', { preset: '127.0.0.1' })),
  ...workspaceOptions,
};
type StartOptions = ValuesOf<typeof options>;

export const command = defineCommand({
  options: { ...options, detach: flag('return when it is ready; `boltcall sandbox stop` ends it') },
  detail:
    'A Boltcall service on this machine, with the whole API and a workspace of its own: nothing reaches anybody, and no account is needed. It prints the two variables that point commands and your own code at it, then a line for each request and delivery.\n\nAny key that begins with sk_ or bc_ works; one that begins with sk_test_readonly may only read. Outbound calls ring, are answered and end; a number that ends in 9999 is never answered, and with one that ends in 8888 the agent breaks rules (`boltcall calls check`). Webhook events go to addresses of this machine and of private networks.',
  examples: ['sandbox start --detach --port 0', 'sandbox start --detach --port 0 --seed 7 --plan starter'],
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
    if (host !== undefined && !isLoopback(host)) print.warn(`Whoever reaches ${host} can use it: any key is taken.`);
    print.note('Ctrl-C stops it.');
    const aborted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([sandbox.closed, aborted]);
  } finally {
    await sandbox.close();
  }
  print.note('The sandbox has stopped.');
  if (signal.reason instanceof Failure) throw new Failure(signal.reason.kind, signal.reason.message, { told: true });
};
