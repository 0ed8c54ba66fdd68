import { Failure } from '../errors.ts';
import type { World } from '../world.ts';

/** How long (ms) a command may take to end by itself after a signal. */
const grace = 2000;

/**
 * Waits for a command. When `signal` aborts, a graceful command (a listener, a server) ends by itself; any other gets a moment to report the outcome
 * of a request in progress, then the signal's own failure is thrown.
 */
export const settle = async (world: Pick<World, 'after'>, running: Promise<void>, signal: AbortSignal, graceful: boolean): Promise<void> => {
  if (graceful) return running;
  let stop = (): void => {};
  const given = new Promise<never>((_, reject) => {
    const start = (): void => {
      stop = world.after(grace, () => reject(reason(signal)));
    };
    if (signal.aborted) start();
    else signal.addEventListener('abort', start, { once: true });
  });
  try {
    await Promise.race([running, given]);
    if (signal.aborted) throw reason(signal);
  } finally {
    stop();
  }
};

const reason = (signal: AbortSignal): Failure => (signal.reason instanceof Failure ? signal.reason : new Failure('interrupted', 'interrupted'));
