import type { Client } from '../client/client.ts';
import { asFailure, endedBy } from '../errors.ts';
import { openPrinter } from '../output/print.ts';
import { loadKey } from '../profiles/load-key.ts';
import type { Setting, Settings } from '../profiles/settings.ts';
import type { Signal, World } from '../world.ts';
import { openAsk } from './ask/ask.ts';
import type { Context, Leaf } from './command/command.ts';

/**
 * Signals within this time (ms) count as one: `timeout` and similar tools signal both the program and its process group. No one presses Ctrl-C twice
 * that fast, and work in progress must be cleaned up.
 */
const echo = 200;

/**
 * Returns the context for one command and a function to dispose of it. The first signal aborts `context.signal`, and so does an unhandled error, so
 * that work in progress is cleaned up. A second signal ends the program at once, as the default signal handling would.
 */
export const openContext = (
  world: World,
  settings: Settings,
  tree: readonly Leaf[],
  words: readonly string[],
): { context: Context; end(): Promise<void> } => {
  const abort = new AbortController();
  let first: number | undefined;
  const off = world.onSignal((signal: Signal) => {
    if (first !== undefined) {
      if (world.now() - first < echo) return;
      off();
      world.kill(world.pid, signal);
      return;
    }
    first = world.now();
    abort.abort(endedBy(signal));
  });
  const sound = world.onFault((thrown) => abort.abort(asFailure(thrown)));
  const print = openPrinter(world, settings.view);
  let opened: Promise<Client> | undefined;
  let key: Promise<Setting<string>> | undefined;
  const context: Context = {
    world,
    settings,
    print,
    ask: openAsk(world, settings),
    tree,
    words,
    signal: abort.signal,
    key: () => {
      key ??= loadKey(settings, world, abort.signal);
      return key;
    },
    client: () => {
      opened ??= openFor(context);
      return opened;
    },
  };
  const end = async (): Promise<void> => {
    off();
    sound();
    // The caller that asked for the client has already reported a failure to open it.
    const client = await opened?.catch(() => undefined);
    await client?.close();
  };
  return { context, end };
};

const openFor = async (context: Context): Promise<Client> => {
  const { openClient } = await import('../client/open.ts');
  const { clientOptions } = await import('./operation/client-options.ts');
  return openClient(clientOptions(context, await context.key()));
};
