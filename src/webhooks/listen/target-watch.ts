import { connect } from 'node:net';
import type { Target } from '../../values/target.ts';
import type { World } from '../../world.ts';
import { endpointOf } from '../forward/connector.ts';
import { why } from '../forward/fault.ts';

interface TargetWatchOptions {
  readonly world: World;
  readonly targets: readonly Target[];
  readonly note: (text: string) => void;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/** How often a target that is down is tried (ms). */
const often = 1_000;

/** Connects to a target once. Any answer other than a refused connection says nothing about whether an app listens there. */
const connected = (target: Target, signal: AbortSignal): Promise<'up' | 'down' | 'unknown'> =>
  new Promise((resolve) => {
    const socket = connect(endpointOf(target));
    const cut = (): unknown => socket.destroy();
    signal.addEventListener('abort', cut, { once: true });
    socket.once('connect', () => {
      resolve('up');
      socket.destroy();
    });
    socket.once('close', () => {
      signal.removeEventListener('abort', cut);
      resolve('unknown');
    });
    socket.once('error', (error) => resolve(why(error, target).fault === 'refused' ? 'down' : 'unknown'));
  });

const follow = async (target: Target, { world, note, signal }: TargetWatchOptions): Promise<void> => {
  const name = `${target.hostname}:${target.port}`;
  for (let told = false; !signal.aborted; await world.sleep(often, signal)) {
    const state = await connected(target, signal);
    if (state === 'unknown') return;
    if (state === 'up') return told ? note(`${name} is up.`) : undefined;
    if (!told) note(`Nothing is listening on ${name} yet.`);
    told = true;
  }
};

/**
 * Says which targets nothing is listening on, and when an app is. Only targets on this machine are tried: a connection to another
 * would reach a proxy or a load balancer at best, and strangers should not be connected to before there is something to deliver.
 */
export const watchTargets = (options: TargetWatchOptions): void => {
  const local = options.targets.filter(({ loopback }) => loopback);
  for (const target of new Map(local.map((one) => [`${one.hostname}:${one.port}`, one])).values()) void follow(target, options);
};
