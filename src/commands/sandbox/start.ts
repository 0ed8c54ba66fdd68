import type { Command, Context, Given } from '../../cli/command/command.ts';
import { flagOf, numberOf, textOf } from '../../cli/command/given.ts';
import { Failure, usage } from '../../errors.ts';
import { integer, text } from '../../resources/resource.ts';
import { sandboxOptions, workspaceOptions } from './options.ts';
import { showReady } from './shown.ts';

const port = 4010;
const listenOptions = [
  { name: 'port', value: 'n', field: integer('port to listen on (0 for a free one)', { min: 0, max: 65_535, preset: port }) },
  { name: 'host', value: 'address', field: text('host to listen on (any non-loopback address exposes it to your network)', { preset: '127.0.0.1' }) },
];
const options = [...listenOptions, ...workspaceOptions];

export const command: Command = {
  options: [...options, { name: 'detach', field: text('run in the background (stop it with `boltcall sandbox stop`)') }],
  detail:
    'Runs a complete local Boltcall with the whole API and its own data: no account, no real calls or texts. Prints the two variables that point commands and your own code at it, then one line for each request and delivery.\n\nAny key that starts with sk_ or bc_ works; keys that start with sk_test_readonly can only read. Outbound calls ring, are answered and end; numbers ending in 9999 never answer. Webhook events are delivered to this machine and to private networks.',
  examples: ['sandbox start --detach --port 0', 'sandbox start --detach --port 0 --seed 7 --plan starter'],
  graceful: true,
  run: async (context, given) => {
    if (flagOf(given, 'detach')) {
      const { detach } = await import('./detach.ts');
      return detach(context, given, options, numberOf(given, 'port') ?? port);
    }
    await serve(context, given);
  },
};

const serve = async (context: Context, given: Given): Promise<void> => {
  const { world, print, settings, signal } = context;
  const { startSandbox } = await import('../../sandbox/server.ts');
  const { isLoopback } = await import('../../sandbox/http/guard.ts');
  const { safe } = await import('../../output/text/safe.ts');
  const host = textOf(given, 'host');
  if (host === '') throw usage('--host: the value is empty');
  const logFile = world.env['BOLTCALL_SANDBOX_LOG'];
  const sandbox = await startSandbox(
    {
      ...sandboxOptions(given, world),
      port: numberOf(given, 'port') ?? port,
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
  if (signal.reason instanceof Failure) throw new Failure(signal.reason.kind, signal.reason.message, { told: true });
};
