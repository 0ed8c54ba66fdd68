import { setMaxListeners } from 'node:events';
import type { Client } from '../client/client.ts';
import { Failure } from '../errors.ts';
import { openPrinter } from '../output/print.ts';
import { loadKey } from '../profiles/load-key.ts';
import type { Setting, Settings } from '../profiles/settings.ts';
import type { Signal, World } from '../world.ts';
import { openAsk } from './ask/ask.ts';
import type { Context, Leaf } from './command/command.ts';

const kinds = { SIGINT: 'interrupted', SIGTERM: 'terminated', SIGHUP: 'hung-up' } as const;

/**
 * A signal so soon after the first one is the same: `timeout` and others of its kind send theirs to the program and to its group
 * (ms). Nobody types Ctrl-C twice so fast, and what is under way is to be put in order.
 */
const echo = 200;

/**
 * What one command works with, and how to put it away. The first signal aborts `context.signal`; a second one ends the
 * program at once, in the way the system would have without us.
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
    abort.abort(new Failure(kinds[signal], signal === 'SIGINT' ? 'interrupted' : `ended by ${signal}`));
  });
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
