import { setMaxListeners } from 'node:events';
import type { Client } from '../client/client.ts';
import { asFailure, endedBy } from '../errors.ts';
import { openPrinter } from '../output/print.ts';
import { loadKey } from '../profiles/load-key.ts';
import type { Setting, Settings } from '../profiles/settings.ts';
import type { Signal, World } from '../world.ts';
import { openAsk } from './ask/ask.ts';
import type { Context, Leaf } from './command/command.ts';

/**
 * A signal so soon after the first one is the same: `timeout` and others of its kind send theirs to the program and to its group
 * (ms). Nobody types Ctrl-C twice so fast, and what is under way is to be put in order.
 */
const echo = 200;

/**
 * What one command works with, and how to put it away. The first signal aborts `context.signal`, and so does a fault that nobody waits
 * for: what was begun is put in order. A second signal ends the program at once, in the way the system would have without us.
 */
export const openContext = (
  world: World,
  settings: Settings,
  tree: readonly Leaf[],
  words: readonly string[],
): { context: Context; end(): Promise<void> } => {
  const abort = new AbortController();
  // As many requests listen to it as are under way at once.
  setMaxListeners(0, abort.signal);
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
    // A client that could not be opened was reported by whoever asked for it.
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
