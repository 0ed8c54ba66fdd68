import type { Command, Context, Given } from '../../cli/command/command.ts';
import { flagOf, numberOf, textOf } from '../../cli/command/given.ts';
import { Failure, usage } from '../../errors.ts';
import { integer, text } from '../../resources/resource.ts';
import { sandboxOptions, workspaceOptions } from './options.ts';
import { showReady } from './shown.ts';

const port = 4010;
const listenOptions = [
  { name: 'port', value: 'n', field: integer('the port it listens on; 0 takes a free one', { min: 0, max: 65_535, preset: port }) },
  { name: 'host', value: 'address', field: text('the address it listens on; others than loopback open it to your network', { preset: '127.0.0.1' }) },
];
const options = [...listenOptions, ...workspaceOptions];

export const command: Command = {
  options: [...options, { name: 'detach', field: text('return when it is ready; `boltcall sandbox stop` ends it') }],
  detail:
    'A Boltcall service on this machine, with the whole API and a workspace of its own: nothing reaches anybody, and no account is needed. It prints the two variables that point commands and your own code at it, then a line for each request and delivery.\n\nAny key that begins with sk_ or bc_ works; one that begins with sk_test_readonly may only read. Outbound calls ring, are answered and end; a number that ends in 9999 is never answered. Webhook events go to addresses of this machine and of private networks.',
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
